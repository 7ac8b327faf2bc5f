package io.nearside.measure;

import static org.awaitility.Awaitility.await;

import io.nearside.store.PurgeLog;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.redis.MeasuredSidecar;
import io.nearside.store.redis.RedisProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a purge takes: until Redis has it, and until every other sidecar applied it. Arguments:
 * sidecars, purges, purges a second.
 */
public final class PurgeLagMeasurement {
  private static final int WARM_UP = 2_000;

  private PurgeLagMeasurement() {}

  public static void main(String[] arguments) throws InterruptedException {
    int sidecars = Integer.parseInt(arguments[0]);
    int purges = Integer.parseInt(arguments[1]);
    int perSecond = Integer.parseInt(arguments[2]);
    try (RedisProcess redis = RedisProcess.start()) {
      List<PurgeLog> logs = new ArrayList<>();
      for (int i = 0; i < sidecars; i++) {
        logs.add(MeasuredSidecar.on(redis));
      }
      logs.forEach(log -> await().until(() -> log.mark().isRead()));
      run(logs, WARM_UP, perSecond, 0);
      long[][] took = run(logs, purges, perSecond, WARM_UP);
      System.out.printf("%d sidecars, %d purges, %d/s%n", sidecars, purges, perSecond);
      print("acknowledged", took[0]);
      print("in all others", took[1]);
      logs.forEach(PurgeLog::close);
    }
    System.exit(0);
  }

  private static long[][] run(List<PurgeLog> logs, int purges, int perSecond, long firstTag)
      throws InterruptedException {
    AtomicLongArray called = new AtomicLongArray(purges);
    long[] acknowledged = new long[purges];
    CountDownLatch answers = new CountDownLatch(purges);
    List<long[]> seen = new ArrayList<>();
    List<Thread> watchers = new ArrayList<>();
    for (PurgeLog other : logs.subList(1, logs.size())) {
      long[] times = new long[purges];
      seen.add(times);
      Mark before = other.mark();
      Thread watcher = new Thread(() -> watch(other, before, firstTag, called, times));
      watchers.add(watcher);
      watcher.start();
    }
    long start = System.nanoTime();
    for (int i = 0; i < purges; i++) {
      int at = i;
      waitUntil(start + TimeUnit.SECONDS.toNanos(1) * i / perSecond);
      called.set(at, System.nanoTime());
      logs.get(0)
          .purge(
              new long[] {firstTag + at},
              false,
              outcome -> {
                acknowledged[at] = System.nanoTime() - called.get(at);
                answers.countDown();
              });
    }
    answers.await();
    for (Thread watcher : watchers) {
      watcher.join();
    }
    long[] applied = new long[purges];
    for (long[] times : seen) {
      Arrays.setAll(applied, i -> Math.max(applied[i], times[i]));
    }
    return new long[][] {acknowledged, applied};
  }

  /** Looks at a sidecar's table every 50 microseconds: that is how exact the numbers are. */
  private static void watch(
      PurgeLog log, Mark before, long firstTag, AtomicLongArray called, long[] times) {
    for (int i = 0; i < times.length; i++) {
      long[] tags = {firstTag + i};
      while (called.get(i) == 0 || !log.purgedSince(before, tags)) {
        LockSupport.parkNanos(50_000);
      }
      times[i] = System.nanoTime() - called.get(i);
    }
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "  %-14s p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }
}
