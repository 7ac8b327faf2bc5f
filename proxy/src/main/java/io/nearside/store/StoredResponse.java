package io.nearside.store;

import io.nearside.caching.Representation;
import io.nearside.caching.Selected;
import io.nearside.http.ByteRange;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete response as it is kept in both tiers: the head serialized for the wire, the body, and
 * the numbers that decide about its reuse, computed once when it was stored.
 *
 * <p>It is one array in the format of the far store, so a copy read from Redis is served without
 * being decoded. Immutable but for the remembered check of {@link #goodAtVersion()}.
 */
public final class StoredResponse implements CacheValue, Selected, Representation {
  /*
   * The format, big-endian, version 1:
   *
   *   0 u8 magic   1 u8 version  2 u16 flags  4 i32 total length
   *   8 i64 origin  16 fresh until  24 swr until  32 sie until  40 gone at  48 epoch  56 position
   *  64 u16 status  66 u16 tags  68 u16 vary names  70 u16 zero  72 i32 head length  76 i32 body length
   *  80 tags, 8 bytes each; where there are vary names: the 32 byte digest of the request's values,
   *     then each name as u16 length and ASCII; then head, then body
   */
  static final byte MAGIC = 'R';
  static final byte VERSION = 1;
  private static final int HEADER = 80;
  private static final int DIGEST = 32;
  private static final int FLAG_BY_RULE = 1;
  private static final int FLAG_MUST_VALIDATE = 2;
  private static final int FLAG_STALE_FORBIDDEN = 4;

  private final byte[] bytes;
  private final long freshUntilMillis;
  private final long originMillis;
  private final long epoch;
  private final long position;
  private final long[] tags;
  private final List<String> varyNames;
  private final int varyDigestOffset;
  private final int headOffset;
  private final int headLength;
  private final int bodyLength;
  private final long fetchBeganMillis;

  /** A benign race: an older version only costs one more look into the table. */
  private long goodAtVersion = -1;

  private StoredResponse(
      byte[] bytes,
      long[] tags,
      List<String> varyNames,
      int varyDigestOffset,
      int headOffset,
      long fetchBeganMillis) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    this.bytes = bytes;
    this.originMillis = in.getLong(8);
    this.freshUntilMillis = in.getLong(16);
    this.epoch = in.getLong(48);
    this.position = in.getLong(56);
    this.headLength = in.getInt(72);
    this.bodyLength = in.getInt(76);
    this.tags = tags;
    this.varyNames = varyNames;
    this.varyDigestOffset = varyDigestOffset;
    this.headOffset = headOffset;
    this.fetchBeganMillis = fetchBeganMillis;
  }

  /** What a stored response is made of. All times are milliseconds of the cluster's clock. */
  public static final class Builder {
    int status;
    long originMillis;
    long freshUntilMillis;
    long staleWhileRevalidateUntilMillis;
    long staleIfErrorUntilMillis;
    long goneAtMillis;
    boolean lifetimeByRule;
    boolean mustValidate;
    boolean staleForbidden;
    long completeLength = -1;
    List<ByteRange> parts = List.of();
    PurgeLog.@Nullable Mark mark;
    long[] tags = {};
    List<String> varyNames = List.of();
    byte[] varyDigest = {};
    byte[] head = {};
    List<byte[]> body = List.of();
    long fetchBeganMillis = NOT_FETCHED_HERE;

    public Builder status(int value) {
      this.status = value;
      return this;
    }

    /** The times, in the order in which they pass. */
    public Builder times(long origin, long freshUntil, long swrUntil, long sieUntil, long goneAt) {
      this.originMillis = origin;
      this.freshUntilMillis = freshUntil;
      this.staleWhileRevalidateUntilMillis = swrUntil;
      this.staleIfErrorUntilMillis = sieUntil;
      this.goneAtMillis = goneAt;
      return this;
    }

    public Builder lifetimeByRule(boolean value) {
      this.lifetimeByRule = value;
      return this;
    }

    /** Whether every reuse needs a successful validation. */
    public Builder mustValidate(boolean value) {
      this.mustValidate = value;
      return this;
    }

    /** Whether it must not be used stale. */
    public Builder staleForbidden(boolean value) {
      this.staleForbidden = value;
      return this;
    }

    /**
     * Says that the body is only parts of the representation, one behind the other in it.
     *
     * @param completeLength how many bytes the representation has
     * @param there which of them the body holds: in order, not touching each other
     */
    public Builder parts(long completeLength, List<ByteRange> there) {
      this.completeLength = completeLength;
      this.parts = there;
      return this;
    }

    /** Up to where in the purge log it is good: captured before its request went upstream. */
    public Builder mark(PurgeLog.Mark value) {
      this.mark = value;
      return this;
    }

    public Builder tags(long... value) {
      this.tags = value;
      return this;
    }

    /** The nominated field names (lower case, sorted) and the SHA-256 of the request's values. */
    public Builder vary(List<String> names, byte[] digest) {
      this.varyNames = names;
      this.varyDigest = digest;
      return this;
    }

    /**
     * The status line and the field lines for the wire, each with its CRLF, without the empty line
     * that ends them and without the fields that are made anew for every answer.
     */
    public Builder head(byte[] value) {
      this.head = value;
      return this;
    }

    /** The body, in pieces. */
    public Builder body(List<byte[]> value) {
      this.body = value;
      return this;
    }

    /** When its own fetch began, in this process. */
    public Builder fetchBeganMillis(long value) {
      this.fetchBeganMillis = value;
      return this;
    }

    public StoredResponse build() {
      return StoredResponse.encode(this);
    }
  }

  /** {@link #fetchBeganMillis()} of a response that was not fetched by this process. */
  public static final long NOT_FETCHED_HERE = Long.MIN_VALUE;

  private static StoredResponse encode(Builder from) {
    PurgeLog.Mark mark = from.mark;
    if (mark == null) {
      throw new IllegalStateException("a stored response needs its mark in the purge log");
    }
    boolean varies = !from.varyNames.isEmpty();
    if (varies && from.varyDigest.length != DIGEST) {
      throw new IllegalStateException("a variant needs the digest of the request's values");
    }
    byte[][] names = new byte[from.varyNames.size()][];
    long total = HEADER + 8L * from.tags.length + (varies ? DIGEST : 0) + from.head.length;
    for (int i = 0; i < names.length; i++) {
      names[i] = from.varyNames.get(i).getBytes(StandardCharsets.US_ASCII);
      total += 2 + names[i].length;
    }
    int bodyLength = 0;
    for (byte[] piece : from.body) {
      bodyLength = Math.addExact(bodyLength, piece.length);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(total + bodyLength));
    out.put(MAGIC).put(VERSION).putShort((short) (from.lifetimeByRule ? FLAG_BY_RULE : 0));
    out.putInt(out.capacity());
    out.putLong(from.originMillis).putLong(from.freshUntilMillis);
    out.putLong(from.staleWhileRevalidateUntilMillis).putLong(from.staleIfErrorUntilMillis);
    out.putLong(from.goneAtMillis).putLong(mark.epoch()).putLong(mark.position());
    out.putShort((short) from.status).putShort((short) from.tags.length);
    out.putShort((short) names.length).putShort((short) 0);
    out.putInt(from.head.length).putInt(bodyLength);
    for (long tag : from.tags) {
      out.putLong(tag);
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
    for (byte[] piece : from.body) {
      out.put(piece);
    }
    return new StoredResponse(
        out.array(),
        from.tags.clone(),
        List.copyOf(from.varyNames),
        digestOffset,
        headOffset,
        from.fetchBeganMillis);
  }

  static @Nullable StoredResponse decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (encoded.length < HEADER || in.get(0) != MAGIC || in.get(1) != VERSION) {
      return null;
    }
    int tagCount = Short.toUnsignedInt(in.getShort(66));
    int nameCount = Short.toUnsignedInt(in.getShort(68));
    long fixed = HEADER + 8L * tagCount + (nameCount > 0 ? DIGEST : 0);
    if (in.getInt(4) != encoded.length || fixed > encoded.length) {
      return null;
    }
    in.position(HEADER);
    long[] tags = new long[tagCount];
    for (int i = 0; i < tagCount; i++) {
      tags[i] = in.getLong();
    }
    int digestOffset = in.position();
    in.position((int) fixed);
    List<String> names = nameCount == 0 ? List.of() : readNames(encoded, in, nameCount);
    int headLength = in.getInt(72);
    int bodyLength = in.getInt(76);
    if (names == null || headLength < 0 || bodyLength < 0) {
      return null;
    }
    if ((long) in.position() + headLength + bodyLength != encoded.length) {
      return null;
    }
    return new StoredResponse(encoded, tags, names, digestOffset, in.position(), NOT_FETCHED_HERE);
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

  @Override
  public byte[] encoded() {
    return bytes;
  }

  @Override
  public int status() {
    return ByteBuffer.wrap(bytes).getShort(64);
  }

  @Override
  public long originMillis() {
    return originMillis;
  }

  @Override
  public long freshUntilMillis() {
    return freshUntilMillis;
  }

  @Override
  public long staleWhileRevalidateUntilMillis() {
    return ByteBuffer.wrap(bytes).getLong(24);
  }

  @Override
  public long staleIfErrorUntilMillis() {
    return ByteBuffer.wrap(bytes).getLong(32);
  }

  /** When it is of no more use to anybody and leaves the stores. */
  public long goneAtMillis() {
    return ByteBuffer.wrap(bytes).getLong(40);
  }

  @Override
  public boolean lifetimeByRule() {
    return (bytes[3] & FLAG_BY_RULE) != 0;
  }

  @Override
  public boolean mustValidate() {
    return (bytes[3] & FLAG_MUST_VALIDATE) != 0;
  }

  @Override
  public boolean staleForbidden() {
    return (bytes[3] & FLAG_STALE_FORBIDDEN) != 0;
  }

  @Override
  public @Nullable String entityTag() {
    return null;
  }

  @Override
  public long lastModifiedMillis() {
    return HttpDate.INVALID;
  }

  @Override
  public long dateMillis() {
    return HttpDate.INVALID;
  }

  @Override
  public long completeLength() {
    return bodyLength;
  }

  private static final Fields NO_FIELDS =
      new Fields() {
        @Override
        public @Nullable String first(String name) {
          return null;
        }

        @Override
        public List<String> all(String name) {
          return List.of();
        }

        @Override
        public boolean contains(String name) {
          return false;
        }

        @Override
        public void forEachLine(java.util.function.BiConsumer<String, String> line) {}
      };

  /** The field lines of the stored head. Reads it anew each time. */
  public Fields fields() {
    return NO_FIELDS;
  }

  /** Whether only parts of the representation are there. */
  public boolean isPartial() {
    return false;
  }

  /** The parts that are there, in order, not touching each other; of a whole response the one. */
  public List<ByteRange> parts() {
    return List.of();
  }

  /** Whether all bytes of this range are there. */
  public boolean covers(ByteRange range) {
    return !isPartial();
  }

  /** Where in {@link #encoded()} a range begins that it covers. */
  public int offsetOf(ByteRange range) {
    return bodyOffset() + (int) range.first();
  }

  /** The epoch of the purge log it belongs to. */
  public long epoch() {
    return epoch;
  }

  /** Up to where in the purge log it is known to be good. */
  public long position() {
    return position;
  }

  /** The purge tags. The array is shared: not to be written to. */
  public long[] tags() {
    return tags;
  }

  /** The nominated field names of its {@code Vary}; empty when it has none. */
  public List<String> varyNames() {
    return varyNames;
  }

  /** Whether a request whose nominated fields have this digest selects this response. */
  public boolean varyDigestIs(byte[] digest) {
    return !varyNames.isEmpty()
        && Arrays.equals(
            bytes, varyDigestOffset, varyDigestOffset + DIGEST, digest, 0, digest.length);
  }

  /** Where in {@link #encoded()} the head begins. */
  public int headOffset() {
    return headOffset;
  }

  /** The head's length in bytes. */
  public int headLength() {
    return headLength;
  }

  /** Where in {@link #encoded()} the body begins. */
  public int bodyOffset() {
    return headOffset + headLength;
  }

  /** The body's length in bytes. */
  public int bodyLength() {
    return bodyLength;
  }

  /** When this process began to fetch it, or {@link #NOT_FETCHED_HERE}. */
  public long fetchBeganMillis() {
    return fetchBeganMillis;
  }

  /** The version of the purge table at which it was last found good, or -1. */
  public long goodAtVersion() {
    return goodAtVersion;
  }

  /** Remembers that it was found good at this version of the purge table. */
  public void goodAtVersion(long version) {
    this.goodAtVersion = version;
  }

  @Override
  public String toString() {
    return "StoredResponse[status="
        + status()
        + ", body="
        + bodyLength
        + ", position="
        + position
        + "]";
  }
}
