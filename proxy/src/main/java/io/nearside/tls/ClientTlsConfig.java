package io.nearside.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the upstream.
 *
 * @param verify what of the upstream's certificate is checked
 * @param ca PEM file with whom to trust; null: whom the JDK trusts
 * @param key the certificate to show, where the upstream asks for one; or null
 * @param serverName for SNI and for the check of the name; null: the URL's host
 * @param protocols in the words of the JDK
 * @param ciphers in the words of the JDK; empty for the defaults
 * @param provider who does the work
 * @param reloadMillis how often the files are looked at for a change
 */
public record ClientTlsConfig(
    Verify verify,
    @Nullable String ca,
    ServerTlsConfig.@Nullable KeyFiles key,
    @Nullable String serverName,
    List<String> protocols,
    List<String> ciphers,
    TlsProvider provider,
    long reloadMillis) {

  /** What is checked. */
  public enum Verify {
    /** The chain and the name. */
    FULL,
    /** The chain only. */
    CA,
    /** Nothing. */
    NONE
  }
}
