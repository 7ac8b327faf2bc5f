package io.nearside.upstream;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How often two things have happened in the last while, counted in ten parts of it. Safe on all
 * threads; counting is a compare-and-set.
 */
final class SlidingCounts {
  /*
   * A part is one word: which one it is (24 bits), and the two counts (20 bits each), which stop at
   * their greatest. One from the round before is overwritten when it is next written to, and not
   * counted meanwhile.
   */
  private static final int PARTS = 10;
  private static final int COUNT_BITS = 20;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long TICK_MASK = (1L << 24) - 1;

  private final AtomicLongArray parts = new AtomicLongArray(PARTS);
  private final long partNanos;
  private final LongSupplier nanos;
  private final long beganNanos;

  SlidingCounts(long windowMillis, LongSupplier nanos) {
    this.partNanos = Math.max(1, windowMillis * 1_000_000 / PARTS);
    this.nanos = nanos;
    this.beganNanos = nanos.getAsLong();
  }

  /** The first part is not that of an array of zeros. */
  private long tick() {
    return (nanos.getAsLong() - beganNanos) / partNanos + 1;
  }

  void countFirst() {
    add(1);
  }

  void countSecond() {
    add(1L << COUNT_BITS);
  }

  private void add(long one) {
    long tick = tick();
    int index = (int) (tick % PARTS);
    long stamp = (tick & TICK_MASK) << (2 * COUNT_BITS);
    while (true) {
      long before = parts.get(index);
      boolean current = (before & (TICK_MASK << (2 * COUNT_BITS))) == stamp;
      long after = current ? before + one : stamp | one;
      boolean full = current && count(before, one) == COUNT_MASK;
      if (full || parts.compareAndSet(index, before, after)) {
        return;
      }
    }
  }

  private static long count(long part, long one) {
    return (one == 1 ? part : part >>> COUNT_BITS) & COUNT_MASK;
  }

  /** How often the first thing has happened. */
  long first() {
    return sum(0, PARTS);
  }

  /** How often the second thing has happened. */
  long second() {
    return sum(COUNT_BITS, PARTS);
  }

  /** How often the second thing has happened in the tenth of the while that is now. */
  long secondJustNow() {
    return sum(COUNT_BITS, 1);
  }

  private long sum(int shift, int last) {
    long tick = tick();
    long sum = 0;
    for (long one = tick; one > tick - last && one > 0; one--) {
      long part = parts.get((int) (one % PARTS));
      if (part >>> (2 * COUNT_BITS) == (one & TICK_MASK)) {
        sum += (part >>> shift) & COUNT_MASK;
      }
    }
    return sum;
  }

  /** Forgets everything. */
  void clear() {
    for (int i = 0; i < PARTS; i++) {
      parts.set(i, 0);
    }
  }
}
