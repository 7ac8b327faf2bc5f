package io.nearside.store.redis;

import io.lettuce.core.Range;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the log, record by record, on its own thread and connection, and applies it. */
final class LogFollower implements Runnable {
  /*
   * Each cycle asks at once: is the last record that was applied still there, what time is it, what
   * came after, and is this a primary. The news may come from another log than the answer to the
   * first question, as they are awaited; so what they were asked from has to be there still in the
   * next cycle. If that record is gone, the log is read again from its first
   * record. Where that one comes later than ours was, the log was trimmed while we were behind:
   * what is older than it counts as purged. Otherwise records were lost, and unless somebody has
   * done so already, this sidecar begins a new epoch, which ends every copy there is.
   */
  private static final int COUNT = 1000;
  private static final long GIVE_UP_MILLIS = 2_500;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String BEFORE_FIRST = "0-0";
  private static final long NOTHING_LOST = -1;

  private final byte[] logKey;
  private final LogState state;
  private final LogTrust trust;
  private final ClusterClock clock;
  private final RedisLink link;
  private final RedisEvents events;
  private final LongSupplier nanoTime;
  private final long openEveryNanos;
  private final Runnable onCaughtUp;
  private volatile boolean closed;

  /** The last record that was read, or null before the first. */
  private @Nullable Place place;

  /** Where it was read from when the last news came: that it is still there was seen before. */
  private @Nullable Place before;

  /** The epoch in which records were lost: the next one has to be greater. */
  private long lostEpoch = LogState.UNREAD;

  /** Where the reading stood when the place was gone, until the first record is seen again. */
  private long lostPosition = LogPosition.UNFIT;

  /** The epoch of the last record that could be read. */
  private long lastEpoch;

  private long mayOpenFromNanos;

  /** Where a record stands, and what stands there. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by its owner.
  private record Place(String id, byte[] record) {}

  LogFollower(
      byte[] logKey,
      LogState state,
      LogTrust trust,
      ClusterClock clock,
      RedisLink link,
      RedisEvents events,
      LongSupplier nanoTime,
      long openEveryMillis,
      Runnable onCaughtUp) {
    this.logKey = logKey;
    this.state = state;
    this.trust = trust;
    this.clock = clock;
    this.link = link;
    this.events = events;
    this.nanoTime = nanoTime;
    this.openEveryNanos = TimeUnit.MILLISECONDS.toNanos(openEveryMillis);
    this.onCaughtUp = onCaughtUp;
    this.mayOpenFromNanos = nanoTime.getAsLong();
  }

  @Override
  public void run() {
    while (!closed) {
      RedisAsyncCommands<byte[], byte[]> commands = link.commands();
      if (commands == null) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      try {
        cycle(commands);
      } catch (TimeoutException e) {
        link.reopen();
      } catch (InterruptedException e) {
        return;
      } catch (ExecutionException | RuntimeException e) {
        link.failed(e);
        events.happened(RedisEvent.FOLLOW_FAILED, String.valueOf(e.getMessage()));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Ends the thread; it must be interrupted too. */
  void close() {
    closed = true;
  }

  private void cycle(RedisAsyncCommands<byte[], byte[]> commands)
      throws InterruptedException, ExecutionException, TimeoutException {
    long sentNanos = nanoTime.getAsLong();
    Place from = place;
    Place earlier = before;
    CompletionStage<Boolean> earlierThere = isThere(commands, earlier);
    CompletionStage<Boolean> fromThere = isThere(commands, from);
    CompletionStage<?> time = commands.time().thenAccept(answer -> sample(sentNanos, answer));
    CompletionStage<?> primary = isPrimary(commands);
    CompletionStage<List<StreamMessage<byte[], byte[]>>> coming = read(commands, from);
    if (earlier != null && !await(earlierThere)) {
      placeIsGone(earlier);
      return;
    }
    if (from != null && !await(fromThere)) {
      placeIsGone(from);
      return;
    }
    await(primary);
    await(time);
    List<StreamMessage<byte[], byte[]>> messages = await(coming);
    if (messages == null) {
      messages = List.of();
    }
    before = messages.isEmpty() ? null : from;
    for (StreamMessage<byte[], byte[]> message : messages) {
      if (!apply(message)) {
        startOver(commands);
        return;
      }
    }
    if (messages.size() < COUNT) {
      readToTheEnd(commands, sentNanos);
    }
  }

  /** Waits for news only where the log was read before: a missing log is to be seen at once. */
  @SuppressWarnings("unchecked") // Of the varargs array, which is only read.
  private CompletionStage<List<StreamMessage<byte[], byte[]>>> read(
      RedisAsyncCommands<byte[], byte[]> commands, @Nullable Place from) {
    XReadArgs count = XReadArgs.Builder.count(COUNT);
    return from == null
        ? commands.xread(count, StreamOffset.from(logKey, BEFORE_FIRST))
        : commands.xread(
            count.block(trust.longestWaitMillis()), StreamOffset.from(logKey, from.id()));
  }

