package io.nearside.store.redis;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A node's breaker: so many timeouts in a row and it opens; then it asks in the background until an
 * answer comes in time. A Redis that hangs costs a few requests their deadline, not every one.
 */
final class Breaker {
  static final int TIMEOUTS_TO_OPEN = 5;
  private static final long PROBE_EVERY_MILLIS = 250;
  private static final long GIVE_UP_MILLIS = 5_000;

  private final FarNode node;
  private final RedisTimer timer;
  private final RedisEvents events;
  private final long timeoutNanos;
  private final AtomicInteger timeouts = new AtomicInteger();
  private final AtomicBoolean open = new AtomicBoolean();
  private volatile @Nullable FarLink suspect;
  private volatile boolean ended;

  Breaker(FarNode node, RedisTimer timer, RedisEvents events, long timeoutMillis) {
    this.node = node;
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

  /** A reply did not come in time on this connection. */
  void timedOut(FarLink link) {
    if (timeouts.incrementAndGet() >= TIMEOUTS_TO_OPEN && open.compareAndSet(false, true)) {
      suspect = link;
      events.happened(RedisEvent.BREAKER_OPENED, node.address());
      timer.now(this::probe);
    }
  }

  /** The node is no more: nothing is to be found out. */
  void end() {
    ended = true;
  }

  private void probe() {
    FarLink link = connected();
    if (ended) {
      return;
    }
    if (link == null) {
      probeLater();
      return;
    }
    long sentNanos = System.nanoTime();
    // An answer that never comes is a connection that only looks alive.
    Future<?> giveUp = timer.cancellable(GIVE_UP_MILLIS, () -> node.reopen("it did not answer"));
    FarCommand ping =
        FarCommand.ping(
            (pong, failure) -> {
              giveUp.cancel(false);
              answered(System.nanoTime() - sentNanos, failure);
            });
    link.onLoop(() -> link.send(ping));
  }

  /** Where the last answer was missing, else where one can be had. */
  private @Nullable FarLink connected() {
    FarLink first = suspect;
    if (first != null && first.isConnected()) {
      return first;
    }
    for (FarLink link : node.links()) {
      if (link.isConnected()) {
        return link;
      }
    }
    return null;
  }

  private void answered(long tookNanos, @Nullable String failure) {
    if (failure == null && tookNanos <= timeoutNanos) {
      timeouts.set(0);
      open.set(false);
      events.happened(RedisEvent.BREAKER_CLOSED, node.address());
    } else {
      probeLater();
    }
  }

  private void probeLater() {
    timer.after(PROBE_EVERY_MILLIS, this::probe);
  }
}
