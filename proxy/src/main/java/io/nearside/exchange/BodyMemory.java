package io.nearside.exchange;

import java.util.function.LongSupplier;

/**
 * The memory that bodies on their way take, all connections together, against what they may take.
 * Safe on all event loops.
 */
public final class BodyMemory {
  /** Looking is not free: what was seen counts for so long. */
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private final long maxBytes;
  private final LongSupplier takenBytes;
  private final LongSupplier nanoTime;
  private volatile long seenBytes;
  private volatile long seenNanos;

  /**
   * A memory of which so much may be taken.
   *
   * @param takenBytes how much is taken
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public BodyMemory(long maxBytes, LongSupplier takenBytes, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.takenBytes = takenBytes;
    this.nanoTime = nanoTime;
    this.seenNanos = nanoTime.getAsLong() - LOOK_AGAIN_NANOS;
  }

  /** Whether each connection has to do with little. */
  public boolean isTight() {
    return taken() > maxBytes / 4;
  }

  /** Whether nothing more may begin that takes some. */
  public boolean isExhausted() {
    return taken() > maxBytes;
  }

  private long taken() {
    long now = nanoTime.getAsLong();
    if (now - seenNanos >= LOOK_AGAIN_NANOS) {
      seenNanos = now;
      seenBytes = takenBytes.getAsLong();
    }
    return seenBytes;
  }
}
