package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept in Redis. The near cache is off, so that every hit comes from there. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class RedisTierTest {
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static RedisProcess redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  private static String conf() {
    return "near.max-size = 0\nredis { uri = \"" + redis.uri() + "\", timeout = 2s }";
  }

  /** The keys of entries: without those of the purge log, of which there is one. */
  private static List<String> keys() {
    return redis.entries("nearside");
  }

  private static void awaitKeys(int count) {
    await().until(() -> keys().size() == count);
  }

  @Test
  void withoutANearCacheAHitComesFromRedis() throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      Response miss = rig.get("/a");
      awaitKeys(1);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("1");
      assertThat(hit.headers("Date")).isEqualTo(miss.headers("Date"));
      assertThat(hit.headers("Age")).hasSize(1);
      assertThat(status(hit)).matches("nearside; hit; ttl=3(600|59\\d)");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void aHeadIsAnsweredFromRedis() throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      Response head = rig.send("HEAD", "/a");

      assertHit(head);
      assertThat(head.header("Content-Length")).isEqualTo("1");
      assertThat(rig.get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void requestsThatPreferTheSameShareAVariant() throws IOException {
    try (Rig rig =
        Rig.answering(RedisTierTest::negotiated, conf(), "cache.vary.accept-language = [de, en]")
            .awaitRedis()) {
      rig.get("/a", "Accept-Language: de-CH, en;q=0.5");
      rig.get("/a", "Accept-Language: fr, it;q=0.5");
      awaitKeys(3);

      assertThat(rig.get("/a", "Accept-Language: de, fr").text()).isEqualTo("de");
      assertThat(rig.get("/a", "Accept-Language: IT;q=0.500,FR").text()).isEqualTo("fr, it;q=0.5");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  private static String negotiated(Request request) {
    return ScriptedUpstream.response(
        200, request.header("Accept-Language"), HOUR, "Vary: Accept-Language");
  }

  @Test
  void variantsAreFoundInRedis() throws IOException {
    try (Rig rig = Rig.answering(RedisTierTest::negotiated, conf()).awaitRedis()) {
      rig.get("/a", "Accept-Language: de");
      rig.get("/a", "Accept-Language: en");
      awaitKeys(3);

      for (String language : new String[] {"de", "en"}) {
        Response hit = rig.get("/a", "Accept-Language: " + language);
        assertHit(hit);
        assertThat(hit.text()).isEqualTo(language);
      }
      assertThat(status(rig.get("/a", "Accept-Language: fr"))).startsWith("nearside; fwd=");
      assertThat(rig.seen()).isEqualTo(3);
    }
  }

  @Test
  void everyKeyHasAnEnd() throws IOException {
    try (Rig rig = Rig.answering(RedisTierTest::negotiated, conf()).awaitRedis()) {
      for (int i = 0; i < 5; i++) {
        rig.get("/" + i, "Accept-Language: de");
      }
      awaitKeys(10);

      assertThat(keys())
          .allSatisfy(
              key ->
                  assertThat(Long.parseLong(redis.command("PTTL", key)))
                      .as(key)
                      .isBetween(1L, 3_600_000L));
    }
  }

  @Test
  void aKeyEndsWithTheStaleWindowsAndNotBefore() throws IOException {
    try (Rig rig =
        Rig.counting(
                "Cache-Control: max-age=10, stale-if-error=100, stale-while-revalidate=50", conf())
            .awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);

      assertThat(Long.parseLong(redis.command("PTTL", keys().get(0)))).isBetween(90_000L, 110_000L);
    }
  }

  @Test
  void noKeyOrValueHoldsASecret() throws IOException {
    String routes =
        String.join(
            "\n",
            "routes = [",
            "  { match = \"/me\", ttl = 1h, key.principal { header = \"Authorization\" } }",
            "  { match = \"/session\", ttl = 1h, key.principal { cookie = \"sid\" } }",
            "  { match = \"/lang\", ttl = 1h, key.cookies = [\"lang\"] }",
            "  { match = \"/token\", ttl = 1h, key.headers = [\"X-Api-Key\"] }",
            "]");
    try (Rig rig = Rig.answering(Rig.counted(), conf(), routes).awaitRedis()) {
      rig.get("/me", "Authorization: Bearer TOPSECRET");
      rig.get("/session", "Cookie: sid=TOPSECRET");
      rig.get("/lang", "Cookie: lang=TOPSECRET");
      rig.get("/token", "X-Api-Key: TOPSECRET");
      awaitKeys(4);

      assertThat(keys())
          .allSatisfy(
              key -> {
                assertThat(key).doesNotContain("SECRET");
                assertThat(redis.command("GET", key)).doesNotContain("SECRET");
              });
      assertHit(rig.get("/me", "Authorization: Bearer TOPSECRET"));
      assertForwarded(rig.get("/me", "Authorization: Bearer other"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "garbage that is longer than any header of ours would be, by far"})
  void whatCannotBeReadIsAMissAndIsReplaced(String garbage) throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      redis.command("SET", keys().get(0), garbage);

      assertThat(rig.get("/a").text()).isEqualTo("2");
      await().until(() -> redis.command("GET", keys().get(0)).length() > 100);
      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @Test
  void aValueOfAnotherTypeIsAMiss() throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      String key = keys().get(0);
      redis.command("DEL", key);
      redis.command("LPUSH", key, "x");

      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @Test
  void aValueCutShortOrLengthenedIsAMiss() throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      String key = keys().get(0);
      String good = redis.command("GET", key);
      for (String odd : new String[] {good.substring(0, good.length() - 1), good + "x"}) {
        redis.command("SET", key, odd);
        assertForwarded(rig.get("/a"));
        await().until(() -> redis.command("GET", key).length() == good.length());
      }
    }
  }

  /** A copy under the key of another resource would have to lie: only its own fields prove it. */
  @Test
  void aVariantUnderAnothersKeyIsNotTaken() throws IOException {
    try (Rig rig = Rig.answering(RedisTierTest::negotiated, conf()).awaitRedis()) {
      rig.get("/a", "Accept-Language: de");
      rig.get("/a", "Accept-Language: en");
      awaitKeys(3);
      List<String> variants = keys().stream().filter(key -> !key.endsWith("}")).sorted().toList();
      assertThat(variants).hasSize(2);
      String one = redis.command("GET", variants.get(0));
      redis.command("SET", variants.get(0), redis.command("GET", variants.get(1)));
      redis.command("SET", variants.get(1), one);

      assertThat(rig.get("/a", "Accept-Language: de").text()).isEqualTo("de");
      assertThat(rig.get("/a", "Accept-Language: en").text()).isEqualTo("en");
      assertThat(rig.seen()).isEqualTo(4);
    }
  }

  @Test
  void whatIsTooLargeForRedisStaysNear() throws IOException {
    String body = "0123456789".repeat(1_000);
    try (Rig rig =
        Rig.answering(
                r -> ScriptedUpstream.response(200, r.target().equals("/a") ? body : "x", HOUR),
                "redis { uri = \"" + redis.uri() + "\", max-object-size = 5K, timeout = 2s }")
            .awaitRedis()) {
      rig.get("/a");
      rig.get("/b");
      awaitKeys(1);

      assertHit(rig.get("/a"));
      assertThat(keys().get(0)).contains("/b");
    }
  }

  @Test
  void aWriteEndsWhatIsInRedis() throws IOException {
    try (Rig rig = Rig.counting(HOUR, conf()).awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      assertHit(rig.get("/a"));
      rig.send("POST", "/a", "Content-Length: 0");

      assertThat(rig.get("/a").text()).isEqualTo("3");
    }
  }

  @Test
  void whatRedisHasIsKeptNearAfterTheFirstRead() throws IOException {
    try (Rig rig =
        Rig.counting(HOUR, "redis { uri = \"" + redis.uri() + "\", timeout = 2s }").awaitRedis()) {
      rig.get("/a");
      awaitKeys(1);
      redis.command("FLUSHALL");

      assertHit(rig.get("/a"));
    }
  }
}
