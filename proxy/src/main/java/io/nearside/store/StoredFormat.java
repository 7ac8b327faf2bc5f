package io.nearside.store;

import io.nearside.caching.PartialContent;
import io.nearside.caching.Validators;
import io.nearside.http.ByteRange;
import io.nearside.http.HttpDate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link StoredResponse}: written when it is stored, checked when they come back.
 */
final class StoredFormat {
  /*
   * Big-endian, version 3:
   *
   *   0 u8 magic   1 u8 version  2 u16 flags  4 i32 total length
   *   8 i64 origin  16 fresh until  24 swr until  32 sie until  40 gone at  48 epoch  56 position
   *  64 u16 status  66 u16 tags  68 u16 vary names  70 u16 parts  72 i32 head length  76 i32 body length
   *  80 i64 complete length  88 i64 last modified  96 i64 date
   * 104 i32 where in the head the entity tag is  108 i32 its length, both 0 without one
   * 112 i32 fetch took
   * 116 tags, 8 bytes each; parts, first and last position, 16 bytes each; where there are vary
   *     names: the 32 byte digest of the request's values, then each name as u16 length and ASCII;
   *     then head, then body
   *
   * A whole response states no parts: its body is all there is.
   */
  static final byte MAGIC = 'R';
  static final byte VERSION = 3;
  static final int FLAG_BY_RULE = 1;
  static final int FLAG_MUST_VALIDATE = 2;
  static final int FLAG_STALE_FORBIDDEN = 4;
  static final int ORIGIN = 8;
  static final int FRESH_UNTIL = 16;
  static final int STALE_WHILE_REVALIDATE_UNTIL = 24;
  static final int STALE_IF_ERROR_UNTIL = 32;
  static final int GONE_AT = 40;
  static final int EPOCH = 48;
  static final int POSITION = 56;
  static final int STATUS = 64;
  static final int HEAD_LENGTH = 72;
  static final int BODY_LENGTH = 76;
  static final int COMPLETE_LENGTH = 80;
  static final int LAST_MODIFIED = 88;
  static final int DATE = 96;
  static final int ENTITY_TAG_PLACE = 104;
  static final int ENTITY_TAG_LENGTH = 108;
  static final int FETCH_MILLIS = 112;
  static final int HEADER = 116;
  static final int DIGEST = 32;
  private static final int TOTAL_LENGTH = 4;
  private static final int TAG_COUNT = 66;
  private static final int NAME_COUNT = 68;
  private static final int PART_COUNT = 70;
  private static final int PART = 16;

  /**
   * The first and the last second that an HTTP date can say: years 0 to 9999, a leap second more.
   */
  private static final long FIRST_DATE = -62_167_219_200_000L;

  private static final long LAST_DATE = 253_402_300_800_000L;

  private StoredFormat() {}

