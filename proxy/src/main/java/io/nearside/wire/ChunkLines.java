package io.nearside.wire;

import io.netty.buffer.ByteBuf;

/**
 * The lines between the chunks of a body, looked at as they are decoded: whether each is a size and
 * extensions, and which one is the last. Netty lets pass what is no extension.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-7.1
 */
public final class ChunkLines {
  private static final String DELIMITERS = "\"(),/:;<=>?@[\\]{}";
  private static final long LARGEST = 1L << 58;

  private enum At {
    SIZE,
    AFTER_VALUE,
    BEFORE_EXTENSION,
    NAME_START,
    NAME,
    BEFORE_EQUALS,
    VALUE_START,
    TOKEN,
    QUOTED,
    ESCAPED,
    LINE_END,
    DATA,
    DATA_CR,
    DATA_LF,
    BEHIND_THE_LAST
  }

  private At at = At.SIZE;
  private int digits;
  private long size;

  /** A body begins. */
  public void begin() {
    at = At.SIZE;
    digits = 0;
    size = 0;
  }

  /** Whether the line of the last chunk was read. */
  public boolean isLastRead() {
    return at == At.BEHIND_THE_LAST;
  }

  /**
   * Reads on.
   *
   * @return whether everything was as it should be
   */
  public boolean read(ByteBuf bytes, int from, int to) {
    int i = from;
    while (i < to && at != At.BEHIND_THE_LAST) {
      if (at == At.DATA) {
        long data = Math.min(size, to - i);
        size -= data;
        i += (int) data;
        at = size == 0 ? At.DATA_CR : At.DATA;
      } else if (!next(bytes.getByte(i++) & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private boolean next(int c) {
    return switch (at) {
      case SIZE -> size(c);
      case AFTER_VALUE -> valueEnd(c);
      case BEFORE_EXTENSION -> isBlank(c) || (c == ';' && goTo(At.NAME_START));
      case NAME_START -> isBlank(c) || (isToken(c) && goTo(At.NAME));
      case NAME -> isToken(c) || (c == '=' ? goTo(At.VALUE_START) : nameEnd(c));
      case BEFORE_EQUALS ->
          isBlank(c) || (c == '=' ? goTo(At.VALUE_START) : c == ';' && goTo(At.NAME_START));
      case VALUE_START -> isBlank(c) || (c == '"' ? goTo(At.QUOTED) : isToken(c) && goTo(At.TOKEN));
      case TOKEN -> isToken(c) || valueEnd(c);
      case QUOTED -> quoted(c);
      case ESCAPED -> isText(c) && goTo(At.QUOTED);
      case LINE_END -> c == '\n' && lineEnds();
      case DATA_CR -> c == '\r' && goTo(At.DATA_LF);
      case DATA_LF -> c == '\n' && nextLine();
      case DATA, BEHIND_THE_LAST -> throw new IllegalStateException("not a line");
    };
  }

  private boolean size(int c) {
    int digit = Character.digit(c, 16);
    if (digit >= 0) {
      digits++;
      size = size * 16 + digit;
      return size <= LARGEST;
    }
    return digits > 0 && valueEnd(c);
  }

  private boolean nameEnd(int c) {
    return isBlank(c) ? goTo(At.BEFORE_EQUALS) : extension(c);
  }

  private boolean valueEnd(int c) {
    return isBlank(c) ? goTo(At.BEFORE_EXTENSION) : extension(c);
  }

  /** One more extension, or the end of the line. */
  private boolean extension(int c) {
    return c == ';' ? goTo(At.NAME_START) : c == '\r' && goTo(At.LINE_END);
  }

  private boolean quoted(int c) {
    if (c == '"') {
      return goTo(At.AFTER_VALUE);
    }
    return c == '\\' ? goTo(At.ESCAPED) : isText(c);
  }

  private boolean lineEnds() {
    return goTo(size == 0 ? At.BEHIND_THE_LAST : At.DATA);
  }

  private boolean nextLine() {
    digits = 0;
    return goTo(At.SIZE);
  }

  private boolean goTo(At next) {
    at = next;
    return true;
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isText(int c) {
    return c == '\t' || (c >= ' ' && c != 0x7f);
  }

  private static boolean isToken(int c) {
    return c > ' ' && c < 0x7f && DELIMITERS.indexOf(c) < 0;
  }
}
