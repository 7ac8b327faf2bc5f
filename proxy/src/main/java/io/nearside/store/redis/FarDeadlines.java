package io.nearside.store.redis;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one connection, in the order of their deadlines. All may take equally long, so
 * one timer that looks at the oldest serves them all. Used on the loop only.
 */
final class FarDeadlines {
  /** So late is no timer unless the loop was held up, and then replies may be waiting unread. */
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long READ_FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final EventLoop loop;
  private final long timeoutNanos;
  private final Runnable onLate;
  private final ArrayDeque<FarQuestion<?>> waiting = new ArrayDeque<>();
  private boolean armed;
  private boolean readFirst;
  private long wakeNanos;

  FarDeadlines(EventLoop loop, long timeoutMillis, Runnable onLate) {
    this.loop = loop;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.onLate = onLate;
  }

  /** When a question that is asked now is late. */
  long next() {
    return System.nanoTime() + timeoutNanos;
  }

  void add(FarQuestion<?> question) {
    waiting.add(question);
    if (!armed) {
      armed = true;
      wakeAfter(timeoutNanos);
    }
  }

  /** Forgets those that have their answers. */
  void tidy() {
    FarQuestion<?> oldest = waiting.peek();
    while (oldest != null && oldest.isDone()) {
      waiting.remove();
      oldest = waiting.peek();
    }
  }

  private void wakeAfter(long nanos) {
    wakeNanos = System.nanoTime() + nanos;
    try {
      Future<?> unused = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The loop is shut down and those who wait are on it, or nobody can tell them.
    }
  }

  private void look() {
    long nowNanos = System.nanoTime();
    if (!readFirst && nowNanos - wakeNanos > HELD_UP_NANOS) {
      readFirst = true;
      wakeAfter(READ_FIRST_NANOS);
      return;
    }
    readFirst = false;
    try {
      endLate(nowNanos);
    } finally {
      // Also when one of those who were told has thrown: the others wait on.
      @Nullable FarQuestion<?> next = oldest();
      armed = next != null;
      if (next != null) {
        wakeAfter(Math.max(0, next.deadlineNanos() - nowNanos));
      }
    }
  }

  private void endLate(long nowNanos) {
    @Nullable FarQuestion<?> oldest = oldest();
    while (oldest != null && oldest.deadlineNanos() - nowNanos <= 0) {
      onLate.run();
      oldest.late();
      oldest = oldest();
    }
  }

  private @Nullable FarQuestion<?> oldest() {
    tidy();
    return waiting.peek();
  }
}
