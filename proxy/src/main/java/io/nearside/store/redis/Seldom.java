package io.nearside.store.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Of one kind of event, who may be logged: the first, and then one in ten seconds. Thread-safe. */
public final class Seldom {
  public static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final LongAdder unlogged = new LongAdder();
  private final AtomicLong quietUntilNanos;

  public Seldom(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.quietUntilNanos = new AtomicLong(nanoTime.getAsLong());
  }

  /** Takes an event: 0 where it is not to be logged, else how many there were since the last. */
  public long happened() {
    unlogged.increment();
    long now = nanoTime.getAsLong();
    long quietUntil = quietUntilNanos.get();
    boolean mine =
        now - quietUntil >= 0 && quietUntilNanos.compareAndSet(quietUntil, now + QUIET_NANOS);
    return mine ? unlogged.sumThenReset() : 0;
  }
}