  /** What of the bytes is read once, with where the pieces of changing size begin. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Layout(
      byte[] bytes,
      long[] tags,
      List<ByteRange> parts,
      List<String> varyNames,
      int varyDigestOffset,
      int headOffset) {}

  static Layout encode(StoredResponse.Builder from) {
    PurgeLog.Mark mark = from.mark;
    if (mark == null) {
      throw new IllegalStateException("a stored response needs its mark in the purge log");
    }
    boolean varies = !from.varyNames.isEmpty();
    if (varies && from.varyDigest.length != DIGEST) {
      throw new IllegalStateException("a variant needs the digest of the request's values");
    }
    int bodyLength = bodyLength(from);
    long completeLength = from.completeLength < 0 ? bodyLength : from.completeLength;
    List<ByteRange> parts = isWhole(from.parts, completeLength) ? List.of() : from.parts;
    if (!fits(parts, completeLength, bodyLength, from.status)) {
      throw new IllegalStateException(parts + " of " + completeLength + " are not the body's");
    }
    byte[][] names = names(from.varyNames);
    ByteBuffer out = ByteBuffer.allocate(total(from, parts, names, bodyLength));
    out.put(MAGIC).put(VERSION).putShort((short) flags(from)).putInt(out.capacity());
    out.putLong(from.originMillis).putLong(from.freshUntilMillis);
    out.putLong(from.staleWhileRevalidateUntilMillis).putLong(from.staleIfErrorUntilMillis);
    out.putLong(from.goneAtMillis).putLong(mark.epoch()).putLong(mark.position());
    out.putShort((short) from.status).putShort((short) from.tags.length);
    out.putShort((short) names.length).putShort((short) parts.size());
    out.putInt(from.head.length).putInt(bodyLength).putLong(completeLength);
    putValidators(out, from.head);
    out.putInt(from.fetchMillis);
    for (long tag : from.tags) {
      out.putLong(tag);
    }
    for (ByteRange part : parts) {
      out.putLong(part.first()).putLong(part.last());
    }
    int digestOffset = out.position();
    if (varies) {
      out.put(from.varyDigest);
    }
    for (byte[] name : names) {
      out.putShort((short) name.length).put(name);
    }
    int headOffset = out.position();
    out.put(from.head);
    for (ByteBuffer piece : from.body) {
      out.put(piece.duplicate());
    }
    return new Layout(
        out.array(),
        from.tags.clone(),
        List.copyOf(parts),
        List.copyOf(from.varyNames),
        digestOffset,
        headOffset);
  }

  private static int bodyLength(StoredResponse.Builder from) {
    int length = 0;
    for (ByteBuffer piece : from.body) {
      length = Math.addExact(length, piece.remaining());
    }
    return length;
  }

  private static byte[][] names(List<String> names) {
    byte[][] encoded = new byte[names.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = names.get(i).getBytes(StandardCharsets.US_ASCII);
    }
    return encoded;
  }

  private static int total(
      StoredResponse.Builder from, List<ByteRange> parts, byte[][] names, int bodyLength) {
    long total = fixed(from.tags.length, parts.size(), names.length);
    for (byte[] name : names) {
      total += 2 + name.length;
    }
    return Math.toIntExact(total + from.head.length + bodyLength);
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

  /** Null when anything about the bytes is odd. */
  static @Nullable Layout decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (encoded.length < HEADER || in.get(0) != MAGIC || in.get(1) != VERSION) {
      return null;
    }
    int tagCount = Short.toUnsignedInt(in.getShort(TAG_COUNT));
    int nameCount = Short.toUnsignedInt(in.getShort(NAME_COUNT));
    int partCount = Short.toUnsignedInt(in.getShort(PART_COUNT));
    long fixed = fixed(tagCount, partCount, nameCount);
    if (in.getInt(TOTAL_LENGTH) != encoded.length || fixed > encoded.length) {
      return null;
    }
    in.position(HEADER);
    long[] tags = new long[tagCount];
    for (int i = 0; i < tagCount; i++) {
      tags[i] = in.getLong();
    }
    List<ByteRange> parts = partCount == 0 ? List.of() : readParts(in, partCount);
    int digestOffset = HEADER + 8 * tagCount + PART * partCount;
    in.position((int) fixed);
    List<String> names = nameCount == 0 ? List.of() : readNames(encoded, in, nameCount);
    if (parts == null || names == null || !lengthsFit(in, parts, encoded)) {
      return null;
    }
    return new Layout(encoded, tags, parts, names, digestOffset, in.position());
  }

  /** The size of all that comes before the vary names. */
  private static long fixed(int tagCount, int partCount, int nameCount) {
    return HEADER + 8L * tagCount + (long) PART * partCount + (nameCount > 0 ? DIGEST : 0);
  }

  private static @Nullable List<ByteRange> readParts(ByteBuffer in, int count) {
    if (count > PartialContent.MAX_PARTS) {
      return null;
    }
    List<ByteRange> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long first = in.getLong();
      long last = in.getLong();
      if (first < 0 || last < first) {
        return null;
      }
      parts.add(new ByteRange(first, last));
    }
    return List.copyOf(parts);
  }

  private static @Nullable List<String> readNames(byte[] encoded, ByteBuffer in, int count) {
    List<String> names = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      if (in.remaining() < 2) {
        return null;
      }
      int length = Short.toUnsignedInt(in.getShort());
      if (length > in.remaining()) {
        return null;
      }
      names.add(new String(encoded, in.position(), length, StandardCharsets.US_ASCII));
      in.position(in.position() + length);
    }
    return List.copyOf(names);
  }

  /** With the reader where the head begins. */
  private static boolean lengthsFit(ByteBuffer in, List<ByteRange> parts, byte[] encoded) {
    int headLength = in.getInt(HEAD_LENGTH);
    int bodyLength = in.getInt(BODY_LENGTH);
    if (headLength < 0 || bodyLength < 0 || in.getInt(FETCH_MILLIS) < 0) {
      return false;
    }
    if ((long) in.position() + headLength + bodyLength != encoded.length) {
      return false;
    }
    long completeLength = in.getLong(COMPLETE_LENGTH);
    return !isWhole(parts, completeLength)
        && fits(parts, completeLength, bodyLength, in.getShort(STATUS))
        && isDate(in.getLong(LAST_MODIFIED))
        && isDate(in.getLong(DATE))
        && entityTagFits(in, headLength, encoded);
  }

  private static boolean isDate(long millis) {
    return millis == HttpDate.INVALID
        || (FIRST_DATE <= millis && millis <= LAST_DATE && millis % 1000 == 0);
  }

  private static boolean entityTagFits(ByteBuffer in, int headLength, byte[] encoded) {
    int place = in.getInt(ENTITY_TAG_PLACE);
    int length = in.getInt(ENTITY_TAG_LENGTH);
    if (length == 0) {
      return place == 0;
    }
    if (place < 0 || length < 0 || (long) place + length > headLength) {
      return false;
    }
    // Whether it is one is looked at where it is used: a hit does without.
    return encoded[in.position() + place + length - 1] == '"';
  }

  /** Whether this is the one part that is everything. */
  private static boolean isWhole(List<ByteRange> parts, long completeLength) {
    if (parts.size() != 1) {
      return false;
    }
    ByteRange only = parts.get(0);
    return only.first() == 0 && only.last() == completeLength - 1;
  }

  /** Whether a body of this length is these parts, or where there are none the whole. */
  private static boolean fits(
      List<ByteRange> parts, long completeLength, int bodyLength, int status) {
    if (parts.isEmpty()) {
      return completeLength == bodyLength;
    }
    return status == 200
        && PartialContent.isNormal(parts, completeLength)
        && PartialContent.length(parts) == bodyLength;
  }
}
