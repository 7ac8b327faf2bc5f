package io.nearside.store.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long what is known of the log can be relied on. Safe for use by many threads. */
final class LogTrust {
  private static final long LONGEST_WAIT_MILLIS = 500;

  private final LongSupplier nanoTime;
  private final long maxLagNanos;
  private volatile long caughtUpNanos;
  private volatile boolean sees;
  private volatile boolean everSaw;

  LogTrust(LongSupplier nanoTime, long maxLagMillis) {
    this.nanoTime = nanoTime;
    this.maxLagNanos = TimeUnit.MILLISECONDS.toNanos(maxLagMillis);
  }

  /** The log was read to its end as it was at this local time. */
  void caughtUp(long nanos) {
    caughtUpNanos = nanos;
    everSaw = true;
    sees = true;
  }

  /** Records are missing. */
  void blind() {
    sees = false;
  }

  /**
   * As of when what is known of the log is known. To be taken before it is looked at, and given to
   * {@link #holds(long)} afterwards: who is stopped in between must not trust what he saw for what
   * was read since.
   */
  long asOf() {
    return sees ? caughtUpNanos : nanoTime.getAsLong() - maxLagNanos - 1;
  }

  /** Whether what was seen as of then can still be relied on. Asks the clock each time. */
  boolean holds(long asOfNanos) {
    return sees && nanoTime.getAsLong() - asOfNanos <= maxLagNanos;
  }

  /** Whether every purge is known that is older than the allowed lag. */
  boolean holds() {
    return holds(asOf());
  }

  /** How long to wait for news at most: what is waited for long is not known meanwhile. */
  long longestWaitMillis() {
    return Math.min(LONGEST_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(maxLagNanos) / 4);
  }

  boolean everHeld() {
    return everSaw;
  }
}
