package io.nearside.server;

import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A whole answer from the cache as frames, ready for the wire: the stored head in HPACK, made once
 * for each stored response, the fields that every answer has anew, and a small body.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc7541#section-6.2.2
 */
final class Http2StoredHead {
  /*
   * The lines are literals that enter no table, so that the same bytes do for every connection. They
   * are as long as over HTTP/1.1; what a table would save costs an encoder's work for each answer.
   */
  private static final int MOST_FRAME_BYTES = 16_384;
  private static final int ROOM_FOR_FIELDS = 64;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final int STATUS_200 = 0x88;
  private static final int STATUS_LITERAL = 0x08;
  private static final int MOST_IN_PREFIX = 127;
  private static final byte TYPE_DATA = 0;
  private static final byte TYPE_HEADERS = 1;
  private static final byte END_STREAM = 1;
  private static final byte END_HEADERS = 4;

  /** {@code age} is the 21st entry of the static table, behind a prefix of four bits. */
  private static final byte[] AGE = {0x0f, 21 - 15};

  private static final byte[] CACHE_STATUS = name("cache-status");

  private Http2StoredHead() {}

  private static byte[] name(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    text(out, name);
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    length(out, bytes.length);
    out.writeBytes(bytes);
  }

  /** https://www.rfc-editor.org/rfc/rfc7541#section-5.1 */
  private static void length(ByteArrayOutputStream out, int length) {
    if (length < MOST_IN_PREFIX) {
      out.write(length);
      return;
    }
    out.write(MOST_IN_PREFIX);
    int rest = length - MOST_IN_PREFIX;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write((rest & 0x7f) | 0x80);
    }
    out.write(rest);
  }

  private static byte[] block(StoredResponse response) {
    if (response.memo() instanceof byte[] known) {
      return known;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(response.headLength());
    if (response.status() == 200) {
      out.write(STATUS_200);
    } else {
      out.write(STATUS_LITERAL);
      text(out, Integer.toString(response.status()));
    }
    HeadLines lines = new HeadLines(response);
    while (lines.next()) {
      out.write(0);
      text(out, lines.name());
      text(out, lines.value());
    }
    byte[] block = out.toByteArray();
    response.memo(block);
    return block;
  }

  /** Whether the head fits into one frame. */
  static boolean isSmall(StoredResponse response, String cacheStatus) {
    return block(response).length + ROOM_FOR_FIELDS + cacheStatus.length() <= MOST_FRAME_BYTES
        && cacheStatus.length() < MOST_IN_PREFIX;
  }

  /** How long the frames of an answer whose head is small are at most. */
  static int mostBytes(StoredResponse response, int bodyLength, String cacheStatus) {
    int dataFrames = (bodyLength + MOST_FRAME_BYTES - 1) / MOST_FRAME_BYTES;
    return (1 + dataFrames) * FRAME_HEAD_BYTES
        + block(response).length
        + ROOM_FOR_FIELDS
        + cacheStatus.length()
        + bodyLength;
  }

  /** Writes the frames of an answer whose head is small. */
  static void writeFrames(
      ByteBuf out,
      StoredResponse response,
      int streamId,
      int bodyLength,
      long ageSeconds,
      String cacheStatus) {
    byte[] block = block(response);
    int start = out.writerIndex();
    byte flags = bodyLength == 0 ? END_HEADERS | END_STREAM : END_HEADERS;
    frameHead(out, 0, TYPE_HEADERS, flags, streamId);
    out.writeBytes(block);
    String age = Long.toString(ageSeconds);
    out.writeBytes(AGE).writeByte(age.length());
    out.writeCharSequence(age, StandardCharsets.US_ASCII);
    out.writeBytes(CACHE_STATUS).writeByte(cacheStatus.length());
    out.writeCharSequence(cacheStatus, StandardCharsets.US_ASCII);
    out.setMedium(start, out.writerIndex() - start - FRAME_HEAD_BYTES);
    int from = response.bodyOffset();
    for (int left = bodyLength; left > 0; left -= MOST_FRAME_BYTES) {
      int size = Math.min(left, MOST_FRAME_BYTES);
      frameHead(out, size, TYPE_DATA, size == left ? END_STREAM : 0, streamId);
      out.writeBytes(response.encoded(), from, size);
      from += size;
    }
  }

  private static void frameHead(ByteBuf out, int length, byte type, byte flags, int streamId) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(streamId);
  }
}
