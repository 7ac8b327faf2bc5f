package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * A request field that content is negotiated by, and whose members carry weights.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5
 */
enum NegotiatedField {
  /** Media ranges, which may have parameters of their own. */
  ACCEPT("accept") {
    @Override
    boolean isRange(String range) {
      int slash = range.indexOf('/');
      if (slash < 0 || !isToken(range, 0, slash) || !isToken(range, slash + 1, range.length())) {
        return false;
      }
      // "*/x" is none.
      boolean anyType = slash == 1 && range.charAt(0) == '*';
      return !anyType || range.equals("*/*");
    }
  },
  /** Content codings. */
  ACCEPT_ENCODING("accept-encoding") {
    @Override
    boolean isRange(String range) {
      return isToken(range, 0, range.length());
    }

    /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3 */
    @Override
    String canonical(String lowerCaseRange) {
      return switch (lowerCaseRange) {
        case "x-gzip" -> "gzip";
        case "x-compress" -> "compress";
        default -> lowerCaseRange;
      };
    }
  },
  /** Language ranges. */
  ACCEPT_LANGUAGE("accept-language") {
    /** Source: https://www.rfc-editor.org/rfc/rfc4647#section-2.1 */
    @Override
    boolean isRange(String range) {
      if (range.equals("*")) {
        return true;
      }
      int length = 0;
      boolean first = true;
      for (int i = 0; i <= range.length(); i++) {
        if (i == range.length() || range.charAt(i) == '-') {
          if (length == 0 || length > 8) {
            return false;
          }
          length = 0;
          first = false;
        } else if (isLetter(range.charAt(i)) || (!first && isDigit(range.charAt(i)))) {
          length++;
        } else {
          return false;
        }
      }
      return true;
    }
  };

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final String fieldName;

  NegotiatedField(String fieldName) {
    this.fieldName = fieldName;
  }

  /** The field's name in lower case. */
  String fieldName() {
    return fieldName;
  }

  /** Whether this is what a member of the field may be, apart from parameters. */
  abstract boolean isRange(String range);

  /** The one form of ranges that mean the same. */
  String canonical(String lowerCaseRange) {
    return lowerCaseRange;
  }

  /** The field with this lower-case name, or null when it is another one. */
  static @Nullable NegotiatedField named(String name) {
    return switch (name) {
      case "accept" -> ACCEPT;
      case "accept-encoding" -> ACCEPT_ENCODING;
      case "accept-language" -> ACCEPT_LANGUAGE;
      default -> null;
    };
  }

  static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return from < to;
  }

  static boolean isTokenCharacter(char c) {
    return isLetter(c) || isDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
