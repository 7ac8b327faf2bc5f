package io.nearside.http;

import org.jspecify.annotations.Nullable;

/**
 * A validator that tells the representations of a resource apart.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
 *
 * @param weak whether it may stand for representations that are not the same byte by byte
 * @param opaque the text between the quotation marks
 */
public record EntityTag(boolean weak, String opaque) {

  /** Reads a field value that is one entity tag and nothing else; null when it is none. */
  public static @Nullable EntityTag parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int end = end(text, 0);
    return end == text.length() && end > 0 ? at(text, 0, end) : null;
  }

  /** The entity tag between these places, where {@link #end} found one. */
  static EntityTag at(String text, int from, int end) {
    boolean weak = text.charAt(from) == 'W';
    return new EntityTag(weak, text.substring(weak ? from + 3 : from + 1, end - 1));
  }

  /**
   * Where the entity tag that begins here ends. Where there is none: the complement of the place at
   * which that became clear, a negative number.
   */
  static int end(String text, int from) {
    int at = text.startsWith("W/", from) ? from + 2 : from;
    if (at >= text.length() || text.charAt(at) != '"') {
      return ~at;
    }
    at++;
    while (at < text.length() && isEtagc(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '"' ? at + 1 : ~at;
  }

  private static boolean isEtagc(char c) {
    return c == 0x21 || (c >= 0x23 && c <= 0x7e) || (c >= 0x80 && c <= 0xff);
  }

  /** Whether both stand for the same bytes. */
  public boolean stronglyMatches(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Whether both stand for representations that are as good as each other. */
  public boolean weaklyMatches(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** As it is sent. */
  @Override
  public String toString() {
    return weak ? "W/\"" + opaque + '"' : '"' + opaque + '"';
  }
}
