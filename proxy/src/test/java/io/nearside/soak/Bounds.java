package io.nearside.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What crowds of clients can do to a sidecar, and what they cannot. */
final class Bounds {
  private static final long TICK_MILLIS = 100;

  private Bounds() {}

  /**
   * What came of a crowd.
   *
   * @param before what the sidecar took before it came
   * @param most the most that it took of each meanwhile
   * @param after what it took when all was over
   * @param outcomes what each of the crowd got
   * @param probe another client meanwhile
   * @param lasted until it was over
   * @param errors lines of the sidecar's log
   */
  record Outcome(
      Measure before,
      Measure most,
      Measure after,
      Map<String, Integer> outcomes,
      Probe probe,
      Duration lasted,
      long received,
      List<String> errors) {

    @Override
    public String toString() {
      return "  before: %s%n  most:   %s%n  after:  %s%n  %s, lasted %s, %d to the backend%n"
              .formatted(before, most, after, outcomes, lasted, received)
          + "  meanwhile: %s%n  errors: %s".formatted(probe, errors);
    }
  }

  /** Connections that never send anything. */
  static Outcome idle(int count, int idleSeconds) throws IOException {
    try (Scene scene = new Scene("timeouts.idle = " + idleSeconds + "s");
        Crowd crowd = scene.crowd()) {
      Watch watch = new Watch(scene);
      crowd.connect(count, "127.0.0.1", 0, i -> "");
      until(watch, idleSeconds * 3, () -> isOver(crowd));
      return watch.outcome(crowd);
    }
  }

  /** Readers of bodies that come from the backend, or of one that is stored. */
  static Outcome slowReaders(int count, long bytes, boolean stored, int slowSeconds)
      throws IOException {
    try (Scene scene =
            new Scene(
                "upstream { max-requests = 4000, queue = 4000 }",
                "near.max-size = 16M",
                "cache.max-object-size = 8M");
        Crowd crowd = scene.crowd()) {
      Resource one = scene.withLength("keep", bytes);
      if (stored) {
        scene.visitor().ask("GET", one).expectWhole(one);
      }
      Watch watch = new Watch(scene);
      crowd.connect(
          count,
          "127.0.0.1",
          16 << 10,
          i -> Visitor.head("GET", stored ? one : scene.withLength("large", bytes), ""));
      crowd.send(1_000);
      until(
          watch,
          slowSeconds,
          () -> {
            crowd.read(count, 2_000);
            return false;
          });
      System.out.println("  while slow: " + crowd.outcomes());
      // A tenth goes on to the end, the others have had enough.
      crowd.leave(count - count / 10);
      until(
          watch,
          60,
          () -> {
            crowd.read(count, 1 << 20);
            return crowd.outcomes().keySet().stream().noneMatch(o -> o.endsWith("unfinished"));
          });
      return watch.outcome(crowd);
    }
  }

  /** Heads that come byte by byte. */
  static Outcome slowHeads(int count, int headerSeconds) throws IOException {
    try (Scene scene = new Scene("timeouts.header = " + headerSeconds + "s");
        Crowd crowd = scene.crowd()) {
      Watch watch = new Watch(scene);
      String endless = "GET /miss/1 HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(1_000);
      crowd.connect(count, "127.0.0.1", 0, i -> endless);
      until(
          watch,
          headerSeconds * 10,
          () -> {
            crowd.send(1);
            crowd.read(count, 10_000);
            return isOver(crowd);
          });
      return watch.outcome(crowd);
    }
  }

  /** Bodies that come slower than they may: ten bytes ten times a second. */
  static Outcome slowBodies(int count, int bodySeconds) throws IOException {
    try (Scene scene = new Scene("timeouts.body = " + bodySeconds + "s");
        Crowd crowd = scene.crowd()) {
      Watch watch = new Watch(scene);
      String endless = "b".repeat(1_000_000);
      crowd.connect(
          count,
          "127.0.0.1",
          0,
          i ->
              Visitor.head("POST", scene.visitor().fresh("post"), "Content-Length: 1000000\r\n")
                  + endless);
      crowd.send(80);
      until(
          watch,
          bodySeconds * 10,
          () -> {
            crowd.send(10);
            crowd.read(count, 10_000);
            return isOver(crowd);
          });
      return watch.outcome(crowd);
    }
  }

  /** More connections than there may be, of one address and of several. */
  static Outcome tooMany() throws IOException {
    try (Scene scene =
            new Scene(
                "limits { connections = 50, connections-per-address = 20 }", "timeouts.idle = 8s");
        Crowd crowd = scene.crowd()) {
      Watch watch = new Watch(scene);
      String request = Visitor.head("GET", new Resource("/hit/1"), "");
      for (String address : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
        crowd.connect(25, address, 0, i -> request);
      }
      crowd.send(1_000);
      until(
          watch,
          30,
          () -> {
            crowd.read(100, 100_000);
            return isOver(crowd);
          });
      return watch.outcome(crowd);
    }
  }

  /** A backend that never answers. */
  static Outcome noAnswer(int count, int maxRequests, int queue) throws IOException {
    try (Scene scene =
            new Scene(
                "upstream { max-requests = %d, queue = %d, queue-timeout = 2s }"
                    .formatted(maxRequests, queue),
                "timeouts.response = 6s");
        Crowd crowd = scene.crowd()) {
      Watch watch = new Watch(scene, false);
      crowd.connect(
          count,
          "127.0.0.1",
          0,
          i -> Visitor.head("GET", scene.visitor().fresh("fault/STALL"), ""));
      crowd.send(1_000);
      boolean[] said = {false};
      until(
          watch,
          30,
          () -> {
            crowd.read(count, 100_000);
            if (!said[0]) {
              said[0] = true;
              System.out.println("  after the first tick: " + crowd.outcomes());
            }
            return crowd.answered() == count;
          });
      return watch.outcome(crowd);
    }
  }

  private static boolean isOver(Crowd crowd) {
    crowd.read(Integer.MAX_VALUE, 1 << 20);
    return crowd.open() == 0;
  }

  /** Moves a crowd on until it is over, or time is. */
  private static void until(Watch watch, int seconds, BooleanSupplier tick) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
      if (tick.getAsBoolean()) {
        return;
      }
      watch.look();
      BackendConnection.pause(TICK_MILLIS);
    }
  }
}
