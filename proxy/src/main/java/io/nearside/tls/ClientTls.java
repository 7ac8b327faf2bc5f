package io.nearside.tls;

import io.netty.channel.ChannelHandler;
import java.io.IOException;

/** The TLS side of connections to one upstream. Safe on all threads. */
public final class ClientTls implements AutoCloseable {
  private final boolean ready;

  private ClientTls(boolean ready) {
    this.ready = ready;
  }

  /**
   * Reads certificates and keys.
   *
   * @param protocols ALPN, the most wanted first; empty for no ALPN
   * @throws IOException when one of the files cannot be read or used; says which and why
   */
  public static ClientTls open(ClientTlsConfig config, String... protocols) throws IOException {
    if (config.protocols().isEmpty()) {
      throw new IOException("no protocol");
    }
    return new ClientTls(false);
  }

  /**
   * First handler of a connection's pipeline.
   *
   * @param host of the upstream's URL
   */
  public ChannelHandler newHandler(String host, int port) {
    if (!ready) {
      throw new IllegalStateException("not there yet");
    }
    return new io.netty.channel.ChannelInboundHandlerAdapter();
  }

  @Override
  public void close() {}
}
