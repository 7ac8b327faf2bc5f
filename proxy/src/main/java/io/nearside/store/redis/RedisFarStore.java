package io.nearside.store.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.Lease;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The far store on Redis. A read has a deadline, what is outstanding is bounded in number and
 * bytes, and a Redis that does not answer is left alone until it does.
 */
public final class RedisFarStore implements FarStore {
  static final int MAX_OUTSTANDING_READS = 1024;
  static final long MAX_OUTSTANDING_WRITE_BYTES = 16L << 20;

  /** What a command costs beside its key and its value. */
  private static final int COMMAND_OVERHEAD_BYTES = 512;

  private static final long MAX_LIFETIME_MILLIS = TimeUnit.DAYS.toMillis(3650);

  private final RedisConfig config;
  private final RedisEvents events;
  private final RedisNode node;
  private final RedisLink link;
  private final Breaker breaker;
  private final FarRead.Owner reads = new Reads();
  private final AtomicInteger outstandingReads = new AtomicInteger();
  private final AtomicLong outstandingWriteBytes = new AtomicLong();

  /**
   * A store that connects in the background; it neither waits for Redis nor fails without it.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  public RedisFarStore(RedisConfig config, RedisEvents events) {
    this.config = config;
    this.events = events;
    this.node = new RedisNode(config, "nearside-far-store", events);
    this.link = node.link();
    this.breaker = new Breaker(link, node.timer(), events, config.timeoutMillis());
  }

  @Override
  public void get(
      String rules,
      CacheKey key,
      ScheduledExecutorService loop,
      Consumer<@Nullable CacheValue> callback) {
    RedisAsyncCommands<byte[], byte[]> commands = commands();
    if (commands == null) {
      reject(loop, callback, "not available");
      return;
    }
    if (outstandingReads.incrementAndGet() > MAX_OUTSTANDING_READS) {
      outstandingReads.decrementAndGet();
      reject(loop, callback, "too many outstanding");
      return;
    }
    try {
      var reply = commands.get(FarKey.bytes(config.namespace(), rules, key));
      new FarRead(reads, loop, callback).await(reply, config.timeoutMillis());
    } catch (RuntimeException e) {
      outstandingReads.decrementAndGet();
      reject(loop, callback, e.toString());
    }
  }

  private void reject(
      ScheduledExecutorService loop, Consumer<@Nullable CacheValue> callback, String why) {
    events.happened(RedisEvent.READ_REJECTED, why);
    FarRead.onLoop(loop, () -> callback.accept(null));
  }

  @Override
  public void put(String rules, CacheKey key, CacheValue value, long lifetimeMillis) {
    byte[] encoded = value.encoded();
    if (lifetimeMillis <= 0 || encoded.length > config.maxObjectBytes()) {
      return;
    }
    RedisAsyncCommands<byte[], byte[]> commands = commands();
    if (commands == null) {
      events.happened(RedisEvent.WRITE_DROPPED, "not available");
      return;
    }
    byte[] name = FarKey.bytes(config.namespace(), rules, key);
    long cost = (long) encoded.length + name.length + COMMAND_OVERHEAD_BYTES;
    if (outstandingWriteBytes.addAndGet(cost) > maxOutstandingWriteBytes()) {
      outstandingWriteBytes.addAndGet(-cost);
      events.happened(RedisEvent.WRITE_DROPPED, "too much outstanding");
      return;
    }
    send(commands, name, encoded, Math.min(lifetimeMillis, MAX_LIFETIME_MILLIS), cost);
  }

  private void send(
      RedisAsyncCommands<byte[], byte[]> commands,
      byte[] name,
      byte[] encoded,
      long lifetimeMillis,
      long cost) {
    try {
      commands
          .set(name, encoded, SetArgs.Builder.px(lifetimeMillis))
          .whenComplete((ok, failure) -> written(cost, failure));
    } catch (RuntimeException e) {
      written(cost, e);
    }
  }

  private void written(long cost, @Nullable Throwable failure) {
    outstandingWriteBytes.addAndGet(-cost);
    if (failure != null) {
      events.happened(RedisEvent.WRITE_FAILED, failure.toString());
    }
  }

  private long maxOutstandingWriteBytes() {
    return Math.max(MAX_OUTSTANDING_WRITE_BYTES, 2 * config.maxObjectBytes());
  }

  private @Nullable RedisAsyncCommands<byte[], byte[]> commands() {
    return breaker.closed() ? link.commands() : null;
  }

  @Override
  public void acquire(
      String rules,
      CacheKey key,
      Lease lease,
      long lifetimeMillis,
      ScheduledExecutorService loop,
      Consumer<LeaseAnswer> callback) {
    FarRead.onLoop(loop, () -> callback.accept(LeaseAnswer.UNKNOWN));
  }

  @Override
  public void holder(
      String rules, CacheKey key, ScheduledExecutorService loop, Consumer<LeaseAnswer> callback) {
    FarRead.onLoop(loop, () -> callback.accept(LeaseAnswer.UNKNOWN));
  }

  @Override
  public void hold(String rules, CacheKey key, Lease lease, long lifetimeMillis) {}

  @Override
  public void release(String rules, CacheKey key) {}

  @Override
  public boolean available(String rules, CacheKey key) {
    return available();
  }

  @Override
  public boolean available() {
    return commands() != null;
  }

  /** How many reads Redis has not answered, their callers' deadlines notwithstanding. */
  public int outstandingReads() {
    return outstandingReads.get();
  }

  /** How many bytes of writes Redis has not acknowledged. */
  public long outstandingWriteBytes() {
    return outstandingWriteBytes.get();
  }

  @Override
  public void close() {
    link.close();
    node.close();
  }

  private final class Reads implements FarRead.Owner {
    @Override
    public void replied() {
      outstandingReads.decrementAndGet();
    }

    @Override
    public @Nullable CacheValue read(byte @Nullable [] encoded, @Nullable Throwable failure) {
      if (failure != null) {
        events.happened(RedisEvent.READ_FAILED, failure.toString());
        return null;
      }
      return encoded == null ? null : decode(encoded);
    }

    private @Nullable CacheValue decode(byte[] encoded) {
      CacheValue value = null;
      try {
        value = CacheValue.decode(encoded);
      } catch (RuntimeException e) {
        // As odd as anything else that is not ours.
      }
      if (value == null) {
        events.happened(RedisEvent.READ_UNREADABLE, encoded.length + " bytes");
      }
      return value;
    }

    @Override
    public void inTime() {
      breaker.answered();
    }

    @Override
    public void late() {
      events.happened(RedisEvent.READ_TIMED_OUT, "");
      breaker.timedOut();
    }
  }
}
