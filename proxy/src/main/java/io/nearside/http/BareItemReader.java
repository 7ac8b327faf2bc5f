package io.nearside.http;

import io.nearside.http.StructuredFields.DisplayString;
import io.nearside.http.StructuredFields.Token;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * Reads single values of structured fields.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9651#section-4.2.3.1
 */
final class BareItemReader {
  private static final int INTEGER_DIGITS = 15;
  private static final int WHOLE_DIGITS = 12;
  private static final int FRACTION_DIGITS = 3;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~:/";

  private final StructuredInput in;

  BareItemReader(StructuredInput in) {
    this.in = in;
  }

  Object read() {
    int first = in.peek();
    if (first == '-' || StructuredInput.isDigit(first)) {
      return number();
    }
    if (first == '*' || StructuredInput.isLetter(first)) {
      return token();
    }
    return switch (in.next()) {
      case '"' -> string();
      case ':' -> bytes();
      case '?' -> bool();
      case '@' -> date();
      case '%' -> displayString();
      default -> throw new MalformedField();
    };
  }

  private Object number() {
    int start = in.position();
    in.takes('-');
    int whole = digits();
    if (!in.takes('.')) {
      in.require(whole >= 1 && whole <= INTEGER_DIGITS);
      return Long.parseLong(in.since(start));
    }
    int fraction = digits();
    in.require(whole >= 1 && whole <= WHOLE_DIGITS);
    in.require(fraction >= 1 && fraction <= FRACTION_DIGITS);
    return new BigDecimal(in.since(start));
  }

  private int digits() {
    int start = in.position();
    while (StructuredInput.isDigit(in.peek())) {
      in.next();
    }
    return in.position() - start;
  }

  private Token token() {
    int start = in.position();
    while (isTokenCharacter(in.peek())) {
      in.next();
    }
    return new Token(in.since(start));
  }

  private static boolean isTokenCharacter(int c) {
    return StructuredInput.isLetter(c) || StructuredInput.isDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    while (true) {
      int c = in.next();
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\') {
        c = in.next();
        in.require(c == '"' || c == '\\');
      }
      in.require(isVisible(c));
      text.append((char) c);
    }
  }

  private static boolean isVisible(int c) {
    return c >= ' ' && c < 0x7f;
  }

  private byte[] bytes() {
    int start = in.position();
    while (in.next() != ':') {
      // Up to the second colon.
    }
    String encoded = in.since(start);
    try {
      // Takes what has no padding, and refuses what is no Base64.
      return Base64.getDecoder().decode(encoded.substring(0, encoded.length() - 1));
    } catch (IllegalArgumentException malformed) {
      throw new MalformedField();
    }
  }

  private boolean bool() {
    int c = in.next();
    in.require(c == '0' || c == '1');
    return c == '1';
  }

  private Instant date() {
    in.require(in.peek() == '-' || StructuredInput.isDigit(in.peek()));
    if (number() instanceof Long seconds) {
      // Fifteen digits are far within what an instant can be.
      return Instant.ofEpochSecond(seconds);
    }
    throw new MalformedField();
  }

  private DisplayString displayString() {
    in.require(in.takes('"'));
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    while (true) {
      int c = in.next();
      in.require(isVisible(c));
      if (c == '"') {
        return new DisplayString(decoded(utf8.toByteArray()));
      }
      utf8.write(c == '%' ? hexDigit() << 4 | hexDigit() : c);
    }
  }

  /** Only lower case is allowed. */
  private int hexDigit() {
    int c = in.next();
    if (StructuredInput.isDigit(c)) {
      return c - '0';
    }
    in.require(c >= 'a' && c <= 'f');
    return c - 'a' + 10;
  }

  private static String decoded(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedField();
    }
  }
}
