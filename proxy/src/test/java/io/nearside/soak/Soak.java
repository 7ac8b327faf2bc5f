package io.nearside.soak;

import io.nearside.store.redis.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Mixed traffic with faults at a steady rate, and whether everything is as before afterwards. */
final class Soak {
  private static final double MIB = 1 << 20;

  /** Idle times, a Redis that returns, and garbage: all is over after so long. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final int IDLE_CONNECTIONS = 20;

  // What may differ from the first measurement: caches that fill, threads that come when needed.
  private static final long PINNED_SLACK_BYTES = 256 << 10;
  private static final long HEAP_SLACK_BYTES = 12 << 20;
  private static final int FD_SLACK = 6;
  private static final int THREAD_SLACK = 6;

  private static final Predicate<String> EXPECTED_LINES =
      line ->
          line.contains(" INFO ")
              || line.contains(" WARN ")
                  && (line.contains("] redis Redis: ") || line.contains("] upstream "));

  private final SoakPlan plan;
  private final Tally tally = new Tally();

  Soak(SoakPlan plan) {
    this.plan = plan;
  }

  /** What is told while it goes on. */
  interface Hearer {
    void hear(String line);
  }

  /**
   * What came of it.
   *
   * @param unexpected lines of the sidecar's log that nothing explains
   * @param left what was not back where it had been
   */
  record Outcome(
      SoakPlan plan,
      long requests,
      long received,
      Map<String, Long> counts,
      List<String> wrong,
      long wrongs,
      List<String> unexpected,
      List<String> left,
      Measure before,
      Measure after) {

    boolean isGood() {
      return wrongs == 0 && unexpected.isEmpty() && left.isEmpty();
    }

    @Override
    public String toString() {
      return "%s%n%d requests, %d to the backend, %d wrong%n%s%nbefore: %s%nafter:  %s%n"
              .formatted(plan, requests, received, wrongs, counts, before, after)
          + "wrong: %s%nlog: %s%nleft: %s".formatted(wrong, unexpected, left);
    }
  }

  /** Runs it to its end. */
  Outcome run(Hearer hearer) throws IOException, InterruptedException {
    try (RedisProcess redis = RedisProcess.start();
        Backend backend = new Backend(tally);
        SidecarProcess sidecar =
            SidecarProcess.start(
                backend.port(), plan.jvmOptions(), SoakPlan.settings(redis.uri()))) {
      Visitor visitor = new Visitor(sidecar.port(), tally);
      Traffic first = new Traffic(plan, visitor);
      first.run(SoakPlan.WARM_UP);
      first.awaitEnd();
      visitor.leave();
      awaitQuiet(sidecar);
      Measure before = sidecar.measureCollected();
      hearer.hear("before: " + before);

      Traffic traffic = new Traffic(plan, visitor);
      try (Minutes minutes = new Minutes(sidecar, traffic, tally, hearer);
          RedisTroubles troubles = new RedisTroubles(redis, plan.seed(), tally)) {
        traffic.run(plan.traffic());
        traffic.awaitEnd();
      }
      visitor.leave();
      List<Wire> idle = idle(visitor);
      List<String> left = awaitBaseline(sidecar, before);
      Measure after = sidecar.measureCollected();
      for (Wire wire : idle) {
        wire.close();
      }
      return new Outcome(
          plan,
          tally.requests(),
          backend.requests(),
          tally.counts(),
          tally.wrong(),
          tally.wrongs(),
          sidecar.lines(EXPECTED_LINES.negate()),
          left,
          before,
          after);
    }
  }

  /** Connections that the sidecar must close for want of a request; some have had an answer. */
  private static List<Wire> idle(Visitor visitor) throws IOException {
    List<Wire> idle = new ArrayList<>();
    for (int i = 0; i < IDLE_CONNECTIONS; i++) {
      Wire wire = Wire.connect(visitor.port());
      idle.add(wire);
      if (i % 2 == 0) {
        Resource resource = new Resource("/hit/" + i);
        wire.send(Visitor.head("GET", resource, ""));
        Answer.read(wire, "GET", resource).expectWhole(resource);
      }
    }
    return idle;
  }

  private static void awaitQuiet(SidecarProcess sidecar) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < QUIET_NANOS) {
      Measure now = sidecar.measure();
      if (now.clients() == 0 && now.upstreams() == 0) {
        return;
      }
      BackendConnection.pause(LOOK_AGAIN_MILLIS);
    }
  }

  /** Returns what is not back where it was, after it has had its time. */
  private static List<String> awaitBaseline(SidecarProcess sidecar, Measure before) {
    long begin = System.nanoTime();
    List<String> left = left(before, sidecar.measureCollected());
    while (!left.isEmpty() && System.nanoTime() - begin < QUIET_NANOS) {
      BackendConnection.pause(LOOK_AGAIN_MILLIS);
      left = left(before, sidecar.measureCollected());
    }
    return left;
  }

  private static List<String> left(Measure before, Measure now) {
    List<String> left = new ArrayList<>();
    if (now.clients() != 0 || now.upstreams() != 0) {
      left.add(now.clients() + " clients and " + now.upstreams() + " upstream connections");
    }
    if (now.pinnedBytes() > before.pinnedBytes() + PINNED_SLACK_BYTES) {
      left.add(now.pinnedBytes() + " pinned bytes, " + before.pinnedBytes() + " before");
    }
    if (now.heapBytes() > before.heapBytes() + HEAP_SLACK_BYTES) {
      left.add(now.heapBytes() / MIB + " MiB of heap, " + before.heapBytes() / MIB + " before");
    }
    if (now.fds() > before.fds() + FD_SLACK) {
      left.add(now.fds() + " file descriptors, " + before.fds() + " before");
    }
    if (now.threads() > before.threads() + THREAD_SLACK) {
      left.add(now.threads() + " threads, " + before.threads() + " before");
    }
    return left;
  }
}
