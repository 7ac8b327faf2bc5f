package io.nearside.store.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long what is known of the log can be relied on. Safe for use by many threads. */
final class LogTrust {
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

  /** Whether every purge is known that is older than the allowed lag. Asks the clock each time. */
  boolean holds() {
    return sees && nanoTime.getAsLong() - caughtUpNanos <= maxLagNanos;
  }

  boolean everHeld() {
    return everSaw;
  }
}
