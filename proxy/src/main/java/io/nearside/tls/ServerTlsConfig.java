package io.nearside.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS for clients.
 *
 * @param certificates at least one; the first answers who names no host or an unknown one
 * @param clientAuth whether clients show a certificate
 * @param clientCa PEM file with whom to trust for those; null where none is asked for
 * @param protocols in the words of the JDK, e.g. {@code TLSv1.3}
 * @param ciphers in the words of the JDK; empty for the defaults
 * @param provider who does the work
 * @param reloadMillis how often the files are looked at for a change
 * @param clientCertField whether the upstream is told a client's certificate
 */
public record ServerTlsConfig(
    List<KeyFiles> certificates,
    ClientAuthentication clientAuth,
    @Nullable String clientCa,
    List<String> protocols,
    List<String> ciphers,
    TlsProvider provider,
    long reloadMillis,
    boolean clientCertField) {

  /** A certificate chain and its private key, both PEM files. */
  public record KeyFiles(String certificate, String key) {}

  /** Whether clients show a certificate. */
  public enum ClientAuthentication {
    NONE,
    OPTIONAL,
    REQUIRED
  }
}
