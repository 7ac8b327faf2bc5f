package io.nearside.exchange;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that is moved often and hardly ever passes: moving it later costs a store, the timer
 * looks again when it fires. Only used on its loop.
 */
public final class Deadline {
  private static final long NEVER = Long.MAX_VALUE;

  private final EventExecutor loop;
  private final Runnable passed;
  private long dueNanos = NEVER;
  private long timerNanos = NEVER;
  private @Nullable Future<?> timer;

  /**
   * A deadline that is not set.
   *
   * @param passed what happens, on the loop, when it passes
   */
  public Deadline(EventExecutor loop, Runnable passed) {
    this.loop = loop;
    this.passed = passed;
  }

  /** Sets it to this time from now. */
  public void in(long millis) {
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (timer == null || timerNanos - dueNanos > 0) {
      arm();
    }
  }

  /** Unsets it; the timer may still fire once, to no effect. */
  public void never() {
    dueNanos = NEVER;
  }

  /** Unsets it and drops the timer: the end of the owner's life. */
  public void cancel() {
    dueNanos = NEVER;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm() {
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = dueNanos;
    long delay = Math.max(0, dueNanos - System.nanoTime());
    timer = loop.schedule(this::look, delay, TimeUnit.NANOSECONDS);
  }

  private void look() {
    timer = null;
    if (dueNanos == NEVER) {
      return;
    }
    if (dueNanos - System.nanoTime() > 0) {
      arm();
      return;
    }
    dueNanos = NEVER;
    passed.run();
  }
}
