package io.nearside.fuzz;

/** The characters and small rules of RFC 9110, 9112 and 3986. */
final class Grammar {
  private Grammar() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isAlpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isTchar(char c) {
    return isDigit(c) || isAlpha(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isTchar((char) c));
  }

  /** VCHAR or obs-text. */
  static boolean isFieldVchar(char c) {
    return (c > ' ' && c < 0x7f) || (c >= 0x80 && c <= 0xff);
  }

  /** Whether it is a field value, or a reason phrase: no controls but tabs. */
  static boolean isFieldText(String text) {
    return text.chars().allMatch(c -> c == ' ' || c == '\t' || isFieldVchar((char) c));
  }

  static String withoutOws(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isOws(text.charAt(from))) {
      from++;
    }
    while (to > from && isOws(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  static boolean isOws(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isUnreserved(char c) {
    return isAlpha(c) || isDigit(c) || "-._~".indexOf(c) >= 0;
  }

  static boolean isSubDelim(char c) {
    return "!$&'()*+,;=".indexOf(c) >= 0;
  }

  /**
   * Whether the text consists of unreserved characters, sub-delims, whole percent escapes and these
   * others.
   */
  static boolean isUriText(String text, String others, boolean anyVisible) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
          return false;
        }
        i += 2;
      } else if (!isUnreserved(c) && !isSubDelim(c) && others.indexOf(c) < 0) {
        boolean odd = anyVisible && c > ' ' && c < 0x7f && c != '#';
        if (!odd) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@code uri-host [ ":" port ]}. */
  static boolean isAuthority(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end > 1 && isIpLiteral(text.substring(1, end)) && isPort(text.substring(end + 1));
    }
    int colon = text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    return isUriText(host, "", false) && isPort(colon < 0 ? "" : text.substring(colon));
  }

  private static boolean isIpLiteral(String text) {
    return text.contains(":")
        && text.chars().allMatch(c -> isHex((char) c) || ":.".indexOf(c) >= 0);
  }

  private static boolean isPort(String text) {
    return text.isEmpty() || text.matches(":[0-9]*");
  }
}
