package io.nearside.server;

import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;

/**
 * An answer from the cache as bytes for the wire: the stored head, the fields that every answer has
 * anew, a small stored body.
 */
final class WireAnswer {
  /** A larger body is written piece by piece instead of being copied behind the head. */
  private static final int COPY_UP_TO_BYTES = 32 * 1024;

  private static final int ROOM_FOR_FIELDS = 160;
  private static final AsciiString AGE = AsciiString.cached("Age: ");
  private static final AsciiString CACHE_STATUS = AsciiString.cached("\r\nCache-Status: ");
  private static final AsciiString CLOSE = AsciiString.cached("\r\nConnection: close\r\n\r\n");
  private static final AsciiString KEEP_ALIVE =
      AsciiString.cached("\r\nConnection: keep-alive\r\n\r\n");
  private static final AsciiString PLAIN_END = AsciiString.cached("\r\n\r\n");

  /** What the answer says of its connection. */
  @SuppressWarnings("ImmutableEnumChecker") // the text is constant
  enum Connection {
    CLOSE(WireAnswer.CLOSE),
    KEEP_ALIVE(WireAnswer.KEEP_ALIVE),
    UNSAID(WireAnswer.PLAIN_END);

    private final AsciiString end;

    Connection(AsciiString end) {
      this.end = end;
    }
  }

  private WireAnswer() {}

  /** The head of an answer, and the body behind it when it is small and asked for. */
  static ByteBuf of(
      ByteBufAllocator allocator,
      StoredResponse response,
      long ageSeconds,
      CharSequence cacheStatus,
      Connection connection,
      boolean withBody) {
    int copied = withBody && isCopied(response) ? response.bodyLength() : 0;
    int size = response.headLength() + ROOM_FOR_FIELDS + cacheStatus.length() + copied;
    ByteBuf out = allocator.directBuffer(size);
    byte[] bytes = response.encoded();
    out.writeBytes(bytes, response.headOffset(), response.headLength());
    write(out, AGE);
    writeNumber(out, ageSeconds);
    write(out, CACHE_STATUS);
    out.writeCharSequence(cacheStatus, java.nio.charset.StandardCharsets.US_ASCII);
    write(out, connection.end);
    out.writeBytes(bytes, response.bodyOffset(), copied);
    return out;
  }

  /** Whether the body goes into the same buffer as the head. */
  static boolean isCopied(StoredResponse response) {
    return response.bodyLength() <= COPY_UP_TO_BYTES;
  }

  private static void write(ByteBuf out, AsciiString text) {
    out.writeBytes(text.array(), text.arrayOffset(), text.length());
  }

  /** A number that is not negative, in decimal. */
  private static void writeNumber(ByteBuf out, long number) {
    if (number >= 10) {
      writeNumber(out, number / 10);
    }
    out.writeByte((byte) ('0' + number % 10));
  }
}
