package io.nearside.store.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Redis's clock as seen from here: an offset to the local monotonic clock, so it goes on while
 * Redis is away. Before the first contact it is the wall clock.
 */
final class ClusterClock {
  /*
   * A sample says between which two times the cluster's clock must be. A clock within them is left
   * alone. One that is behind is set ahead at once. One that is ahead may not go back, so it goes
   * slower by 1/128 until it is right. Only the first contact sets the clock back: until then
   * there was no mark, so nothing was stored with its time.
   */
  private static final int SLOWER_BY = 128;

  private final LongSupplier nanoTime;
  private volatile Line line;
  private boolean contacted;

  /** From a local time on: the cluster's time then, and how long it goes slower. */
  private record Line(long localNanos, long clusterNanos, long slowNanos) {
    long at(long nanos) {
      long elapsed = nanos - localNanos;
      return clusterNanos + elapsed - Math.max(0, Math.min(elapsed, slowNanos)) / SLOWER_BY;
    }
  }

  ClusterClock(LongSupplier nanoTime, long wallMillis) {
    this.nanoTime = nanoTime;
    this.line = new Line(nanoTime.getAsLong(), TimeUnit.MILLISECONDS.toNanos(wallMillis), 0);
  }

  long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(line.at(nanoTime.getAsLong()));
  }

  /**
   * The most that may have passed since a time of this clock, for the fraction it may have gone
   * slower by.
   */
  long elapsedAtMostMillis(long sinceMillis) {
    long elapsed = nowMillis() - sinceMillis;
    return elapsed + elapsed / (SLOWER_BY - 1) + 1;
  }

  /**
   * Takes an answer to {@code TIME}.
   *
   * @param sentNanos local time when it was asked
   * @param receivedNanos local time when the answer came
   * @param clusterMicros the answer
   */
  synchronized void sample(long sentNanos, long receivedNanos, long clusterMicros) {
    long earliest = TimeUnit.MICROSECONDS.toNanos(clusterMicros);
    long latest = earliest + (receivedNanos - sentNanos);
    if (!contacted) {
      contacted = true;
      line = new Line(receivedNanos, earliest, 0);
      return;
    }
    long mine = line.at(receivedNanos);
    if (mine < earliest) {
      line = new Line(receivedNanos, earliest, 0);
    } else if (mine > latest) {
      line = new Line(receivedNanos, mine, (mine - latest) * SLOWER_BY);
    } else if (line.slowNanos() > 0) {
      line = new Line(receivedNanos, mine, 0);
    }
  }
}
