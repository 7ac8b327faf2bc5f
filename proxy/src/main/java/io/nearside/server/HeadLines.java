package io.nearside.server;

import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The field lines of a stored head, one after the other, as the bytes that they are. */
final class HeadLines {
  private final byte[] bytes;
  private final int end;
  private int lineFrom;
  private int lineEnd;

  /** Begins before the first field line: after the status line. */
  HeadLines(StoredResponse response) {
    bytes = response.encoded();
    end = response.headOffset() + response.headLength();
    lineEnd = endOfLine(response.headOffset());
  }

  /** Goes on to the next line; false when there is none. */
  boolean next() {
    lineFrom = lineEnd;
    lineEnd = endOfLine(lineFrom);
    return lineFrom < end;
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return Math.min(end, at + 1);
  }

  /** The name of this line's field, in lower case. */
  String name() {
    int colon = lineFrom;
    while (colon < lineEnd && bytes[colon] != ':') {
      colon++;
    }
    return new String(bytes, lineFrom, colon - lineFrom, StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT);
  }

  /** The value of this line's field. */
  String value() {
    int from = lineFrom;
    while (from < lineEnd && bytes[from] != ':') {
      from++;
    }
    return new String(bytes, from, lineEnd - from, StandardCharsets.ISO_8859_1)
        .substring(1)
        .strip();
  }

  /** Writes the line as it is, its end included. */
  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, lineFrom, lineEnd - lineFrom);
  }
}
