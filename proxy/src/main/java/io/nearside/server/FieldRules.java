package io.nearside.server;

import io.nearside.wire.Http2Fields;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What a field line of HTTP/2 has to be, or the message is malformed.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
 */
final class FieldRules {
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final boolean[] IN_NAMES = inNames();

  private FieldRules() {}

  private static boolean[] inNames() {
    boolean[] allowed = new boolean[256];
    for (char c = 'a'; c <= 'z'; c++) {
      allowed[c] = true;
    }
    for (char c : "0123456789!#$%&'*+-.^_`|~".toCharArray()) {
      allowed[c] = true;
    }
    return allowed;
  }

  /** What is wrong with a line, or null. */
  static @Nullable String fault(AsciiString name, AsciiString value) {
    for (int i = 0; i < name.length(); i++) {
      if (!IN_NAMES[name.byteAt(i) & 0xff]) {
        return "a field name that is none in lower case";
      }
    }
    if (Http2Fields.isOfConnection(name)) {
      return "a field of one connection";
    }
    if (name.contentEquals(TE) && !value.contentEqualsIgnoreCase(TRAILERS)) {
      return "a te that is not trailers";
    }
    return valueFault(value);
  }

  /** What is wrong with a value, or null. */
  static @Nullable String valueFault(AsciiString value) {
    int length = value.length();
    if (length == 0) {
      return null;
    }
    if (isBlank(value.byteAt(0)) || isBlank(value.byteAt(length - 1))) {
      return "a value that begins or ends with a space";
    }
    byte[] bytes = value.array();
    int from = value.arrayOffset();
    for (int i = from; i < from + length; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        return "a control character in a value";
      }
    }
    return null;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Whether a method is a token. */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean upper = c >= 'A' && c <= 'Z';
      if (c > 0x7f || !(upper || IN_NAMES[c])) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
