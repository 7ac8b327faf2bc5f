package io.nearside.tls;

import io.nearside.tls.ClientTlsConfig.Verify;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** The TLS side of connections to one upstream. Safe on all threads. */
public final class ClientTls implements AutoCloseable {
  private static final String HTTP_1 = "http/1.1";

  private final ClientTlsConfig config;
  private final List<String> choice;
  private final Reloading contexts;

  private ClientTls(ClientTlsConfig config, List<String> choice, Reloading contexts) {
    this.config = config;
    this.choice = choice;
    this.contexts = contexts;
  }

  /**
   * Reads certificates and keys.
   *
   * @param protocols ALPN, the most wanted first; empty for no ALPN
   * @throws IOException when one of the files cannot be read or used; says which and why
   */
  public static ClientTls open(ClientTlsConfig config, String... protocols) throws IOException {
    List<String> alpn = List.of(protocols);
    return new ClientTls(
        config,
        alpn,
        Reloading.open(files(config), () -> read(config, alpn), config.reloadMillis()));
  }

  private static List<String> files(ClientTlsConfig config) {
    List<String> files = new ArrayList<>();
    if (config.ca() != null) {
      files.add(config.ca());
    }
    if (config.key() != null) {
      files.add(config.key().certificate());
      files.add(config.key().key());
    }
    return files;
  }

  private static Generation read(ClientTlsConfig config, List<String> alpn) throws IOException {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (config.verify() == Verify.NONE) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (config.ca() != null) {
      builder.trustManager(Certificates.read(config.ca()));
    }
    // Nothing in it: no check of the name.
    builder.endpointIdentificationAlgorithm(config.verify() == Verify.FULL ? "HTTPS" : "");
    if (config.key() != null) {
      Identity identity = Identity.read(config.key());
      builder.keyManager(identity.key(), identity.chain());
    }
    List<SslContext> contexts = new ArrayList<>();
    contexts.add(build(builder, config, alpn));
    if (alpn.size() > 1 && alpn.contains(HTTP_1)) {
      contexts.add(build(builder, config, List.of(HTTP_1)));
    }
    return Generation.of(List.copyOf(contexts));
  }

  private static SslContext build(
      SslContextBuilder builder, ClientTlsConfig config, List<String> alpn) throws IOException {
    return Contexts.build(builder, config.provider(), config.protocols(), config.ciphers(), alpn);
  }

  /**
   * First handler of a connection's pipeline. The time that the handshake may take is for the
   * caller to set.
   *
   * @param host of the upstream's URL, an IPv6 address with or without brackets
   */
  public SslHandler newHandler(String host, int port) {
    return newHandler(host, port, 0);
  }

  /**
   * Likewise, for a connection that has to be one of HTTP/1.1 although others may be chosen:
   * OpenSSL knows what to offer from its context alone.
   */
  public SslHandler newHttp1Handler(String host, int port) {
    return newHandler(host, port, choice.size() > 1 && choice.contains(HTTP_1) ? 1 : 0);
  }

  private SslHandler newHandler(String host, int port, int place) {
    String name = config.serverName() == null ? withoutBrackets(host) : config.serverName();
    Generation held = contexts.hold();
    try {
      SslContext context = held.at(place);
      SslHandler handler = context.newHandler(PooledByteBufAllocator.DEFAULT, name, port);
      nameServer(handler, name);
      return handler;
    } finally {
      held.release();
    }
  }

  /** By itself the JDK names no host without a dot in it; addresses are not named at all. */
  private static void nameServer(SslHandler handler, String name) {
    SSLParameters parameters = handler.engine().getSSLParameters();
    try {
      List<SNIHostName> named = isAddress(name) ? List.of() : List.of(new SNIHostName(name));
      parameters.setServerNames(List.copyOf(named));
    } catch (IllegalArgumentException notAName) {
      // With an underscore in it, for one: then there is no way to say it.
      parameters.setServerNames(List.of());
    }
    handler.engine().setSSLParameters(parameters);
  }

  private static boolean isAddress(String name) {
    return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
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
