package io.nearside.store;

import io.nearside.caching.Representation;
import io.nearside.caching.Selected;
import io.nearside.caching.Validators;
import io.nearside.http.ByteRange;
import io.nearside.http.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is kept in both tiers: the head serialized for the wire, the body or parts of
 * it, and the numbers that decide about its reuse, computed once when it was stored.
 *
 * <p>It is one array in the format of the far store, so a copy read from Redis is served without
 * being decoded. Immutable but for what is remembered of its checks and uses.
 */
public final class StoredResponse implements CacheValue, Selected, Representation {
  private final byte[] bytes;
  private final long freshUntilMillis;
  private final long originMillis;
  private final long epoch;
  private final long position;
  private final int headOffset;
  private final int headLength;
  private final int bodyLength;
  private final long fetchBeganMillis;

  /** A benign race: an older version only costs one more look into the table. */
  private long goodAtVersion = -1;

  /** A benign race: at worst one use more is noted. */
  private long usedAtMillis;

  /** Read when they are asked for first. A benign race: all readings are equal. */
  private @Nullable List<String> varyNames;

  /** Whichever of two is kept, all forms of one head are equal. */
  private volatile @Nullable Object memo;

  /**
   * A response in its bytes.
   *
   * @param bytes sound ones: of {@link StoredFormat#encode} or checked
   */
  private StoredResponse(byte[] bytes, long fetchBeganMillis) {
    this.bytes = bytes;
    this.originMillis = number(StoredFormat.ORIGIN);
    this.freshUntilMillis = number(StoredFormat.FRESH_UNTIL);
    this.epoch = number(StoredFormat.EPOCH);
    this.position = number(StoredFormat.POSITION);
    this.headLength = BigEndian.i32(bytes, StoredFormat.HEAD_LENGTH);
    this.bodyLength = BigEndian.i32(bytes, StoredFormat.BODY_LENGTH);
    int hiddenLength = BigEndian.i32(bytes, StoredFormat.HIDDEN_LENGTH);
    this.headOffset = bytes.length - bodyLength - hiddenLength - headLength;
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
    byte[] hidden = {};
    List<ByteBuffer> body = List.of();
    long fetchBeganMillis = NOT_FETCHED_HERE;
    int fetchMillis;

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

    /** Field lines of the response that its clients do not get, each with its CRLF. */
    public Builder hidden(byte[] value) {
      this.hidden = value;
      return this;
    }

    /** The body, in pieces. */
    public Builder body(List<byte[]> value) {
      this.body = value.stream().map(ByteBuffer::wrap).toList();
      return this;
    }

    /** The body of another stored response, all of it or the same parts. */
    public Builder bodyOf(StoredResponse other) {
      this.body = List.of(ByteBuffer.wrap(other.bytes, other.bodyOffset(), other.bodyLength));
      return parts(other.completeLength(), other.isPartial() ? other.parts() : List.of());
    }

    /** The body and the parts that came out of combining. */
    public Builder combined(Combining.Combined value) {
      this.body = value.body();
      return parts(value.completeLength(), value.parts());
    }

    /** When its own fetch began, in this process. */
    public Builder fetchBeganMillis(long value) {
      this.fetchBeganMillis = value;
      return this;
    }

    /** How long its fetch took: from asking the upstream to the end of the body. */
    public Builder fetchMillis(int value) {
      this.fetchMillis = Math.max(0, value);
      return this;
    }

    public StoredResponse build() {
      return new StoredResponse(StoredFormat.encode(this), fetchBeganMillis);
    }
  }

  /** {@link #fetchBeganMillis()} of a response that was not fetched by this process. */
  public static final long NOT_FETCHED_HERE = Long.MIN_VALUE;

  static @Nullable StoredResponse decode(byte[] encoded) {
    return StoredCheck.isSound(encoded) ? new StoredResponse(encoded, NOT_FETCHED_HERE) : null;
  }

