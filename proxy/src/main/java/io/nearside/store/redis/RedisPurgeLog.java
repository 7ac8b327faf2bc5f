package io.nearside.store.redis;

import io.nearside.store.PurgeLog;
import io.nearside.store.PurgeTable;
import io.nearside.store.StoredResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The purge log that sidecars share: a Redis stream that each of them follows and appends to.
 *
 * <p>A purge holds in this process when {@link #purge} returns, in every other as soon as it read
 * the record, and in any case after the greatest lag: a sidecar that has not read the log for that
 * long says {@link io.nearside.store.PurgeLog.Standing#UNKNOWN} of what it did not fetch itself.
 */
public final class RedisPurgeLog implements PurgeLog {
  static final long OPEN_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final long maxLagMillis;
  private final LogState state;
  private final LogTrust trust;
  private final ClusterClock clock;
  private final RedisNode node;
  private final RedisLink followed;
  private final RedisLink appended;
  private final LogAppender appender;
  private final LogFollower follower;
  private final Thread thread;

  /**
   * A log that connects in the background; it neither waits for Redis nor fails without it.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  public RedisPurgeLog(RedisConfig config, RedisEvents events) {
    this(config, events, OPEN_EVERY_MILLIS, System::nanoTime);
  }

  RedisPurgeLog(
      RedisConfig config, RedisEvents events, long openEveryMillis, LongSupplier nanoTime) {
    byte[] logKey = (config.namespace() + ":log").getBytes(StandardCharsets.UTF_8);
    this.maxLagMillis = config.maxLagMillis();
    this.state = new LogState(ThreadLocalRandom.current().nextLong(), this::nowMillis);
    this.trust = new LogTrust(nanoTime, maxLagMillis);
    this.clock = new ClusterClock(nanoTime, System.currentTimeMillis());
    this.node = new RedisNode(config, "nearside-purges", events);
    this.appended = node.link();
    this.followed = node.link();
    this.appender =
        new LogAppender(
            logKey, state, appended, node.timer(), events, config.appendTimeoutMillis());
    this.follower =
        new LogFollower(
            logKey,
            state,
            trust,
            clock,
            followed,
            events,
            nanoTime,
            openEveryMillis,
            appender::drain);
    this.thread = new Thread(follower, "nearside-purge-log");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public long nowMillis() {
    return clock.nowMillis();
  }

  @Override
  public boolean isFollowed() {
    return trust.holds();
  }

  @Override
  public Mark mark() {
    PurgeTable table = state.table();
    long version = table.version();
    // Until it was read to its end once, the table may lack purges that came before this fetch.
    long epoch = trust.everHeld() ? table.epoch() : Mark.UNREAD;
    return new Mark(epoch, table.applied(), version);
  }

  @Override
  public Standing standing(StoredResponse response) {
    long asOfNanos = trust.asOf();
    PurgeTable table = state.table();
    if (table.epoch() == LogState.UNREAD && response.epoch() != LogState.UNREAD) {
      return Standing.UNKNOWN;
    }
    Standing standing = table.standing(response);
    // The clock is asked last: a process that was stopped on the way here finds out.
    boolean trusted =
        standing == Standing.PURGED
            || trust.holds(asOfNanos)
            || wasJustFetched(response.fetchBeganMillis());
    return trusted ? standing : Standing.UNKNOWN;
  }

  @Override
  public long softPurgedAtMillis(StoredResponse response) {
    long at = state.table().softPurgedAtMillis(response);
    // A log whose IDs run ahead of the clock must not say that the staleness is yet to come.
    return at == Long.MAX_VALUE ? at : Math.min(at, clock.nowMillis());
  }

  @Override
  public boolean trusts(long began) {
    return trust.holds() || wasJustFetched(began);
  }

  private boolean wasJustFetched(long began) {
    if (began == StoredResponse.NOT_FETCHED_HERE || began > clock.nowMillis()) {
      return false;
    }
    return clock.elapsedAtMostMillis(began) <= maxLagMillis;
  }

  @Override
  public boolean purgedSince(Mark mark, long[] tags) {
    return state.table().purgedSince(mark, tags);
  }

  @Override
  public boolean softlyPurgedSince(Mark mark, long[] tags) {
    return state.table().softlyPurgedSince(mark, tags);
  }

  @Override
  public void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
    appender.purge(tags, soft, done);
  }

  @Override
  public void purgeAround(
      long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark) {
    appender.purgeAround(tags, new KeptAround(kept, since, mark), done);
  }

  @Override
  public void close() {
    follower.close();
    thread.interrupt();
    followed.close();
    appended.close();
    LogAppender.tell(state.waiters(), PurgeWaiter.NOT_APPENDED);
    node.close();
  }
}
