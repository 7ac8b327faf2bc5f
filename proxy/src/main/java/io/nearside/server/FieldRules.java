package io.nearside.server;

import io.netty.util.AsciiString;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a field line of HTTP/2 has to be, or the message is malformed.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
 */
final class FieldRules {
  /** Fields of one connection, which HTTP/2 has not (section 8.2.2). */
  private static final Set<AsciiString> OF_CONNECTIONS =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

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
    if (isOfConnection(name)) {
      return "a field of one connection";
    }
    if (name.contentEquals(TE) && !value.contentEqualsIgnoreCase(TRAILERS)) {
      return "a te that is not trailers";
    }
    return valueFault(value);
  }

  /** By its length first: hardly any name gets further. */
  private static boolean isOfConnection(AsciiString name) {
    return switch (name.length()) {
      case 7, 10, 16, 17 -> OF_CONNECTIONS.contains(name);
      default -> false;
    };
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
