package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * The one form of percent-encoded text that stands for all equivalent ones: unreserved characters
 * plain, hex digits in upper case, everything else as it came.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
 */
final class PercentEncoding {
  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  /** Normalizes this part of the text; null when there is a percent sign without two hex digits. */
  static @Nullable String normalize(String text, int from, int to) {
    int percent = text.indexOf('%', from);
    if (percent < 0 || percent >= to) {
      return text.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from);
    out.append(text, from, percent);
    for (int i = percent; i < to; i++) {
      char c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int octet = i + 2 < to ? octet(text, i + 1) : -1;
      if (octet < 0) {
        return null;
      }
      if (isUnreserved((char) octet)) {
        out.append((char) octet);
      } else {
        append(out, octet);
      }
      i += 2;
    }
    return out.toString();
  }

  /** Decodes all of it, as most backends do with parameter names: a plus sign is a space. */
  static String decodeName(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : decode(text.replace('+', ' '));
  }

  /** Decodes all of it that can be decoded, once. */
  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int octet = c == '%' && i + 2 < text.length() ? octet(text, i + 1) : -1;
      if (octet >= 0) {
        out.append((char) octet);
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Appends {@code %XX}. */
  static void append(StringBuilder out, int octet) {
    out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }

  static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static int octet(String text, int at) {
    int high = hex(text.charAt(at));
    int low = hex(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  static boolean isHexDigit(char c) {
    return hex(c) >= 0;
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = (c | 0x20) - 'a';
    return letter >= 0 && letter < 6 ? letter + 10 : -1;
  }
}
