package io.nearside.store.redis;

import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.Lease;
import io.nearside.store.VaryRule;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The far store on Redis. A read has a deadline, what is outstanding is bounded in number and
 * bytes, and a node that does not answer is left alone until it does.
 *
 * <p>What an event loop asks goes over its own connections and is answered on it. What others ask
 * and write goes over those of the first loop.
 */
public final class RedisFarStore implements FarStore {
  static final long MAX_OUTSTANDING_WRITE_BYTES = 16L << 20;

  /** What a command costs beside its key and its value. */
  private static final int COMMAND_OVERHEAD_BYTES = 512;

  private static final long MAX_LIFETIME_MILLIS = TimeUnit.DAYS.toMillis(3650);

  private final RedisConfig config;
  private final RedisEvents events;
  private final RedisTimer timer;
  private final FarLoops loops;
  private final FarNodes nodes;
  private final FarKeys keys;
  private final AtomicLong outstandingWriteBytes = new AtomicLong();

  /**
   * A store that connects in the background; it neither waits for Redis nor fails without it.
   *
   * @param group the event loops that will ask it; they stay the caller's
   * @throws IllegalArgumentException when the URI cannot be read
   */
  public RedisFarStore(RedisConfig config, EventLoopGroup group, RedisEvents events) {
    LoopTransport.of(group);
    RedisEndpoint endpoint = RedisEndpoint.of(config);
    this.config = config;
    this.events = events;
    this.keys = FarKeys.of(config);
    this.timer = new RedisTimer("nearside-far-store");
    this.loops = new FarLoops(group, endpoint.options().mutate().autoReconnect(false).build());
    FarSurroundings with = new FarSurroundings(config, loops, timer, events);
    this.nodes =
        endpoint.isCluster()
            ? new FarCluster(endpoint, with)
            : new OneFarNode(endpoint.uri(), with);
  }

  // Questions

  @Override
  public void get(
      String rules,
      CacheKey key,
      ScheduledExecutorService loop,
      Consumer<@Nullable CacheValue> callback) {
    byte[] name = keys.value(rules, key);
    FarQuestion<CacheValue> question = new FarQuestion<>(loop, callback, null, this::value);
    ask(name, loop, question, null, FarCommand.get(name, question));
  }

