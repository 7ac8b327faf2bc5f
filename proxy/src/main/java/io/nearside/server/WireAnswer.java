package io.nearside.server;

import io.nearside.caching.NotModifiedFields;
import io.nearside.exchange.CacheStatus;
import io.nearside.http.ContentRange;
import io.nearside.http.HttpDate;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * An answer from the cache as bytes for the wire: the stored head, the fields that every answer has
 * anew, a small stored body or the parts of it that were asked for.
 */
final class WireAnswer {
  /** A larger body is written piece by piece instead of being copied behind the head. */
  private static final int COPY_UP_TO_BYTES = 32 * 1024;

  private static final int ROOM_FOR_FIELDS = 160;
  private static final AsciiString NOT_MODIFIED =
      AsciiString.cached("HTTP/1.1 304 Not Modified\r\n");
  private static final AsciiString PARTIAL_CONTENT =
      AsciiString.cached("HTTP/1.1 206 Partial Content\r\n");
  private static final AsciiString UNSATISFIABLE =
      AsciiString.cached(
          "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n"
              + "Cache-Control: no-store\r\nDate: ");
  private static final AsciiString CONTENT_RANGE = AsciiString.cached("\r\nContent-Range: ");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length: ");
  private static final AsciiString LINE_END = AsciiString.cached("\r\n");
  private static final AsciiString AGE = AsciiString.cached("Age: ");
  private static final AsciiString CACHE_STATUS = AsciiString.cached("\r\nCache-Status: ");
  private static final AsciiString HIT =
      AsciiString.cached("\r\nCache-Status: " + CacheStatus.HIT_TTL);
  private static final AsciiString CLOSE = AsciiString.cached("\r\nConnection: close\r\n\r\n");
  private static final AsciiString KEEP_ALIVE =
      AsciiString.cached("\r\nConnection: keep-alive\r\n\r\n");
  private static final AsciiString PLAIN_END = AsciiString.cached("\r\n\r\n");

  /** Fields about the whole content, which a part of it does not have or has of its own. */
  private static final Set<String> NOT_OF_PARTS =
      Set.of("content-length", "content-range", "content-digest", "content-md5");

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

  /** The head of a whole answer, and the body behind it when it is small and asked for. */
  static ByteBuf of(
      ByteBufAllocator allocator,
      StoredResponse response,
      long ageSeconds,
      CharSequence cacheStatus,
      Connection connection,
      boolean withBody) {
    int copied = withBody && isCopied(response.bodyLength()) ? response.bodyLength() : 0;
    int size = response.headLength() + ROOM_FOR_FIELDS + cacheStatus.length() + copied;
    ByteBuf out = allocator.directBuffer(size);
    byte[] bytes = response.encoded();
    out.writeBytes(bytes, response.headOffset(), response.headLength());
    writeEnd(out, ageSeconds, cacheStatus, connection);
    out.writeBytes(bytes, response.bodyOffset(), copied);
    return out;
  }

  /** A whole hit that {@link #isOneBuffer}, with this much freshness left. */
  static ByteBuf hit(
      ByteBufAllocator allocator,
      StoredResponse response,
      long ageSeconds,
      long ttlSeconds,
      Connection connection,
      boolean withBody) {
    int copied = withBody ? response.bodyLength() : 0;
    ByteBuf out = allocator.directBuffer(response.headLength() + ROOM_FOR_FIELDS + copied);
    byte[] bytes = response.encoded();
    out.writeBytes(bytes, response.headOffset(), response.headLength());
    write(out, AGE);
    writeNumber(out, ageSeconds);
    write(out, HIT);
    if (ttlSeconds < 0) {
      out.writeByte('-');
    }
    writeNumber(out, Math.abs(ttlSeconds));
    write(out, connection.end);
    out.writeBytes(bytes, response.bodyOffset(), copied);
    return out;
  }

