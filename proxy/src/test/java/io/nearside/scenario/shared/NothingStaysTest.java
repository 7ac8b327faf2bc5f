package io.nearside.scenario.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is asked for, all that comes into Redis has an end, but for the log. */
@ExtendWith(BufferLeaks.class)
class NothingStaysTest {
  private static final int TARGETS = 2_000;
  private static final int KINDS = 5;
  private static final int TARGETS_PER_LOOK = 100;
  private static final String SHORT = "Cache-Control: max-age=3, stale-while-revalidate=1";
  private static final String LOG = "nearside:log";

  /** At one moment of Redis, so that none ends between its being found and being looked at. */
  private static final String WITHOUT_END =
      "local found = {} "
          + "for _, key in ipairs(redis.call('KEYS', '*')) do "
          + "if redis.call('PTTL', key) == -1 then found[#found + 1] = key end end "
          + "return found";

  private static final String ENDS =
      "local found = {} "
          + "for _, key in ipairs(redis.call('KEYS', '*')) do "
          + "found[#found + 1] = key .. ' ' .. redis.call('PTTL', key) end "
          + "return found";

  private final Set<String> seen = new HashSet<>();

  @Test
  void onlyTheLogHasNoEnd() throws IOException {
    try (RedisProcess redis = RedisProcess.start();
        Fleet fleet =
            Fleet.start(
                ScriptedUpstream.answering(NothingStaysTest::answer),
                2,
                "redis.uri = \"" + redis.uri() + "\"",
                "cache.keep = 1s")) {
      for (int i = 0; i < TARGETS; i++) {
        ask(fleet, i);
        if (i % TARGETS_PER_LOOK == TARGETS_PER_LOOK - 1) {
          look(redis);
        }
      }
      assertThat(seen.size()).as("keys seen").isGreaterThan(TARGETS / 2);

      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(left(redis)).isEmpty());
      assertThat(redis.command("EXISTS", LOG)).isEqualTo("1");
      System.out.println("keys seen: " + seen.size() + ", left: the log");
    }
  }

  private static List<String> left(RedisProcess redis) {
    return redis.command("EVAL", ENDS, "0").lines().filter(line -> !line.startsWith(LOG)).toList();
  }

  private void look(RedisProcess redis) {
    seen.addAll(redis.command("KEYS", "*").lines().toList());
    assertThat(redis.command("EVAL", WITHOUT_END, "0")).isEqualTo(LOG);
  }

  private static String answer(Request request) {
    return switch (kind(request.target())) {
      case 1 -> ScriptedUpstream.response(200, "variant", SHORT, "Vary: X-Variant", "ETag: \"1\"");
      case 2 -> ScriptedUpstream.response(200, "", SHORT);
      case 3 -> ScriptedUpstream.response(200, "w", SHORT, "Content-Location: " + request.target());
      case 4 -> ScriptedUpstream.response(404, "none", SHORT);
      default -> ScriptedUpstream.response(200, "plain", SHORT, "ETag: \"1\"");
    };
  }

  private static void ask(Fleet fleet, int number) throws IOException {
    String target = "/leak/" + number;
    int sidecar = number / KINDS % fleet.size();
    switch (kind(target)) {
      case 1 -> {
        expect(200, fleet.get(sidecar, target, "X-Variant: a"));
        expect(200, fleet.get(sidecar, target, "X-Variant: b"));
      }
      case 2 -> expect(200, fleet.send(sidecar, "HEAD", target));
      case 3 -> expect(200, fleet.post(sidecar, target));
      case 4 -> expect(404, fleet.get(sidecar, target));
      default -> expect(200, fleet.get(sidecar, target));
    }
  }

  private static void expect(int status, Response response) {
    assertThat(response.status()).as("%s", response).isEqualTo(status);
  }

  private static int kind(String target) {
    return Integer.parseInt(target.substring("/leak/".length())) % KINDS;
  }
}
