package io.nearside.tls;

/** Who does the work of TLS. */
public enum TlsProvider {
  /** OpenSSL where its native library is there, else the JDK. */
  AUTO,
  JDK,
  OPENSSL
}
