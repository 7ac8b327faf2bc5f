package io.nearside.exchange;

import io.nearside.caching.PurgeTags;
import io.nearside.store.PurgeLog;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Purges that are repeated when a write has settled: what was fetched in between may come from a
 * replica of the backend's database that lags behind. They do not need the write's client any more.
 * Safe on all event loops.
 */
final class SettledPurges {
  /*
   * Each is a timer until then, and there is room for so many. What comes beyond shares one timer,
   * which purges everything: too much, but never too little.
   */
  static final int MAX_OUTSTANDING = 10_000;

  private final PurgeLog log;
  private final ExchangeListener listener;
  private final AtomicInteger outstanding = new AtomicInteger();

  /** When the shared timer has to have fired; 0 when there is none. Guarded by this. */
  private long everythingDueMillis;

  SettledPurges(PurgeLog log, ExchangeListener listener) {
    this.log = log;
    this.listener = listener;
  }

  /** Purges after so long. */
  @SuppressWarnings("FutureReturnValueIgnored") // Its task is all there is to it.
  void after(long millis, long[] tags, EventExecutor loop) {
    if (outstanding.incrementAndGet() > MAX_OUTSTANDING) {
      outstanding.decrementAndGet();
      everythingAfter(millis, loop);
      return;
    }
    loop.schedule(
        () -> {
          outstanding.decrementAndGet();
          purge(tags);
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private synchronized void everythingAfter(long millis, EventExecutor loop) {
    boolean armed = everythingDueMillis > 0;
    everythingDueMillis = Math.max(everythingDueMillis, log.nowMillis() + millis);
    if (!armed) {
      arm(millis, loop);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Its task is all there is to it.
  private void arm(long millis, EventExecutor loop) {
    loop.schedule(() -> purgeEverything(loop), millis, TimeUnit.MILLISECONDS);
  }

  private void purgeEverything(EventExecutor loop) {
    // Asked before: who comes from now on is for the next time.
    long now = log.nowMillis();
    purge(new long[] {PurgeTags.everything()});
    synchronized (this) {
      if (everythingDueMillis <= now) {
        everythingDueMillis = 0;
      } else {
        arm(everythingDueMillis - now, loop);
      }
    }
  }

  private void purge(long[] tags) {
    log.purge(tags, false, outcome -> listener.purgedApart(tags.length, outcome.appended()));
  }
}
