package io.nearside.config;

import io.nearside.tls.ServerTlsConfig;
import org.jspecify.annotations.Nullable;

/** Reads a listener's TLS. */
final class ServerTlsReader {
  private ServerTlsReader() {}

  /** What its block {@code tls} says; null where there is none. */
  static @Nullable ServerTlsConfig read(Section listener) {
    return null;
  }
}
