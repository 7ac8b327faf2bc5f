package io.nearside.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field line of an upstream's, byte for byte, in the form that needs no second thought: a token,
 * a colon, a value without control characters, CRLF. No line that says of the body more than its
 * length is one.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-5
 */
final class FieldLine {
  private static final int NO_LENGTH = -1;
  private static final int MOST_DIGITS = 18;

  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (byte b : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
      TOKEN[b] = true;
    }
    Arrays.fill(TOKEN, '0', '9' + 1, true);
    Arrays.fill(TOKEN, 'A', 'Z' + 1, true);
    Arrays.fill(TOKEN, 'a', 'z' + 1, true);
  }

  private final byte[] bytes;
  private final AsciiString name;
  private final AsciiString value;
  private final long length;
  private boolean used;

  /** Nothing but this line, which was checked when it was added. */
  private @Nullable HttpHeaders checked;

  private FieldLine(byte[] bytes, AsciiString name, AsciiString value, long length) {
    this.bytes = bytes;
    this.name = name;
    this.value = value;
    this.length = length;
  }

  /** The line that begins there, or null where it has no end or is not of this form. */
  static @Nullable FieldLine of(byte[] head, int from, int end) {
    int colon = tokenEnd(head, from, end);
    if (colon == from || colon == end || head[colon] != ':') {
      return null;
    }
    int lineEnd = textEnd(head, colon + 1, end);
    if (!isLineEnd(head, lineEnd, end)) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(head, from, lineEnd + 2);
    AsciiString name = new AsciiString(bytes, 0, colon - from, false);
    AsciiString value = trimmed(bytes, colon + 1 - from, lineEnd - from);
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      long length = length(value);
      return length == NO_LENGTH ? null : new FieldLine(bytes, name, value, length);
    }
    if (HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)
        || HttpHeaderNames.UPGRADE.contentEqualsIgnoreCase(name)) {
      return null;
    }
    return new FieldLine(bytes, name, value, NO_LENGTH);
  }

  private static int tokenEnd(byte[] head, int from, int end) {
    int at = from;
    while (at < end && TOKEN[head[at] & 0xff]) {
      at++;
    }
    return at;
  }

  /** Where there is a control character other than a tab, or the end. */
  static int textEnd(byte[] head, int from, int end) {
    int at = from;
    while (at < end && isText(head[at])) {
      at++;
    }
    return at;
  }

  /** Whether it is no control character other than a tab. */
  static boolean isText(byte b) {
    return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
  }

  /** Whether a CR and an LF are there, both before the end. */
  static boolean isLineEnd(byte[] head, int at, int end) {
    return at + 2 <= end && head[at] == '\r' && head[at + 1] == '\n';
  }

  private static AsciiString trimmed(byte[] line, int from, int end) {
    int first = from;
    while (first < end && isSpace(line[first])) {
      first++;
    }
    int last = end;
    while (last > first && isSpace(line[last - 1])) {
      last--;
    }
    return new AsciiString(line, first, last - first, false);
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The number that this is, said plainly. */
  private static long length(AsciiString digits) {
    int count = digits.length();
    if (count == 0 || count > MOST_DIGITS || (count > 1 && digits.byteAt(0) == '0')) {
      return NO_LENGTH;
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      int digit = digits.byteAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_LENGTH;
      }
      length = 10 * length + digit;
    }
    return length;
  }

  /** Whether the same bytes are there, all before the end. */
  boolean isAt(byte[] head, int from, int end) {
    int lineEnd = from + bytes.length;
    return lineEnd <= end && Arrays.equals(bytes, 0, bytes.length, head, from, lineEnd);
  }

  /** How many bytes it has, with its line end. */
  int size() {
    return bytes.length;
  }

  boolean saysLength() {
    return length != NO_LENGTH;
  }

  /** The length that it says the body has, if it does. */
  long bodyLength() {
    return length;
  }

  /** Adds it to fields that come from this factory, which check each line once. */
  void addTo(HttpHeaders headers, HttpHeadersFactory factory) {
    if (checked != null) {
      headers.add(checked);
      return;
    }
    headers.add(name, value);
    // Most lines that differ from the one before come once.
    if (used) {
      checked = factory.newHeaders().add(name, value);
    }
    used = true;
  }
}
