package io.nearside.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;

/** What both sides say alike when they make a context of Netty's. */
final class Contexts {
  private Contexts() {}

  /**
   * Makes one.
   *
   * @param alpn the protocols that are offered, the most wanted first; empty for none
   */
  static SslContext build(
      SslContextBuilder builder,
      TlsProvider provider,
      List<String> protocols,
      List<String> ciphers,
      List<String> alpn)
      throws IOException {
    builder
        .sslProvider(provider(provider))
        .protocols(protocols)
        .ciphers(Ciphers.orModern(ciphers), SupportedCipherSuiteFilter.INSTANCE);
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              alpn));
    }
    try {
      SslContext context = builder.build();
      if (context.isServer() && context.sessionContext() instanceof OpenSslSessionContext tickets) {
        // Without keys of ours OpenSSL makes its own, and new ones from time to time.
        tickets.setTicketKeys();
      }
      return context;
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IOException("TLS cannot be set up: " + unusable.getMessage(), unusable);
    }
  }

  private static SslProvider provider(TlsProvider asked) throws IOException {
    if (asked == TlsProvider.JDK) {
      return SslProvider.JDK;
    }
    if (OpenSsl.isAvailable()) {
      return SslProvider.OPENSSL_REFCNT;
    }
    if (asked == TlsProvider.AUTO) {
      return SslProvider.JDK;
    }
    throw new IOException(
        "OpenSSL was asked for and is not here: "
            + OpenSsl.unavailabilityCause()
            + "; provider = auto takes the JDK then");
  }
}
