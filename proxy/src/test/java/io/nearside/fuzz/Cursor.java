package io.nearside.fuzz;

/** A place in the bytes of a connection. */
final class Cursor {
  private final String bytes;
  private int at;

  Cursor(String bytes) {
    this.bytes = bytes;
  }

  boolean atEnd() {
    return at == bytes.length();
  }

  int position() {
    return at;
  }

  boolean startsWith(String text) {
    return bytes.startsWith(text, at);
  }

  void skip(int count) {
    at += count;
  }

  String rest() {
    String rest = bytes.substring(at);
    at = bytes.length();
    return rest;
  }

  /** A line in which a CR by itself is a space. */
  String lineWithBareCrs() {
    int end = bytes.indexOf("\r\n", at);
    int feed = bytes.indexOf('\n', at);
    if (end < 0 || feed < end) {
      return line();
    }
    String line = bytes.substring(at, end).replace('\r', ' ');
    at = end + 2;
    return line;
  }

  /** Up to so many bytes. */
  String atMost(long count) {
    int end = (int) Math.min(bytes.length(), at + count);
    String found = bytes.substring(at, end);
    at = end;
    return found;
  }

  /** The line that ends with CRLF, without it. A CR or LF by itself is in no line. */
  String line() {
    int end = at;
    while (end < bytes.length() && bytes.charAt(end) != '\n' && bytes.charAt(end) != '\r') {
      end++;
    }
    if (end == bytes.length() || (end + 1 == bytes.length() && bytes.charAt(end) == '\r')) {
      checkControls(bytes.substring(at, end));
      throw new Incomplete();
    }
    if (!bytes.startsWith("\r\n", end)) {
      throw new Malformed("a CR or LF by itself");
    }
    String line = bytes.substring(at, end);
    at = end + 2;
    return line;
  }

  /** What can no longer become a line need not be waited for. */
  private static void checkControls(String begun) {
    if (begun.indexOf('\0') >= 0) {
      throw new Malformed("NUL");
    }
  }
}