  /** The same response, but stale from this time on. */
  public StoredResponse staleFrom(long millis) {
    ByteBuffer copy = ByteBuffer.wrap(bytes.clone());
    copy.putLong(StoredFormat.FRESH_UNTIL, Math.min(freshUntilMillis, millis));
    copy.putLong(
        StoredFormat.STALE_WHILE_REVALIDATE_UNTIL,
        Math.min(staleWhileRevalidateUntilMillis(), millis));
    return new StoredResponse(copy.array(), fetchBeganMillis);
  }

  /** The same response, but stale since this time: the stale windows move with its lifetime. */
  public StoredResponse staleSince(long millis) {
    long earlier = Math.max(0, freshUntilMillis - millis);
    ByteBuffer copy = ByteBuffer.wrap(bytes.clone());
    copy.putLong(StoredFormat.FRESH_UNTIL, freshUntilMillis - earlier);
    copy.putLong(
        StoredFormat.STALE_WHILE_REVALIDATE_UNTIL, staleWhileRevalidateUntilMillis() - earlier);
    copy.putLong(StoredFormat.STALE_IF_ERROR_UNTIL, staleIfErrorUntilMillis() - earlier);
    return new StoredResponse(copy.array(), fetchBeganMillis);
  }

  @Override
  public byte[] encoded() {
    return bytes;
  }

  @Override
  public int status() {
    return BigEndian.u16(bytes, StoredFormat.STATUS);
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
    return number(StoredFormat.STALE_WHILE_REVALIDATE_UNTIL);
  }

  @Override
  public long staleIfErrorUntilMillis() {
    return number(StoredFormat.STALE_IF_ERROR_UNTIL);
  }

  /** When it is of no more use to anybody and leaves the stores. */
  public long goneAtMillis() {
    return number(StoredFormat.GONE_AT);
  }

  @Override
  public boolean lifetimeByRule() {
    return (bytes[StoredFormat.FLAGS] & StoredFormat.FLAG_BY_RULE) != 0;
  }

  @Override
  public boolean mustValidate() {
    return (bytes[StoredFormat.FLAGS] & StoredFormat.FLAG_MUST_VALIDATE) != 0;
  }

  @Override
  public boolean staleForbidden() {
    return (bytes[StoredFormat.FLAGS] & StoredFormat.FLAG_STALE_FORBIDDEN) != 0;
  }

  @Override
  public @Nullable String entityTag() {
    int length = BigEndian.i32(bytes, StoredFormat.ENTITY_TAG_LENGTH);
    if (length == 0) {
      return null;
    }
    int from = headOffset + BigEndian.i32(bytes, StoredFormat.ENTITY_TAG_PLACE);
    String tag = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    return Validators.isEntityTag(tag) ? tag : null;
  }

  @Override
  public long lastModifiedMillis() {
    return number(StoredFormat.LAST_MODIFIED);
  }

  @Override
  public long dateMillis() {
    return number(StoredFormat.DATE);
  }

  @Override
  public long completeLength() {
    return isPartial() ? number(StoredFormat.COMPLETE_LENGTH) : bodyLength;
  }

  private long number(int at) {
    return BigEndian.i64(bytes, at);
  }

  /** The field lines of the stored head, then the hidden ones. Reads them anew each time. */
  public Fields fields() {
    return new StoredFields(bytes, headOffset, bodyOffset() - headOffset);
  }

  /** Whether only parts of the representation are there. */
  public boolean isPartial() {
    return BigEndian.u16(bytes, StoredFormat.PART_COUNT) > 0;
  }

  /**
   * The parts that are there, in order, not touching each other; of a whole response the one, or
   * none when it has no bytes. Reads them anew each time.
   */
  public List<ByteRange> parts() {
    if (isPartial()) {
      return StoredFormat.parts(bytes);
    }
    return bodyLength == 0 ? List.of() : List.of(new ByteRange(0, bodyLength - 1L));
  }

