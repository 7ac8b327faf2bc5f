package io.nearside.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Field lines as they came: whether each has one name, with nothing but whitespace between it and
 * its colon, and no control characters but the CR at its end.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-5
 */
final class FieldLines {
  private static final ByteProcessor NO_CONTROL = FieldLine::isText;

  private FieldLines() {}

  /** Whether a line between there and what is read next is not one; folded lines are. */
  static boolean anyMalformed(ByteBuf bytes, int from) {
    int end = bytes.readerIndex();
    int line = from;
    while (line < end) {
      int lineFeed = bytes.indexOf(line, end, (byte) '\n');
      int lineEnd = lineFeed < 0 ? end : lineFeed;
      if (isMalformed(bytes, line, lineEnd)) {
        return true;
      }
      line = lineEnd + 1;
    }
    return false;
  }

  private static boolean isMalformed(ByteBuf bytes, int from, int end) {
    int control = bytes.forEachByte(from, end - from, NO_CONTROL);
    if (control >= 0 && (bytes.getByte(control) != '\r' || control < end - 1)) {
      return true;
    }
    byte first = bytes.getByte(from);
    if (FieldLine.isSpace(first) || first == '\r') {
      // Folded, or the empty line.
      return false;
    }
    int at = from;
    while (at < end && bytes.getByte(at) != ':' && !FieldLine.isSpace(bytes.getByte(at))) {
      at++;
    }
    while (at < end && FieldLine.isSpace(bytes.getByte(at))) {
      at++;
    }
    return at == end || bytes.getByte(at) != ':';
  }
}