  private @Nullable CacheValue value(byte @Nullable [] encoded, @Nullable String failure) {
    if (failure != null) {
      events.happened(RedisEvent.READ_FAILED, failure);
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
  public void acquire(
      String rules,
      CacheKey key,
      Lease lease,
      long lifetimeMillis,
      ScheduledExecutorService loop,
      Consumer<LeaseAnswer> callback) {
    byte[] name = keys.lease(rules, key);
    LeaseRequest request = new LeaseRequest(lease, events);
    FarQuestion<LeaseAnswer> question =
        new FarQuestion<>(loop, callback, LeaseAnswer.UNKNOWN, request::answer);
    FarCommand taking =
        FarCommand.setIfAbsent(name, lease.encoded(), Math.max(1, lifetimeMillis), request::set);
    ask(name, loop, question, taking, FarCommand.get(name, question));
  }

  @Override
  public void holder(
      String rules, CacheKey key, ScheduledExecutorService loop, Consumer<LeaseAnswer> callback) {
    byte[] name = keys.lease(rules, key);
    FarQuestion<LeaseAnswer> question =
        new FarQuestion<>(
            loop,
            callback,
            LeaseAnswer.UNKNOWN,
            (value, failure) -> LeaseRequest.holder(value, failure, events));
    ask(name, loop, question, null, FarCommand.get(name, question));
  }

  private void ask(
      byte[] name,
      ScheduledExecutorService caller,
      FarQuestion<?> question,
      @Nullable FarCommand before,
      FarCommand command) {
    FarNode node = nodes.of(name);
    if (node == null || !node.breaker().closed()) {
      events.happened(RedisEvent.READ_REJECTED, "not available");
      question.rejected();
      return;
    }
    FarLink link = node.link(loops.of(caller));
    if (link.loop().inEventLoop()) {
      link.ask(question, before, command);
    } else {
      link.onLoop(() -> link.ask(question, before, command));
    }
  }

  // Writes

  @Override
  public void put(String rules, CacheKey key, CacheValue value, long lifetimeMillis) {
    byte[] encoded = value.encoded();
    if (lifetimeMillis <= 0 || encoded.length > config.maxObjectBytes()) {
      return;
    }
    byte[] name = keys.value(rules, key);
    long lifetime = Math.min(lifetimeMillis, MAX_LIFETIME_MILLIS);
    if (value instanceof VaryRule) {
      putRule(name, encoded, lifetime);
    } else {
      write(name, encoded.length, written -> FarCommand.set(name, encoded, lifetime, written));
    }
  }

  /** A rule is that of several variants: the one that lives longest says for how long. */
  private void putRule(byte[] name, byte[] encoded, long lifetime) {
    write(name, encoded.length, written -> FarCommand.replace(name, encoded, written));
    write(
        name, encoded.length, written -> FarCommand.setIfAbsent(name, encoded, lifetime, written));
    // Where it is refused the first variant says it: then a rule may end early, which is a miss.
    write(
        name,
        0,
        written ->
            FarCommand.prolong(name, lifetime, (value, failure) -> written.arrived(value, null)));
  }

  @Override
  public void hold(String rules, CacheKey key, Lease lease, long lifetimeMillis) {
    byte[] name = keys.lease(rules, key);
    byte[] encoded = lease.encoded();
    long lifetime = Math.max(1, lifetimeMillis);
    write(name, encoded.length, written -> FarCommand.set(name, encoded, lifetime, written));
  }

  @Override
  public void release(String rules, CacheKey key) {
    byte[] name = keys.lease(rules, key);
    write(name, 0, written -> FarCommand.delete(name, written));
  }

  /** Makes a command that writes. */
  private interface Write {
    FarCommand command(FarReply written);
  }

  private void write(byte[] name, int valueBytes, Write write) {
    FarNode node = nodes.of(name);
    FarLink link = node == null ? null : node.link(loops.ofThisThread());
    if (node == null || link == null || !node.breaker().closed() || !link.isConnected()) {
      events.happened(RedisEvent.WRITE_DROPPED, "not available");
      return;
    }
    long cost = (long) valueBytes + name.length + COMMAND_OVERHEAD_BYTES;
    if (outstandingWriteBytes.addAndGet(cost) > maxOutstandingWriteBytes()) {
      outstandingWriteBytes.addAndGet(-cost);
      events.happened(RedisEvent.WRITE_DROPPED, "too much outstanding");
      return;
    }
    FarCommand command = write.command((value, failure) -> written(cost, failure));
    link.onLoop(() -> link.send(command));
  }

  private void written(long cost, @Nullable String failure) {
    outstandingWriteBytes.addAndGet(-cost);
    if (failure != null) {
      events.happened(RedisEvent.WRITE_FAILED, failure);
    }
  }

  private long maxOutstandingWriteBytes() {
    return Math.max(MAX_OUTSTANDING_WRITE_BYTES, 2 * config.maxObjectBytes());
  }

  // What is to be known of it

  @Override
  public boolean available(String rules, CacheKey key) {
    FarNode node = nodes.of(keys.value(rules, key));
    return node != null && node.isAvailable(loops.current());
  }

  /** {@inheritDoc} Of a cluster any node will do: the others' keys are misses. */
  @Override
  public boolean available() {
    return nodes.all().stream().anyMatch(node -> node.isAvailable(FarLoops.NONE));
  }

  /** How many reads Redis has not answered, their callers' deadlines notwithstanding. */
  public int outstandingReads() {
    return nodes.all().stream().mapToInt(FarNode::outstandingReads).sum();
  }

  /** How many bytes of writes Redis has not acknowledged. */
  public long outstandingWriteBytes() {
    return outstandingWriteBytes.get();
  }

  @Override
  public void close() {
    timer.close();
    nodes.close();
    loops.close();
  }
}
