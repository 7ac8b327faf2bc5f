package io.nearside.upstream;

import io.netty.buffer.ByteBuf;

/**
 * The beginning of a status line, up to what follows the status code: what Netty would also accept
 * with other whitespace, signs or empty lines is refused.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-4
 */
final class StatusLine {
  private static final byte[] BEFORE_MINOR_VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
  private static final int AFTER_STATUS = 12;

  /** What the first bytes of a response are. */
  enum Beginning {
    WELL_FORMED,
    MALFORMED,
    /** Well-formed so far. */
    UNFINISHED
  }

  private StatusLine() {}

  static Beginning of(ByteBuf bytes) {
    int from = bytes.readerIndex();
    int count = Math.min(bytes.readableBytes(), AFTER_STATUS + 2);
    for (int i = 0; i < count; i++) {
      if (!fits(bytes, from, i)) {
        return Beginning.MALFORMED;
      }
    }
    return count == AFTER_STATUS + 2 ? Beginning.WELL_FORMED : Beginning.UNFINISHED;
  }

  private static boolean fits(ByteBuf bytes, int from, int place) {
    byte b = bytes.getByte(from + place);
    if (place < BEFORE_MINOR_VERSION.length) {
      return b == BEFORE_MINOR_VERSION[place];
    }
    return switch (place) {
      case 7, 9, 10, 11 -> b >= '0' && b <= '9';
      case 8 -> b == ' ';
      // Many leave out the space before a reason that is empty.
      case AFTER_STATUS -> b == ' ' || b == '\r';
      default -> bytes.getByte(from + AFTER_STATUS) == ' ' || b == '\n';
    };
  }
}
