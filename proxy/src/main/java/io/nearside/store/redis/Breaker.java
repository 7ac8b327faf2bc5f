package io.nearside.store.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's breaker: so many timeouts in a row and it opens; then it asks in the background until an
 * answer comes in time. A Redis that hangs costs a few requests their deadline, not every one.
 */
final class Breaker {
  static final int TIMEOUTS_TO_OPEN = 5;
  private static final long PROBE_EVERY_MILLIS = 250;
  private static final long GIVE_UP_MILLIS = 5_000;

  private final RedisLink link;
  private final RedisTimer timer;
  private final RedisEvents events;
  private final long timeoutNanos;
  private final AtomicInteger timeouts = new AtomicInteger();
  private final AtomicBoolean open = new AtomicBoolean();

  Breaker(RedisLink link, RedisTimer timer, RedisEvents events, long timeoutMillis) {
    this.link = link;
    this.timer = timer;
    this.events = events;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  boolean closed() {
    return !open.get();
  }

  void answered() {
    if (timeouts.get() != 0) {
      timeouts.set(0);
    }
  }

  void timedOut() {
    if (timeouts.incrementAndGet() >= TIMEOUTS_TO_OPEN && open.compareAndSet(false, true)) {
      events.happened(RedisEvent.BREAKER_OPENED, "");
      timer.now(this::probe);
    }
  }

  private void probe() {
    RedisAsyncCommands<byte[], byte[]> commands = link.commands();
    if (commands == null) {
      probeLater();
      return;
    }
    try {
      long sentNanos = System.nanoTime();
      var pong = commands.ping();
      // An answer that never comes is a connection that only looks alive.
      Future<?> giveUp = timer.cancellable(GIVE_UP_MILLIS, link::reopen);
      await(pong, sentNanos, giveUp);
    } catch (RuntimeException e) {
      probeLater();
    }
  }

  private void await(CompletionStage<String> pong, long sentNanos, Future<?> giveUp) {
    pong.whenComplete(
        (answer, failure) -> {
          giveUp.cancel(false);
          if (failure == null && System.nanoTime() - sentNanos <= timeoutNanos) {
            close();
          } else {
            probeLater();
          }
        });
  }

  private void probeLater() {
    timer.after(PROBE_EVERY_MILLIS, this::probe);
  }

  private void close() {
    timeouts.set(0);
    open.set(false);
    events.happened(RedisEvent.BREAKER_CLOSED, "");
  }
}