  /** Whether it is whole, and all of it goes into one buffer. */
  static boolean isOneBuffer(StoredResponse response) {
    return isCopied(response.bodyLength()) && !response.isPartial();
  }

  /** A 304 in place of the whole answer. */
  static ByteBuf notModified(
      ByteBufAllocator allocator,
      StoredResponse response,
      long ageSeconds,
      CharSequence cacheStatus,
      Connection connection) {
    ByteBuf out =
        allocator.directBuffer(response.headLength() + ROOM_FOR_FIELDS + cacheStatus.length());
    write(out, NOT_MODIFIED);
    boolean hasEntityTag = response.entityTag() != null;
    HeadLines lines = new HeadLines(response);
    while (lines.next()) {
      if (NotModifiedFields.isSent(lines.name(), hasEntityTag)) {
        lines.writeTo(out);
      }
    }
    writeEnd(out, ageSeconds, cacheStatus, connection);
    return out;
  }

  /** The head of a 206, and the content behind it when it is small. */
  static ByteBuf partial(
      ByteBufAllocator allocator,
      StoredResponse response,
      PartialBody content,
      long ageSeconds,
      CharSequence cacheStatus,
      Connection connection) {
    long length = content.length();
    int copied = isCopied(length) ? (int) length : 0;
    int size = response.headLength() + 2 * ROOM_FOR_FIELDS + cacheStatus.length() + copied;
    ByteBuf out = allocator.directBuffer(size);
    write(out, PARTIAL_CONTENT);
    writePartialFields(out, response, content.isMultipart());
    out.writeCharSequence(content.headField(), StandardCharsets.ISO_8859_1);
    write(out, CONTENT_LENGTH);
    writeNumber(out, length);
    write(out, LINE_END);
    writeEnd(out, ageSeconds, cacheStatus, connection);
    if (copied > 0) {
      content.slices().forEach(slice -> slice.copyTo(out));
    }
    return out;
  }

  /** A 416: no part that was asked for exists. It is about this request, and not to be stored. */
  static ByteBuf unsatisfiable(
      ByteBufAllocator allocator,
      StoredResponse response,
      CharSequence cacheStatus,
      Connection connection) {
    ByteBuf out = allocator.directBuffer(2 * ROOM_FOR_FIELDS + cacheStatus.length());
    write(out, UNSATISFIABLE);
    out.writeCharSequence(HttpDate.format(System.currentTimeMillis()), StandardCharsets.US_ASCII);
    write(out, CONTENT_RANGE);
    ContentRange range = ContentRange.unsatisfied(response.completeLength());
    out.writeCharSequence(range.toString(), StandardCharsets.US_ASCII);
    write(out, CACHE_STATUS);
    out.writeCharSequence(cacheStatus, StandardCharsets.US_ASCII);
    write(out, connection.end);
    return out;
  }

  private static void writePartialFields(ByteBuf out, StoredResponse response, boolean multipart) {
    HeadLines lines = new HeadLines(response);
    while (lines.next()) {
      if (isOfPartial(lines.name(), multipart)) {
        lines.writeTo(out);
      }
    }
  }

  /**
   * Whether a stored field is also one of a 206.
   *
   * @param multipart whether its content is several parts, each with the stored content type
   */
  static boolean isOfPartial(String lowerCaseName, boolean multipart) {
    return !(multipart && lowerCaseName.equals("content-type"))
        && !NOT_OF_PARTS.contains(lowerCaseName);
  }

  /** The fields that every answer has anew, and the end of the head. */
  private static void writeEnd(
      ByteBuf out, long ageSeconds, CharSequence cacheStatus, Connection connection) {
    write(out, AGE);
    writeNumber(out, ageSeconds);
    write(out, CACHE_STATUS);
    out.writeCharSequence(cacheStatus, StandardCharsets.US_ASCII);
    write(out, connection.end);
  }

  /** Whether content of this length goes into the same buffer as the head. */
  static boolean isCopied(long contentLength) {
    return contentLength <= COPY_UP_TO_BYTES;
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
