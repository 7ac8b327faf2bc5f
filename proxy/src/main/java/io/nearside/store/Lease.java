package io.nearside.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the far store while one sidecar fetches something for all. It saves work and
 * protects nothing: two that hold one at a time only fetch twice.
 *
 * @param holder who fetches: a number that this fetch alone has
 * @param epoch the epoch of the purge log when its fetch began
 * @param position the position in the purge log when its fetch began
 * @param unshareable whether what it fetched cannot be had from the far store: the others must go
 *     themselves
 */
public record Lease(long holder, long epoch, long position, boolean unshareable) {
  /*
   * Big-endian, version 1: 0 u8 magic  1 u8 version  2 u8 unshareable  3 i64 holder  11 i64 epoch
   * 19 i64 position
   */
  private static final byte MAGIC = 'L';
  private static final byte VERSION = 1;
  private static final int LENGTH = 27;

  /** The same, said to be of no use to others. */
  public Lease asUnshareable() {
    return new Lease(holder, epoch, position, true);
  }

  /** As it is kept in the far store. */
  public byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .put(MAGIC)
        .put(VERSION)
        .put((byte) (unshareable ? 1 : 0))
        .putLong(holder)
        .putLong(epoch)
        .putLong(position)
        .array();
  }

  /** Reads what the far store gave; null when anything about it is odd. */
  public static @Nullable Lease decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (encoded.length != LENGTH || in.get() != MAGIC || in.get() != VERSION) {
      return null;
    }
    boolean unshareable = in.get() != 0;
    return new Lease(in.getLong(), in.getLong(), in.getLong(), unshareable);
  }
}
