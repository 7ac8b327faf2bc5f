package io.nearside.caching;

import java.util.Set;

/**
 * Which fields of a response are left out of a 304 in its place: those about a content that is not
 * sent and that the client has.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
 */
public final class NotModifiedFields {
  /** Names of representation metadata, in lower case. */
  public static final Set<String> NOT_SENT =
      Set.of(
          "content-digest",
          "content-encoding",
          "content-language",
          "content-length",
          "content-md5",
          "content-range",
          "content-type",
          "digest",
          "repr-digest",
          "trailer",
          "transfer-encoding");

  private static final String LAST_MODIFIED = "last-modified";

  private NotModifiedFields() {}

  /**
   * Whether a field goes into a 304. {@code Last-Modified} does only where there is no better
   * validator.
   *
   * @param lowerCaseName the field's name
   * @param hasEntityTag whether the response has an entity tag
   */
  public static boolean isSent(String lowerCaseName, boolean hasEntityTag) {
    if (lowerCaseName.equals(LAST_MODIFIED)) {
      return !hasEntityTag;
    }
    return !NOT_SENT.contains(lowerCaseName);
  }
}
