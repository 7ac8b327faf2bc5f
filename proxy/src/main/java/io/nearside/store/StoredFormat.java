package io.nearside.store;

import static io.nearside.store.BigEndian.i64;
import static io.nearside.store.BigEndian.u16;

import io.nearside.caching.Validators;
import io.nearside.http.ByteRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link StoredResponse}: how they are written, and where in them is what. */
final class StoredFormat {
  /*
   * Big-endian, version 3:
   *
   *   0 u8 magic   1 u8 version  2 u16 flags  4 i32 total length
   *   8 i64 origin  16 fresh until  24 swr until  32 sie until  40 gone at  48 epoch  56 position
   *  64 u16 status  66 u16 tags  68 u16 vary names  70 u16 parts  72 i32 head length  76 i32 body length
   *  80 i64 complete length  88 i64 last modified  96 i64 date
   * 104 i32 where in the head the entity tag is  108 i32 its length, both 0 without one
   * 112 i32 milliseconds that the fetch took  116 i32 hidden length
   * 120 tags, 8 bytes each; parts, first and last position, 16 bytes each; where there are vary
   *     names: the 32 byte digest of the request's values, then each name as u16 length and ASCII;
   *     then head, then the lines of hidden fields, then body
   *
   * A whole response states no parts: its body is all there is.
   */
  static final byte MAGIC = 'R';
  static final byte VERSION = 3;
  static final int FLAG_BY_RULE = 1;
  static final int FLAG_MUST_VALIDATE = 2;
  static final int FLAG_STALE_FORBIDDEN = 4;
  static final int FLAGS = 3;
  static final int TOTAL_LENGTH = 4;
  static final int ORIGIN = 8;
  static final int FRESH_UNTIL = 16;
  static final int STALE_WHILE_REVALIDATE_UNTIL = 24;
  static final int STALE_IF_ERROR_UNTIL = 32;
  static final int GONE_AT = 40;
  static final int EPOCH = 48;
  static final int POSITION = 56;
  static final int STATUS = 64;
  static final int TAG_COUNT = 66;
  static final int NAME_COUNT = 68;
  static final int PART_COUNT = 70;
  static final int HEAD_LENGTH = 72;
  static final int BODY_LENGTH = 76;
  static final int COMPLETE_LENGTH = 80;
  static final int LAST_MODIFIED = 88;
  static final int DATE = 96;
  static final int ENTITY_TAG_PLACE = 104;
  static final int ENTITY_TAG_LENGTH = 108;
  static final int FETCH_MILLIS = 112;
  static final int HIDDEN_LENGTH = 116;
  static final int HEADER = 120;
  static final int TAG = 8;
  static final int DIGEST = 32;
  private static final int PART = 16;
  private static final int MAX_COUNT = 0xffff;

  private StoredFormat() {}

  // Where what is. Of bytes that are sound, but for namesOffset().

  /** Where the digest of the request's values is, if there is one. */
  static int digestOffset(byte[] bytes) {
    return HEADER + TAG * u16(bytes, TAG_COUNT) + PART * u16(bytes, PART_COUNT);
  }

  /** Where the vary names begin. */
  static int namesOffset(byte[] bytes) {
    return digestOffset(bytes) + (u16(bytes, NAME_COUNT) > 0 ? DIGEST : 0);
  }

  static long firstOfPart(byte[] bytes, int part) {
    return i64(bytes, HEADER + TAG * u16(bytes, TAG_COUNT) + PART * part);
  }

  static long lastOfPart(byte[] bytes, int part) {
    return i64(bytes, HEADER + TAG * u16(bytes, TAG_COUNT) + PART * part + 8);
  }