  private void sample(long sentNanos, List<byte[]> time) {
    long receivedNanos = nanoTime.getAsLong();
    long seconds = Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII));
    long micros = Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII));
    clock.sample(sentNanos, receivedNanos, TimeUnit.SECONDS.toMicros(seconds) + micros);
  }

  private CompletionStage<Boolean> isThere(
      RedisAsyncCommands<byte[], byte[]> commands, @Nullable Place asked) {
    return asked == null
        ? CompletableFuture.completedFuture(true)
        : commands
            .xrange(logKey, Range.create(asked.id(), asked.id()))
            .thenApply(found -> isJust(found, asked));
  }

  private static boolean isJust(List<StreamMessage<byte[], byte[]>> found, Place place) {
    return found.size() == 1 && Arrays.equals(payload(found.get(0)), place.record());
  }

  /**
   * A write that changes nothing. A primary that became a replica goes on answering what is read,
   * for as long as it likes without hearing of any news; only of writes it says what it is.
   */
  private CompletionStage<?> isPrimary(RedisAsyncCommands<byte[], byte[]> commands) {
    return commands
        .xtrim(logKey, true, LogAppender.MAX_RECORDS)
        .exceptionallyCompose(
            failure ->
                failure instanceof RedisReadOnlyException
                    ? CompletableFuture.failedStage(failure)
                    : CompletableFuture.completedStage(0L));
  }

  private void placeIsGone(Place was) {
    trust.blind();
    long epoch = state.table().epoch();
    // What was lost before and never made good is not found by falling behind now.
    lostPosition = lostEpoch == epoch ? Long.MAX_VALUE : LogPosition.of(was.id());
    lostEpoch = epoch;
    lastEpoch = 0;
    place = null;
    before = null;
  }

  /** Applies one record; false when it has no position. */
  private boolean apply(StreamMessage<byte[], byte[]> message) {
    long position = LogPosition.of(message.getId());
    if (position == LogPosition.UNFIT) {
      return false;
    }
    byte[] payload = payload(message);
    PurgeRecord record = PurgeRecord.decode(payload);
    long epochBefore = state.table().epoch();
    if (place == null) {
      first(position, record != null && record.epoch() > epochBefore);
    }
    state.apply(position, record).tell();
    place = new Place(message.getId(), payload);
    report(record, epochBefore);
    return true;
  }

  private void first(long position, boolean newEpoch) {
    if (!newEpoch && lostPosition != LogPosition.UNFIT && position > lostPosition) {
      events.happened(RedisEvent.FELL_BEHIND, "");
      state.purgeOlderThan(position);
      lostEpoch = NOTHING_LOST;
    }
    lostPosition = LogPosition.UNFIT;
  }

  private void report(@Nullable PurgeRecord record, long epochBefore) {
    if (record == null) {
      events.happened(RedisEvent.RECORD_UNREADABLE, "");
      return;
    }
    lastEpoch = record.epoch();
    if (record.epoch() > epochBefore) {
      events.happened(RedisEvent.EPOCH_ADOPTED, Long.toString(record.epoch()));
    }
  }

  private void readToTheEnd(RedisAsyncCommands<byte[], byte[]> commands, long sentNanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    long epoch = state.table().epoch();
    if (epoch == lostEpoch) {
      openEpoch(commands);
      return;
    }
    lostEpoch = NOTHING_LOST;
    lostPosition = LogPosition.UNFIT;
    trust.caughtUp(sentNanos);
    if (state.readToTheEndAsOf(sentNanos)) {
      events.happened(RedisEvent.LOG_LOST, "a record of ours, it is appended again");
    }
    onCaughtUp.run();
    if (lastEpoch < epoch && mayOpen()) {
      // Whoever reads this log from its first record must come to the same epoch.
      append(commands, LogAppender.trimmed().nomkstream(), epoch);
    }
  }

  private void openEpoch(RedisAsyncCommands<byte[], byte[]> commands)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!mayOpen()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return;
    }
    if (lostEpoch != LogState.UNREAD) {
      events.happened(RedisEvent.LOG_LOST, "");
    }
    long byClock = clock.nowMillis() << 20 | ThreadLocalRandom.current().nextInt(1 << 20);
    long epoch = Math.max(byClock, state.table().epoch() + 1);
    append(commands, LogAppender.trimmed(), epoch);
    events.happened(RedisEvent.EPOCH_OPENED, Long.toString(epoch));
  }

  /** The log's IDs cannot be used as positions any more: another log is begun in its place. */
  private void startOver(RedisAsyncCommands<byte[], byte[]> commands)
      throws InterruptedException, ExecutionException, TimeoutException {
    trust.blind();
    if (!mayOpen()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return;
    }
    events.happened(RedisEvent.LOG_LOST, "its IDs do not fit");
    await(commands.del(logKey));
    lostEpoch = state.table().epoch();
    lostPosition = LogPosition.UNFIT;
    place = null;
    before = null;
  }

  private boolean mayOpen() {
    return nanoTime.getAsLong() - mayOpenFromNanos >= 0;
  }

  private void append(RedisAsyncCommands<byte[], byte[]> commands, XAddArgs how, long epoch)
      throws InterruptedException, ExecutionException, TimeoutException {
    byte[] record = PurgeRecord.ofEpoch(epoch, state.sidecar()).encoded();
    await(commands.xadd(logKey, how, Map.of(LogAppender.FIELD, record)));
    mayOpenFromNanos = nanoTime.getAsLong() + openEveryNanos;
  }

  private static byte[] payload(StreamMessage<byte[], byte[]> message) {
    Map<byte[], byte[]> body = message.getBody();
    return body == null || body.size() != 1 ? new byte[0] : body.values().iterator().next();
  }

  private static <T> T await(CompletionStage<T> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(GIVE_UP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
