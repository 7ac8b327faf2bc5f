package io.nearside.server;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How often clients have taken requests back, by address and within a window of time: one that is
 * sent away for it may come again at once. Safe on all threads.
 */
final class ResetCounts {
  /** Beyond so many addresses in one window all begin anew. */
  private static final int MOST_ADDRESSES = 10_000;

  private final int most;
  private final long windowNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<InetAddress, AtomicInteger> counts = new ConcurrentHashMap<>();
  private volatile long windowBegan;

  ResetCounts(Http2Config config, LongSupplier nanoTime) {
    this.most = config.maxResets();
    this.windowNanos = TimeUnit.MILLISECONDS.toNanos(config.windowMillis());
    this.nanoTime = nanoTime;
    this.windowBegan = nanoTime.getAsLong();
  }

  /**
   * A client of this address has taken a request back.
   *
   * @return whether that is too many
   */
  boolean reset(InetAddress address) {
    long now = nanoTime.getAsLong();
    if (now - windowBegan > windowNanos || counts.size() >= MOST_ADDRESSES) {
      windowBegan = now;
      counts.clear();
    }
    return counts.computeIfAbsent(address, first -> new AtomicInteger()).incrementAndGet() > most;
  }
}
