package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.testing.BufferLeaks;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests, leaving clients, slow ones, answers of all kinds, failures and purges in any order: who
 * stays gets one whole answer of one representation, and nothing is left behind.
 */
@ExtendWith(BufferLeaks.class)
class AnyOrderTest {
  private static final int RUNS = 1500;
  private static final int STEPS = 40;
  private static final int LENGTH = 10;
  private static final List<String> FRESHNESS =
      List.of(
          "max-age=60",
          "max-age=1",
          "max-age=1, stale-while-revalidate=60",
          "max-age=1, stale-if-error=60",
          "no-cache",
          "max-age=0",
          "max-age=60, private=\"x\"",
          "no-store");
  private static final Set<String> ENDS = Set.of("end", "cut");

  /** One run. */
  private static final class Run {
    private final EngineScene scene = new EngineScene();
    private final Random random;
    private final List<Asking> clients = new ArrayList<>();
    private final List<Asking> gone = new ArrayList<>();

    /** What is still to come of the body of each call whose head has come. */
    private final Map<FakeCall, String> bodies = new IdentityHashMap<>();

    private final Map<FakeCall, Boolean> ended = new IdentityHashMap<>();
    private int version;

    Run(long seed) {
      random = new Random(seed);
    }

    private boolean oneIn(int n) {
      return random.nextInt(n) == 0;
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> ask();
        case 3, 4, 5, 6, 7 -> answer();
        case 8 -> leave();
        case 9 -> takeOrNot();
        case 10 -> {
          version++;
          if (oneIn(2)) {
            scene.purge();
          }
        }
        default -> scene.pass(random.nextInt(20));
      }
    }

    private void ask() {
      List<String> lines = new ArrayList<>();
      if (oneIn(3)) {
        int first = random.nextInt(LENGTH);
        lines.add("Range: bytes=" + first + "-" + (first + random.nextInt(LENGTH - first)));
      }
      if (oneIn(4)) {
        lines.add("Cache-Control: no-cache");
      }
      if (oneIn(6)) {
        lines.add("Authorization: x");
      }
      String[] array = lines.toArray(String[]::new);
      clients.add(oneIn(6) ? scene.head(array) : scene.get(array));
    }

    private List<FakeCall> live() {
      return scene.upstream.calls().stream()
          .filter(call -> !call.cancelled && !ended.containsKey(call))
          .toList();
    }

    private void answer() {
      List<FakeCall> live = live();
      if (live.isEmpty()) {
        return;
      }
      FakeCall call = live.get(random.nextInt(live.size()));
      String rest = bodies.get(call);
      if (oneIn(12)) {
        ended.put(call, true);
        call.fail(
            rest == null
                ? UpstreamFailure.CONNECTION_TERMINATED
                : UpstreamFailure.RESPONSE_INCOMPLETE);
      } else if (rest == null) {
        head(call);
      } else if (rest.isEmpty()) {
        ended.put(call, true);
        call.end();
      } else {
        int size = 1 + random.nextInt(rest.length());
        bodies.put(call, rest.substring(size));
        call.body(rest.substring(0, size));
      }
    }

    private void head(FakeCall call) {
      String content = String.valueOf((char) ('a' + version % 26)).repeat(LENGTH);
      String tag = "\"" + version + "\"";
      String freshness = FRESHNESS.get(random.nextInt(FRESHNESS.size()));
      String[] fields = {"ETag: " + tag, "Cache-Control: " + freshness};
      String condition = call.request.headers().get("If-None-Match");
      String range = call.request.headers().get("Range");
      String ifRange = call.request.headers().get("If-Range");
      bodies.put(call, "");
      if (tag.equals(condition) || oneIn(30)) {
        call.head(304, fields);
      } else if (oneIn(12)) {
        call.head(503, "Content-Length: 0");
      } else if (call.request.method().name().equals("HEAD")) {
        call.head(200, fields);
      } else if (range != null && (ifRange == null || ifRange.equals(tag)) && !oneIn(5)) {
        String[] ends = range.substring("bytes=".length()).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[1]);
        bodies.put(call, content.substring(first, last + 1));
        call.head(
            206,
            fields[0],
            fields[1],
            "Content-Range: bytes " + first + "-" + last + "/" + LENGTH,
            "Content-Length: " + (last - first + 1));
      } else {
        bodies.put(call, content);
        call.head(200, fields[0], fields[1], "Content-Length: " + LENGTH);
      }
    }

    private boolean isOver(Asking client) {
      return client.told().stream().anyMatch(Run::isEnd);
    }

    private static boolean isEnd(String word) {
      return ENDS.contains(word) || word.matches("(?s)(stored|error|hit) .*");
    }

    private List<Asking> waiting() {
      return clients.stream().filter(client -> !gone.contains(client) && !isOver(client)).toList();
    }

    private void leave() {
      List<Asking> waiting = waiting();
      if (!waiting.isEmpty()) {
        Asking client = waiting.get(random.nextInt(waiting.size()));
        gone.add(client);
        client.exchange.clientGone();
      }
    }

    private void takeOrNot() {
      List<Asking> waiting = waiting();
      if (!waiting.isEmpty()) {
        Asking client = waiting.get(random.nextInt(waiting.size()));
        client.client.writable = !client.client.writable;
        if (client.client.writable) {
          client.exchange.writable();
        }
      }
    }

    void finish() {
      for (int i = 0; i < 1000 && !(live().isEmpty() && waiting().isEmpty()); i++) {
        answer();
        for (Asking client : waiting()) {
          client.client.writable = true;
          client.exchange.writable();
        }
      }
      for (Asking client : clients) {
        if (!gone.contains(client)) {
          check(client.told());
        }
      }
      assertThat(live()).isEmpty();
      scene.end();
    }

    private static void check(List<String> told) {
      assertThat(told.stream().filter(Run::isEnd)).as("%s", told).hasSize(1);
      assertThat(told.get(told.size() - 1)).matches(Run::isEnd);
      StringBuilder body = new StringBuilder();
      told.stream()
          .filter(word -> word.startsWith("body "))
          .forEach(word -> body.append(word, "body ".length(), word.length()));
      assertThat(body.chars().distinct().count()).as("%s", told).isLessThan(2);
    }
  }

  @Test
  void everyClientIsAnsweredOnceAndNothingIsLeft() {
    for (int seed = 0; seed < RUNS; seed++) {
      try {
        Run run = new Run(seed);
        for (int step = 0; step < STEPS; step++) {
          run.step();
        }
        run.finish();
      } catch (RuntimeException | AssertionError broken) {
        throw new AssertionError("with seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
  }
}
