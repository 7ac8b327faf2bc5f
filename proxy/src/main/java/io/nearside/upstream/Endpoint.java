package io.nearside.upstream;

import io.nearside.wire.Address;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One address of an upstream and what is known of it. What is known is written by {@link Endpoints}
 * on its loop, and read everywhere; a pool is used on its own loop only.
 */
final class Endpoint {
  /** What {@link #warmingSinceNanos} says of one that has its whole share. */
  static final long WARM = Long.MIN_VALUE;

  private final Destination destination;
  private final boolean preferred;
  private final String text;
  private final long hash;
  private final @Nullable ConnectionPool[] pools;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger failuresInRow = new AtomicInteger();

  private volatile boolean healthy = true;
  private volatile boolean ejected;
  private volatile long warmingSinceNanos = WARM;
  private int ejections;
  private long backSinceNanos;
  private long ejectedForNanos;
  private long ejectedUntilNanos;

  /**
   * One that nothing is known of, which is good.
   *
   * @param preferred false for addresses of a family that is only used where the other is not there
   * @param loops how many there are
   */
  Endpoint(Destination destination, boolean preferred, int loops) {
    this.destination = destination;
    this.preferred = preferred;
    this.text = text(destination);
    this.hash = Mix.of(text);
    this.pools = new ConnectionPool[loops];
  }

  private static String text(Destination destination) {
    if (destination.named() instanceof Address.Inet
        && destination.socket() instanceof InetSocketAddress inet) {
      return NetUtil.toSocketAddressString(inet);
    }
    return destination.named().toString();
  }

  Destination destination() {
    return destination;
  }

  boolean isPreferred() {
    return preferred;
  }

  /** Where it is, resolved. */
  @Override
  public String toString() {
    return text;
  }

  /** Of the text. */
  long hash() {
    return hash;
  }

  /** The pool of a loop, which is made when it is first asked for. */
  ConnectionPool pool(Lane lane) {
    ConnectionPool pool = pools[lane.index()];
    if (pool == null) {
      pool = lane.newPool(destination);
      pools[lane.index()] = pool;
    }
    return pool;
  }

  /** Closes what a loop has. Called on that loop. */
  void closePool(Lane lane) {
    ConnectionPool pool = pools[lane.index()];
    if (pool != null) {
      pool.close();
    }
  }

  void begun() {
    pending.incrementAndGet();
  }

  void ended() {
    pending.decrementAndGet();
  }

  /** Requests under way, all loops together. */
  int pending() {
    return pending.get();
  }

  void succeeded() {
    if (failuresInRow.get() != 0) {
      failuresInRow.set(0);
    }
  }

  /** How many there have been in a row, this one included. */
  int failed() {
    return failuresInRow.incrementAndGet();
  }

  int failuresInRow() {
    return failuresInRow.get();
  }

  boolean isHealthy() {
    return healthy;
  }

  void setHealthy(boolean now) {
    healthy = now;
  }

  boolean isEjected() {
    return ejected;
  }

  /**
   * Leaves it alone for a time, which doubles where it was back for less than that.
   *
   * @return the time
   */
  long eject(BalanceConfig.Eject rules, long nowNanos) {
    boolean again = ejections > 0 && nowNanos - backSinceNanos < ejectedForNanos;
    ejections = again ? ejections + 1 : 1;
    long millis = rules.timeMillis();
    for (int i = 1; i < ejections && millis < rules.maxTimeMillis(); i++) {
      millis *= 2;
    }
    millis = Math.min(millis, rules.maxTimeMillis());
    ejectedForNanos = millis * 1_000_000;
    ejectedUntilNanos = nowNanos + ejectedForNanos;
    ejected = true;
    return millis;
  }

  /** Until when it is left alone, if it is. */
  long ejectedUntilNanos() {
    return ejectedUntilNanos;
  }

  /** It may be used again; the next failure is one too many. */
  void back(BalanceConfig.Eject rules, long nowNanos) {
    ejected = false;
    backSinceNanos = nowNanos;
    failuresInRow.set(rules.failures() - 1);
  }

  void warmUp(long nowNanos) {
    warmingSinceNanos = nowNanos == WARM ? WARM + 1 : nowNanos;
  }

  void warm() {
    warmingSinceNanos = WARM;
  }

  /** Since when its share grows, or {@link #WARM}. */
  long warmingSinceNanos() {
    return warmingSinceNanos;
  }
}
