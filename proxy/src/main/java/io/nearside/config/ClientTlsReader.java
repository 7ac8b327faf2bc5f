package io.nearside.config;

import io.nearside.tls.ClientTlsConfig;
import io.nearside.tls.ClientTlsConfig.Verify;
import io.nearside.tls.TlsProvider;
import org.jspecify.annotations.Nullable;

/** Reads TLS to an upstream. */
final class ClientTlsReader {
  private static final Syntax<String> SERVER_NAME =
      Syntax.matching(
          "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?",
          "not the name of a host",
          "the name of a host, e.g. backend.internal");

  private ClientTlsReader() {}

  /** What its block {@code tls} says, which is read and checked also where it is of no use. */
  static @Nullable ClientTlsConfig read(Section upstream, boolean https) {
    ClientTlsConfig config = config(upstream);
    return https ? config : null;
  }

  private static ClientTlsConfig config(Section upstream) {
    Section tls = upstream.section("tls");
    TlsProvider provider = tls.value("provider", TlsWords.PROVIDER);
    return new ClientTlsConfig(
        tls.value("verify", Syntax.word(Verify.class)),
        tls.optional("ca", TlsFiles.CERTIFICATES),
        TlsFiles.pair(tls),
        tls.optional("server-name", SERVER_NAME),
        TlsWords.protocols(tls),
        TlsWords.ciphers(tls, provider),
        provider,
        tls.value("reload", TlsWords.RELOAD));
  }
}
