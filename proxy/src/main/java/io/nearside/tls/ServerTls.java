package io.nearside.tls;

import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS side of one listener: makes the handlers of its connections. Safe on all threads. */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  static {
    // Read by the JDK once, when its TLS is used first.
    if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
      System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
  }

  private final Reloading contexts;

  private ServerTls(Reloading contexts) {
    this.contexts = contexts;
  }

  /**
   * Reads certificates and keys.
   *
   * @param http2 whether HTTP/2 is offered (ALPN)
   * @throws IOException when one of the files cannot be read or used; says which and why
   */
  public static ServerTls open(ServerTlsConfig config, boolean http2) throws IOException {
    List<String> alpn = new ArrayList<>();
    if (http2) {
      alpn.add(ApplicationProtocolNames.HTTP_2);
    }
    alpn.add(ApplicationProtocolNames.HTTP_1_1);
    return new ServerTls(
        Reloading.open(files(config), () -> read(config, alpn), config.reloadMillis()));
  }

  private static List<String> files(ServerTlsConfig config) {
    List<String> files = new ArrayList<>();
    for (KeyFiles pair : config.certificates()) {
      files.add(pair.certificate());
      files.add(pair.key());
    }
    if (config.clientCa() != null) {
      files.add(config.clientCa());
    }
    return files;
  }

  private static Generation read(ServerTlsConfig config, List<String> alpn) throws IOException {
    List<SslContext> made = new ArrayList<>();
    try {
      ServerNames<SslContext> byName = null;
      for (KeyFiles files : config.certificates()) {
        Identity identity = Identity.read(files);
        warn(files, identity);
        SslContext context = context(config, identity, alpn);
        made.add(context);
        byName = byName == null ? new ServerNames<>(context) : byName;
        byName.add(Certificates.hostNames(identity.chain().get(0)), context);
      }
      if (byName == null) {
        throw new IOException("TLS without a certificate");
      }
      return new Generation(byName, List.copyOf(made));
    } catch (IOException | RuntimeException unusable) {
      made.forEach(ReferenceCountUtil::release);
      throw unusable;
    }
  }

  private static SslContext context(ServerTlsConfig config, Identity identity, List<String> alpn)
      throws IOException {
    SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain());
    if (config.clientCa() == null) {
      builder.trustManager(new NobodyTrusted());
    } else {
      builder.trustManager(Certificates.read(config.clientCa()));
    }
    builder.clientAuth(
        switch (config.clientAuth()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
          case REQUIRED -> ClientAuth.REQUIRE;
        });
    return Contexts.build(builder, config.provider(), config.protocols(), config.ciphers(), alpn);
  }

  private static void warn(KeyFiles files, Identity identity) {
    String doubt = identity.doubt(System.currentTimeMillis());
    if (doubt != null) {
      LOG.warn("{}: {}", files.certificate(), doubt);
    }
  }

  /**
   * First handler of a connection's pipeline. It gives way to an {@link
   * io.netty.handler.ssl.SslHandler} without a limit of time: that is for the caller to have.
   */
  public ChannelHandler newHandler() {
    return new ServerNameHandler(contexts);
  }

  /** Looks at the files now. */
  void look() {
    contexts.look();
  }

  /** Connections that were made stay. */
  @Override
  public void close() {
    contexts.close();
  }
}
