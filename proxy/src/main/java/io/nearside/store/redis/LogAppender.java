package io.nearside.store.redis;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.redis.LogState.Sending;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes this sidecar's purges to the log: one record at a time, again until Redis has it. A lost
 * reply, an error and an absent Redis are one path.
 */
final class LogAppender {
  static final long MAX_RECORDS = 100_000;
  static final byte[] FIELD = {'r'};
  private static final long RETRY_MILLIS = 100;
  private static final long GIVE_UP_MILLIS = 2_000;

  private final byte[] logKey;
  private final LogState state;
  private final RedisLink link;
  private final RedisTimer timer;
  private final RedisEvents events;
  private final long deadlineMillis;
  private final AtomicBoolean retryIsSet = new AtomicBoolean();

  /** Whether the last append had no answer in time: nobody waits for Redis until one has. */
  private volatile boolean hangs;

  LogAppender(
      byte[] logKey,
      LogState state,
      RedisLink link,
      RedisTimer timer,
      RedisEvents events,
      long deadlineMillis) {
    this.logKey = logKey;
    this.state = state;
    this.link = link;
    this.timer = timer;
    this.events = events;
    this.deadlineMillis = deadlineMillis;
  }

  static XAddArgs trimmed() {
    return XAddArgs.Builder.maxlen(MAX_RECORDS).approximateTrimming();
  }

  void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
    append(tags, done, waiter -> state.purge(tags, soft, waiter));
  }

  void purgeAround(long[] tags, KeptAround kept, Consumer<Outcome> done) {
    append(tags, done, waiter -> state.purgeAround(tags, kept, waiter));
  }

  private void append(long[] tags, Consumer<Outcome> done, Predicate<PurgeWaiter> purge) {
    PurgeWaiter waiter = new PurgeWaiter(done);
    if (tags.length == 0) {
      waiter.tell(PurgeWaiter.NOT_APPENDED);
      return;
    }
    if (!purge.test(waiter)) {
      events.happened(RedisEvent.PURGES_OVERFLOWED, "");
    }
    if (hangs || link.commands() == null) {
      expire(waiter);
    } else {
      timer.after(deadlineMillis, () -> expire(waiter));
    }
    drain();
  }

  private void expire(PurgeWaiter waiter) {
    state.forget(waiter);
    if (waiter.tell(PurgeWaiter.NOT_APPENDED)) {
      events.happened(RedisEvent.APPEND_LATE, "");
    }
  }

  /** Sends what waits, unless something is on its way. */
  void drain() {
    RedisAsyncCommands<byte[], byte[]> commands = link.commands();
    if (commands == null) {
      tell(state.waiters(), PurgeWaiter.NOT_APPENDED);
      retryLater();
      return;
    }
    Sending sending = state.nextToSend();
    if (sending != null) {
      send(commands, sending);
    }
  }

  private void send(RedisAsyncCommands<byte[], byte[]> commands, Sending sending) {
    Future<?> late = timer.cancellable(deadlineMillis, () -> hangs = true);
    Future<?> giveUp = timer.cancellable(GIVE_UP_MILLIS, link::reopen);
    try {
      CompletionStage<?> unused =
          commands
              .xadd(logKey, trimmed().nomkstream(), Map.of(FIELD, sending.record()))
              .whenComplete(
                  (id, failure) -> {
                    late.cancel(false);
                    giveUp.cancel(false);
                    answered(sending.batch(), id, failure);
                  });
    } catch (RuntimeException e) {
      late.cancel(false);
      giveUp.cancel(false);
      answered(sending.batch(), null, e);
    }
  }

  private void answered(PurgeBatch batch, @Nullable String id, @Nullable Throwable failure) {
    if (id == null) {
      link.failed(failure);
      events.happened(
          RedisEvent.APPEND_FAILED, failure == null ? "there is no log" : failure.toString());
      tell(state.notAcknowledged(batch), PurgeWaiter.NOT_APPENDED);
      // The next try comes too late for those behind it, too.
      tell(state.waiters(), PurgeWaiter.NOT_APPENDED);
      retryLater();
      return;
    }
    hangs = false;
    Outcome appended = new Outcome(true, Math.max(0, LogPosition.of(id)));
    state.appendedAt(batch, appended.position());
    tell(state.acknowledged(batch, System.nanoTime()), appended);
    drain();
  }

  private void retryLater() {
    if (retryIsSet.compareAndSet(false, true)) {
      timer.after(RETRY_MILLIS, this::retry);
    }
  }

  private void retry() {
    retryIsSet.set(false);
    drain();
  }

  static void tell(List<PurgeWaiter> waiters, Outcome outcome) {
    for (PurgeWaiter waiter : waiters) {
      waiter.tell(outcome);
    }
  }
}
