package io.nearside.tls;

import io.netty.channel.ChannelHandler;
import java.io.IOException;

/** The TLS side of one listener: makes the handlers of its connections. Safe on all threads. */
public final class ServerTls implements AutoCloseable {
  private final boolean ready;

  private ServerTls(boolean ready) {
    this.ready = ready;
  }

  /**
   * Reads certificates and keys.
   *
   * @param http2 whether HTTP/2 is offered (ALPN)
   * @throws IOException when one of the files cannot be read or used; says which and why
   */
  public static ServerTls open(ServerTlsConfig config, boolean http2) throws IOException {
    if (config.protocols().isEmpty()) {
      throw new IOException("no protocol");
    }
    return new ServerTls(false);
  }

  /** First handler of a connection's pipeline. */
  public ChannelHandler newHandler() {
    if (!ready) {
      throw new IllegalStateException("not there yet");
    }
    return new io.netty.channel.ChannelInboundHandlerAdapter();
  }

  @Override
  public void close() {}
}