  static List<ByteRange> parts(byte[] bytes) {
    int count = u16(bytes, PART_COUNT);
    List<ByteRange> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new ByteRange(firstOfPart(bytes, i), lastOfPart(bytes, i)));
    }
    return List.copyOf(parts);
  }

  static List<String> names(byte[] bytes) {
    int count = u16(bytes, NAME_COUNT);
    List<String> names = new ArrayList<>(count);
    int at = namesOffset(bytes);
    for (int i = 0; i < count; i++) {
      int length = u16(bytes, at);
      names.add(new String(bytes, at + 2, length, StandardCharsets.US_ASCII));
      at += 2 + length;
    }
    return List.copyOf(names);
  }

  // How they are written.

  static byte[] encode(StoredResponse.Builder from) {
    PurgeLog.Mark mark = from.mark;
    if (mark == null) {
      throw new IllegalStateException("a stored response needs its mark in the purge log");
    }
    boolean varies = !from.varyNames.isEmpty();
    if (varies && from.varyDigest.length != DIGEST) {
      throw new IllegalStateException("a variant needs the digest of the request's values");
    }
    if (from.tags.length > MAX_COUNT) {
      throw new IllegalStateException(from.tags.length + " tags are too many");
    }
    int bodyLength = bodyLength(from);
    long completeLength = from.completeLength < 0 ? bodyLength : from.completeLength;
    boolean whole = StoredCheck.isWhole(from.parts, completeLength);
    List<ByteRange> parts = whole ? List.of() : from.parts;
    if (!StoredCheck.fit(parts, completeLength, bodyLength, from.status)) {
      throw new IllegalStateException(parts + " of " + completeLength + " are not the body's");
    }
    byte[][] names = encoded(from.varyNames);
    ByteBuffer out = ByteBuffer.allocate(total(from, parts, names, bodyLength));
    out.put(MAGIC).put(VERSION).putShort((short) flags(from)).putInt(out.capacity());
    out.putLong(from.originMillis).putLong(from.freshUntilMillis);
    out.putLong(from.staleWhileRevalidateUntilMillis).putLong(from.staleIfErrorUntilMillis);
    out.putLong(from.goneAtMillis).putLong(mark.epoch()).putLong(mark.position());
    out.putShort((short) from.status).putShort((short) from.tags.length);
    out.putShort((short) names.length).putShort((short) parts.size());
    out.putInt(from.head.length).putInt(bodyLength).putLong(completeLength);
    putValidators(out, from.head);
    out.putInt(from.fetchMillis).putInt(from.hidden.length);
    for (long tag : from.tags) {
      out.putLong(tag);
    }
    for (ByteRange part : parts) {
      out.putLong(part.first()).putLong(part.last());
    }
    if (varies) {
      out.put(from.varyDigest);
    }
    for (byte[] name : names) {
      out.putShort((short) name.length).put(name);
    }
    out.put(from.head).put(from.hidden);
    for (ByteBuffer piece : from.body) {
      out.put(piece.duplicate());
    }
    return out.array();
  }

  private static int bodyLength(StoredResponse.Builder from) {
    int length = 0;
    for (ByteBuffer piece : from.body) {
      length = Math.addExact(length, piece.remaining());
    }
    return length;
  }

  private static byte[][] encoded(List<String> names) {
    byte[][] encoded = new byte[names.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = names.get(i).getBytes(StandardCharsets.US_ASCII);
    }
    return encoded;
  }

  private static int total(
      StoredResponse.Builder from, List<ByteRange> parts, byte[][] names, int bodyLength) {
    long total = HEADER + (long) TAG * from.tags.length + (long) PART * parts.size();
    total += names.length > 0 ? DIGEST : 0;
    for (byte[] name : names) {
      total += 2 + name.length;
    }
    return Math.toIntExact(total + from.head.length + from.hidden.length + bodyLength);
  }

  private static int flags(StoredResponse.Builder from) {
    return (from.lifetimeByRule ? FLAG_BY_RULE : 0)
        | (from.mustValidate ? FLAG_MUST_VALIDATE : 0)
        | (from.staleForbidden ? FLAG_STALE_FORBIDDEN : 0);
  }

  private static void putValidators(ByteBuffer out, byte[] head) {
    StoredFields fields = new StoredFields(head, 0, head.length);
    String entityTag = Validators.entityTag(fields);
    out.putLong(Validators.lastModifiedMillis(fields)).putLong(Validators.dateMillis(fields));
    out.putInt(entityTag == null ? 0 : fields.valueOffset("ETag"));
    out.putInt(entityTag == null ? 0 : entityTag.length());
  }
}
