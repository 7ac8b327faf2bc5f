package io.nearside.http;

/** The text of a structured field, and how far it is read. */
final class StructuredInput {
  /** What {@link #peek} gives behind the last character. */
  static final int END = -1;

  private final String text;
  private int at;

  StructuredInput(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at == text.length();
  }

  int position() {
    return at;
  }

  /** What was read since this position. */
  String since(int start) {
    return text.substring(start, at);
  }

  /** The next character, which stays, or {@link #END}. */
  int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /** The next character, of which there must be one. */
  int next() {
    require(at < text.length());
    return text.charAt(at++);
  }

  /** Whether the next character was this one and is taken. */
  boolean takes(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  void require(boolean holds) {
    if (!holds) {
      throw new MalformedField();
    }
  }

  void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  /** Skips spaces and tabs. */
  void skipWhitespace() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
