package io.nearside.config;

import io.nearside.tls.ClientTlsConfig;
import org.jspecify.annotations.Nullable;

/** Reads TLS to an upstream. */
final class ClientTlsReader {
  private ClientTlsReader() {}

  /** What its block {@code tls} says; null where its URL is not one of https. */
  static @Nullable ClientTlsConfig read(Section upstream) {
    return null;
  }
}
