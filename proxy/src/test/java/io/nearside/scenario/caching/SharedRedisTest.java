package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two sidecars on one Redis: what one stores the other serves, what one ends the other ends. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class SharedRedisTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private RedisProcess redis;

  @BeforeEach
  void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  private Rig counting() throws IOException {
    return Rig.counting(HOUR, conf()).awaitRedis();
  }

  private String conf(String... more) {
    return "redis { uri = \""
        + redis.uri()
        + "\", timeout = 2s, append-timeout = 5s }\n"
        + String.join("\n", more);
  }

  private void awaitEntries(int count) {
    await().until(() -> redis.entries("nearside").size() == count);
  }

  @Test
  void aSecondSidecarAnswersFromWhatTheFirstStored() throws IOException {
    try (Rig one = counting();
        Rig two = counting()) {
      Response stored = one.get("/a");
      awaitEntries(1);
      Response hit = two.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("1");
      assertThat(hit.headers("Date")).isEqualTo(stored.headers("Date"));
      assertThat(one.seen() + two.seen()).isEqualTo(1);
    }
  }

  @Test
  void aSidecarThatStartsLaterAnswersFromWhatIsThere() throws IOException {
    try (Rig one = counting()) {
      one.get("/a");
      awaitEntries(1);
    }
    try (Rig later = counting()) {
      assertHit(later.get("/a"));
      assertThat(later.seen()).isZero();
    }
  }

  @Test
  void variantsOfOneServeTheOther() throws IOException {
    try (Rig one =
            Rig.answering(
                    r -> ScriptedUpstream.response(200, r.header("X-A"), HOUR, "Vary: X-A"), conf())
                .awaitRedis();
        Rig two = counting()) {
      one.get("/a", "X-A: x");
      one.get("/a", "X-A: y");
      awaitEntries(3);

      assertThat(two.get("/a", "X-A: x").text()).isEqualTo("x");
      assertThat(two.get("/a", "X-A: y").text()).isEqualTo("y");
      assertThat(two.seen()).isZero();
    }
  }

  @Test
  void aWriteThroughOneEndsTheNearCopyOfTheOther() throws IOException {
    try (Rig one = counting();
        Rig two = counting()) {
      one.get("/a");
      awaitEntries(1);
      assertHit(two.get("/a"));
      one.send("POST", "/a", "Content-Length: 0");

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(Rig.status(two.get("/a"))).doesNotContain("; hit;"));
    }
  }

  @Test
  void anOrderToOneEndsTheNearCopyOfTheOther() throws IOException {
    try (Rig one = counting();
        Rig two = counting()) {
      one.get("/a");
      awaitEntries(1);
      assertHit(two.get("/a"));
      try (RawClient admin = RawClient.connect(one.sidecar().adminPort())) {
        String json = "{\"urls\":[\"http://test/a\"]}";
        admin.send(
            "POST /purge HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(json.length(), json));
        String answer = admin.readResponse().text();
        assertThat(answer).contains("\"appended\":true", "\"max-lag-ms\":2000");
        String id = answer.replaceFirst(".*\"position\":\"([0-9-]+)\".*\\R", "$1");
        assertThat(redis.command("XRANGE", "nearside:log", id, id)).contains(id);
      }

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(Rig.status(two.get("/a"))).doesNotContain("; hit;"));
    }
  }

  @Test
  void sidecarsWithOtherRulesDoNotReadEachOther() throws IOException {
    try (Rig one = counting();
        Rig two = Rig.counting(HOUR, conf("cache.key.query.sort = off")).awaitRedis()) {
      one.get("/a");
      awaitEntries(1);
      two.get("/a");

      assertThat(two.seen()).isEqualTo(1);
    }
  }
}
