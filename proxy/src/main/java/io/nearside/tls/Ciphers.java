package io.nearside.tls;

import io.netty.handler.ssl.OpenSsl;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The cipher suites that are offered, in the words of the JDK. */
public final class Ciphers {
  /**
   * With forward secrecy and authenticated encryption, the cheapest on today's processors first.
   */
  static final List<String> MODERN =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Without encryption that is worth the name, or without a certificate. */
  private static final Pattern UNSAFE =
      Pattern.compile("_NULL_|_anon_|_PSK_|_RC4_|_DES_|_3DES_|_EXPORT_|_EMPTY_");

  private Ciphers() {}

  /** Those that the provider knows; all that any would where it is not here. */
  public static Set<String> known(TlsProvider provider) {
    Set<String> known = new TreeSet<>();
    if (provider != TlsProvider.JDK && OpenSsl.isAvailable()) {
      known.addAll(OpenSsl.availableJavaCipherSuites());
    } else {
      known.addAll(ofJdk());
    }
    known.removeIf(name -> !name.startsWith("TLS_") || UNSAFE.matcher(name).find());
    return known;
  }

  private static List<String> ofJdk() {
    try {
      return List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException noTls) {
      throw new IllegalStateException("every Java has TLS", noTls);
    }
  }

  static List<String> orModern(List<String> asked) {
    return asked.isEmpty() ? MODERN : asked;
  }
}
