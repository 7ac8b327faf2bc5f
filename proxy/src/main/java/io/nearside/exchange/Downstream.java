package io.nearside.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the connection that a request came on, or of the one before it where a trusted
 * proxy says so.
 *
 * @param address of the client, or {@code "unknown"}
 * @param trusted whether what it says of other clients is believed
 * @param scheme that the client used: {@code http} or {@code https}
 * @param certificate that the client has proved to own, or null
 */
public record Downstream(
    String address, boolean trusted, String scheme, @Nullable ClientCertificate certificate) {

  /**
   * A certificate that was verified.
   *
   * @param subject its distinguished name as in RFC 2253
   * @param encoded its DER, as the value of {@code Client-Cert}
   *     (https://www.rfc-editor.org/rfc/rfc9440#section-2.2); null where the upstream is not told
   */
  public record ClientCertificate(String subject, @Nullable String encoded) {}
}
