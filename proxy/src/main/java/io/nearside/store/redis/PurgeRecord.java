package io.nearside.store.redis;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record of the purge log.
 *
 * @param epoch the log's life in which it was written
 * @param sidecar who wrote it
 * @param sequence which of its writer's records it is
 * @param everything whether everything is purged hard
 * @param hardTags what is purged hard
 * @param softTags what is purged softly
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PurgeRecord(
    long epoch, long sidecar, long sequence, boolean everything, long[] hardTags, long[] softTags) {
  /*
   * The format, big-endian, version 1:
   * 0 u8 magic  1 u8 version  2 u16 flags  4 i64 epoch  12 i64 sidecar  20 i64 sequence
   * 28 i32 hard tags  32 i32 soft tags  36 tags, 8 bytes each
   */
  private static final byte MAGIC = 'P';
  private static final byte VERSION = 1;
  private static final int HEADER = 36;
  private static final int FLAG_EVERYTHING = 1;
  private static final long[] NONE = {};

  /** Leaves room above: whoever sees it must be able to open a greater one. */
  static final long MAX_EPOCH = Long.MAX_VALUE >>> 1;

  /** One that purges nothing and only says which epoch it is. */
  static PurgeRecord ofEpoch(long epoch, long sidecar) {
    return new PurgeRecord(epoch, sidecar, 0, false, NONE, NONE);
  }

  byte[] encoded() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + 8 * (hardTags.length + softTags.length));
    out.put(MAGIC).put(VERSION).putShort((short) (everything ? FLAG_EVERYTHING : 0));
    out.putLong(epoch).putLong(sidecar).putLong(sequence);
    out.putInt(hardTags.length).putInt(softTags.length);
    out.asLongBuffer().put(hardTags).put(softTags);
    return out.array();
  }

  /** Reads a record; null when anything about it is odd. */
  static @Nullable PurgeRecord decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (encoded.length < HEADER || in.get() != MAGIC || in.get() != VERSION) {
      return null;
    }
    int flags = in.getShort();
    long epoch = in.getLong();
    long sidecar = in.getLong();
    long sequence = in.getLong();
    int hard = in.getInt();
    int soft = in.getInt();
    boolean lengthIsRight =
        hard >= 0 && soft >= 0 && encoded.length == HEADER + 8 * ((long) hard + soft);
    if (!lengthIsRight || (flags & ~FLAG_EVERYTHING) != 0 || epoch < 1 || epoch > MAX_EPOCH) {
      return null;
    }
    return new PurgeRecord(
        epoch, sidecar, sequence, flags == FLAG_EVERYTHING, tags(in, hard), tags(in, soft));
  }

  private static long[] tags(ByteBuffer in, int count) {
    long[] tags = new long[count];
    for (int i = 0; i < count; i++) {
      tags[i] = in.getLong();
    }
    return tags;
  }
}