  /** Whether all bytes of this range are there. */
  public boolean covers(ByteRange range) {
    return isPartial() ? placeOf(range) >= 0 : range.last() < bodyLength;
  }

  /**
   * Where in {@link #encoded()} a range begins that it covers.
   *
   * @throws IllegalArgumentException when it does not cover it
   */
  public int offsetOf(ByteRange range) {
    if (!covers(range)) {
      throw new IllegalArgumentException(range + " is not all there: " + parts());
    }
    return bodyOffset() + (int) (isPartial() ? placeOf(range) : range.first());
  }

  /**
   * The bytes of a range that it covers; they are shared, not to be written to.
   *
   * @throws IllegalArgumentException when it does not cover it
   */
  public ByteBuffer bytesOf(ByteRange range) {
    return ByteBuffer.wrap(bytes, offsetOf(range), Math.toIntExact(range.length()));
  }

  /** Where in the body of a partial response a range begins, or -1 when not all of it is there. */
  private long placeOf(ByteRange range) {
    long before = 0;
    for (ByteRange part : StoredFormat.parts(bytes)) {
      if (part.contains(range)) {
        return before + range.first() - part.first();
      }
      before += part.length();
    }
    return -1;
  }

  /** The epoch of the purge log it belongs to. */
  public long epoch() {
    return epoch;
  }

  /** Up to where in the purge log it is known to be good. */
  public long position() {
    return position;
  }

  /** How many purge tags it has. */
  public int tagCount() {
    return BigEndian.u16(bytes, StoredFormat.TAG_COUNT);
  }

  /** One of the purge tags, from 0 on. */
  public long tag(int index) {
    return number(StoredFormat.HEADER + StoredFormat.TAG * index);
  }

  /** The purge tags, in an array of their own. */
  public long[] tags() {
    long[] tags = new long[tagCount()];
    Arrays.setAll(tags, this::tag);
    return tags;
  }

  /** The nominated field names of its {@code Vary}; empty when it has none. */
  public List<String> varyNames() {
    List<String> names = varyNames;
    if (names == null) {
      names = varies() ? StoredFormat.names(bytes) : List.of();
      varyNames = names;
    }
    return names;
  }

  private boolean varies() {
    return BigEndian.u16(bytes, StoredFormat.NAME_COUNT) > 0;
  }

  /** Whether a request whose nominated fields have this digest selects this response. */
  public boolean varyDigestIs(byte[] digest) {
    if (!varies()) {
      return false;
    }
    int from = StoredFormat.digestOffset(bytes);
    return Arrays.equals(bytes, from, from + StoredFormat.DIGEST, digest, 0, digest.length);
  }

  /** Where in {@link #encoded()} the head begins. */
  public int headOffset() {
    return headOffset;
  }

  /** The head's length in bytes, without the hidden fields. */
  public int headLength() {
    return headLength;
  }

  /** Where in {@link #encoded()} the body begins. */
  public int bodyOffset() {
    return bytes.length - bodyLength;
  }

  /** The body's length in bytes. */
  public int bodyLength() {
    return bodyLength;
  }

  /**
   * Another form of its head, made by who writes it to clients and kept as long as it is itself;
   * null while there is none. It is about as large as the head.
   */
  public @Nullable Object memo() {
    return memo;
  }

  /** Keeps another form of its head. */
  public void memo(Object form) {
    memo = form;
  }

  /** When this process began to fetch it, or {@link #NOT_FETCHED_HERE}. */
  public long fetchBeganMillis() {
    return fetchBeganMillis;
  }

  /** How long its fetch took, in any process; 0 when that is not known. */
  public int fetchMillis() {
    return BigEndian.i32(bytes, StoredFormat.FETCH_MILLIS);
  }

  /** When its use was last noted by the near cache, or 0. */
  public long usedAtMillis() {
    return usedAtMillis;
  }

  /** Remembers that its use was noted then. */
  public void usedAtMillis(long millis) {
    this.usedAtMillis = millis;
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
