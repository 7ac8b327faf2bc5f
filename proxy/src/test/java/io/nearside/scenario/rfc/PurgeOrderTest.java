package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a purge from outside ends, by the admin listener and by PURGE; and what it does not. */
@InEachTier
class PurgeOrderTest {
  /** Whether the log has it in time is tested elsewhere. */
  private static final String APPEND_IN_TIME = "redis.append-timeout = 10s";

  private static final String ROUTES =
      String.join(
          "\n",
          APPEND_IN_TIME,
          "authority.aliases { \"www.test\" = \"test\" }",
          "purge.allow = [\"127.0.0.1\"]",
          "routes = [",
          "  { match = \"/items/{id}\", tags = [\"item-{id}\", \"items\"]",
          "    key.query.drop = [\"utm_*\"] }",
          "  { match = \"/pages/**\" }",
          "]");

  private final Tier tier;

  PurgeOrderTest(Tier tier) {
    this.tier = tier;
  }

  private static String answer(Request request) {
    return ScriptedUpstream.response(
        200, "x", "Cache-Control: max-age=3600, stale-while-revalidate=600", "Vary: X-Variant");
  }

  private Rig filled(String... targets) throws IOException {
    Rig rig = tier.answering(PurgeOrderTest::answer, ROUTES);
    for (int i = 0; i < targets.length; i++) {
      Eventually.stored(rig, i + 1, targets[i]);
    }
    return rig;
  }

  private static Response order(Rig rig, String json) throws IOException {
    try (RawClient admin = RawClient.connect(rig.sidecar().adminPort())) {
      Response response =
          admin
              .send(
                  "POST /purge HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(json.length(), json))
              .readResponse();
      assertThat(response.status()).as("%s", response).isEqualTo(200);
      return response;
    }
  }

  private static void assertGone(Rig rig, String... targets) throws IOException {
    for (String target : targets) {
      assertForwarded(rig.get(target));
    }
  }

  private static void assertKept(Rig rig, String... targets) throws IOException {
    for (String target : targets) {
      assertHit(rig.get(target));
    }
  }

  @Test
  void aUrlEndsWithAllItsQueriesAndVariants() throws IOException {
    try (Rig rig = filled("/a", "/a?x=1", "/a/b", "/b")) {
      rig.get("/a", "X-Variant: 2");
      Tier.awaitStored(rig, 5);
      Response answer = order(rig, "{\"urls\":[\"http://www.test:80/%61\"]}");

      assertThat(answer.text())
          .matches(
              "\\{\"appended\":true,\"position\":\"\\d{13}-\\d+\",\"tags\":1,\"max-lag-ms\":\\d+}\n");
      assertGone(rig, "/a", "/a?x=1");
      assertForwarded(rig.get("/a", "X-Variant: 2"));
      assertKept(rig, "/a/b", "/b");
      assertThat(rig.events().count("apart-purged 1")).isEqualTo(1);
    }
  }

  @Test
  void aUrlWithAQueryEndsThatQueryOnly() throws IOException {
    try (Rig rig = filled("/items/1", "/items/1?a=1&b=2", "/items/1?a=2")) {
      order(rig, "{\"urls\":[\"https://test/items/1?utm_x=3&b=2&a=1\"]}");

      assertGone(rig, "/items/1?b=2&a=1");
      assertKept(rig, "/items/1", "/items/1?a=2");
    }
  }

  @Test
  void aPrefixEndsWhatIsBelow() throws IOException {
    try (Rig rig = filled("/a", "/a/b?c", "/a/b/c", "/ab", "/")) {
      order(rig, "{\"prefixes\":[\"//test/a/**\"]}");

      assertGone(rig, "/a", "/a/b?c", "/a/b/c");
      assertKept(rig, "/ab", "/");
    }
  }

  @Test
  void aHostEnds() throws IOException {
    try (Rig rig = filled("/a", "/b")) {
      rig.get("/a", "Host: other");
      Tier.awaitStored(rig, 3);
      order(rig, "{\"hosts\":[\"WWW.test:80\"]}");

      assertGone(rig, "/a", "/b");
      assertHit(rig.get("/a", "Host: other"));
    }
  }

  @Test
  void aRouteEnds() throws IOException {
    try (Rig rig = filled("/pages/1", "/pages/2", "/items/1", "/b")) {
      order(rig, "{\"routes\":[\"/pages/**\"]}");

      assertGone(rig, "/pages/1", "/pages/2");
      assertKept(rig, "/items/1", "/b");
    }
  }

  @Test
  void whatMatchedNoRouteEndsByItsNameToo() throws IOException {
    try (Rig rig = filled("/pages/1", "/b")) {
      order(rig, "{\"routes\":[\"everything else\"]}");

      assertGone(rig, "/b");
      assertKept(rig, "/pages/1");
    }
  }

  @Test
  void aTagEnds() throws IOException {
    try (Rig rig = filled("/items/1", "/items/2", "/b")) {
      order(rig, "{\"tags\":[\"item-1\"]}");
      assertGone(rig, "/items/1");
      assertKept(rig, "/items/2", "/b");

      order(rig, "{\"tags\":[\"items\"]}");
      assertGone(rig, "/items/2");
      assertKept(rig, "/b");
    }
  }

  @Test
  void everythingEnds() throws IOException {
    try (Rig rig = filled("/items/1", "/pages/2", "/b")) {
      rig.get("/a", "Host: other");
      Tier.awaitStored(rig, 4);
      order(rig, "{\"everything\":true,\"wait\":true}");

      assertGone(rig, "/items/1", "/pages/2", "/b");
      assertForwarded(rig.get("/a", "Host: other"));
    }
  }

  @Test
  void severalThingsEndAtOnce() throws IOException {
    try (Rig rig = filled("/items/1", "/pages/2", "/b", "/c")) {
      order(rig, "{\"tags\":[\"item-1\"],\"routes\":[\"/pages/**\"],\"urls\":[\"http://test/b\"]}");

      assertGone(rig, "/items/1", "/pages/2", "/b");
      assertKept(rig, "/c");
    }
  }

  private Rig validated() throws IOException {
    Rig rig =
        tier.answering(
            Origin.of("x", "Cache-Control: max-age=3600, stale-if-error=600", Origin.ETAG), ROUTES);
    Eventually.stored(rig, 1, "/a");
    Eventually.stored(rig, 2, "/b");
    return rig;
  }

  @Test
  void whatIsPurgedSoftlyIsStale() throws IOException {
    try (Rig rig = validated()) {
      order(rig, "{\"urls\":[\"http://test/a\"],\"soft\":true}");

      assertStale(rig, "/a");
      assertKept(rig, "/b");
    }
  }

  @Test
  void whatIsPurgedSoftlyStandsInForAnError() throws IOException {
    try (Rig rig = validated()) {
      order(rig, "{\"everything\":true,\"soft\":true}");
      order(rig, "{\"urls\":[\"http://test/b\"]}");
      rig.upstream().refuse();

      await().untilAsserted(() -> assertThat(rig.get("/b").status()).isEqualTo(502));
      assertThat(rig.get("/a").text()).isEqualTo("x");
    }
  }

  /** It is validated and fresh again afterwards; what was purged hard would be no validator. */
  private static void assertStale(Rig rig, String target) throws IOException {
    Response validated = rig.get(target);
    assertThat(status(validated)).contains("fwd=stale; fwd-status=304");
    assertThat(validated.text()).isEqualTo("x");
    Eventually.hit(rig, target);
  }

  // PURGE.

  private static Response purge(Rig rig, String target, String... lines) throws IOException {
    Response response = rig.send("PURGE", target, lines);
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    assertThat(response.text()).matches("\\{\"appended\":true,\"position\":\"\\d{13}-\\d+\"}\n");
    return response;
  }

  @Test
  void purgeEndsItsUrlWithAllItsQueries() throws IOException {
    try (Rig rig = filled("/a", "/a?x=1", "/b")) {
      int seen = rig.seen();
      Response answer = purge(rig, "/a", "Host: www.test");

      assertThat(rig.seen()).isEqualTo(seen);
      assertThat(answer.header("Content-Type")).isEqualTo("application/json");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.headers("Date")).hasSize(1);
      assertGone(rig, "/a", "/a?x=1");
      assertKept(rig, "/b");
      assertThat(rig.events().count("purged /a")).isEqualTo(1);
    }
  }

  @Test
  void purgeWithAQueryEndsThatQueryOnly() throws IOException {
    try (Rig rig = filled("/a", "/a?x=1", "/a?x=2")) {
      purge(rig, "http://test/a?x=1", "Host: ignored");

      assertGone(rig, "/a?x=1");
      assertKept(rig, "/a", "/a?x=2");
    }
  }

  @Test
  void purgeEndsTheKeysThatItNamesAndNotItsUrl() throws IOException {
    for (String line : new String[] {"Surrogate-Key: item-1 \t item-2", "xkey: item-1, item-2"}) {
      try (Rig rig = filled("/items/1", "/items/2", "/items/3", "/a")) {
        purge(rig, "/a", line);

        assertGone(rig, "/items/1", "/items/2");
        assertKept(rig, "/items/3", "/a");
      }
    }
  }

  @Test
  void purgeMayBeSoft() throws IOException {
    for (String line : new String[] {"Soft-Purge: 1", "Fastly-Soft-Purge: 1"}) {
      try (Rig rig = validated()) {
        purge(rig, "/a", line);
        assertStale(rig, "/a");
      }
    }
  }

  @Test
  void aFieldWithoutAKeyPurgesNothing() throws IOException {
    try (Rig rig = filled("/a")) {
      Response refused = rig.send("PURGE", "/a", "Surrogate-Key: ");

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("no surrogate key");
      assertKept(rig, "/a");
    }
  }

  @Test
  void whoIsNotAllowedPurgesNothingAndReachesNobody() throws IOException {
    for (String allow : new String[] {"purge.allow = []", "purge.allow = [\"192.0.2.1\"]"}) {
      try (Rig rig = tier.answering(PurgeOrderTest::answer, allow)) {
        Eventually.stored(rig, 1, "/a");
        int seen = rig.seen();
        Response refused =
            rig.send("PURGE", "/a", "X-Forwarded-For: 192.0.2.1", "Surrogate-Key: x");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("purge.allow");
        assertThat(rig.seen()).isEqualTo(seen);
        assertThat(rig.events().count("purged")).isZero();
        assertKept(rig, "/a");
      }
    }
  }

  @Test
  void behindATrustedProxyItIsTheClientThatItNames() throws IOException {
    try (Rig rig =
        tier.answering(
            PurgeOrderTest::answer,
            APPEND_IN_TIME,
            "purge.allow = [\"192.0.2.1\"]",
            "trusted-proxies = [\"127.0.0.1\"]")) {
      Eventually.stored(rig, 1, "/a");

      assertThat(rig.send("PURGE", "/a", "X-Forwarded-For: 198.51.100.7").status()).isEqualTo(403);
      assertThat(rig.send("PURGE", "/a").status()).isEqualTo(403);
      assertKept(rig, "/a");
      purge(rig, "/a", "X-Forwarded-For: 192.0.2.1");
      assertGone(rig, "/a");
    }
  }

  @Test
  void aBodyIsReadToItsEndAndTheConnectionGoesOn() throws IOException {
    try (Rig rig = filled("/a")) {
      RawClient client = rig.client();
      client.send(
          "PURGE /a HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello"
              + "GET /a HTTP/1.1\r\nHost: test\r\n\r\n"
              + "PURGE /a HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\n\r\n"
              + "PURGE /a HTTP/1.1\r\nHost: test\r\n\r\n"
              + "GET /a HTTP/1.1\r\nHost: test\r\n\r\n");

      assertThat(client.readResponse().text()).contains("\"appended\":true");
      assertForwarded(client.readResponse());
      assertThat(client.readResponse().text()).contains("\"appended\":true");
      assertThat(client.readResponse().text()).contains("\"appended\":true");
      assertForwarded(client.readResponse());
    }
  }

  @OnlyH1("bytes on a connection")
  void aBodyThatDoesNotEndIsNotReadToItsEnd() throws IOException {
    try (Rig rig = filled("/a")) {
      RawClient client = rig.client();
      client.send("PURGE /a HTTP/1.1\r\nHost: test\r\nContent-Length: 10000000\r\n\r\n");
      client.send("x".repeat(200_000));
      Response answer = client.readResponse();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertGone(rig, "/a");
    }
  }

  @Test
  void whoAsksWhetherToSendABodyGetsTheAnswer() throws IOException {
    try (Rig rig = filled("/a")) {
      RawClient client = rig.client();
      client.send(
          "PURGE /a HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");

      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void anOldClientMayPurge() throws IOException {
    try (Rig rig = filled("/a")) {
      RawClient client = rig.client();
      client.send("PURGE /a HTTP/1.0\r\nHost: test\r\n\r\n");

      assertThat(client.readResponse().status()).isEqualTo(200);
      client.expectClosed();
      assertGone(rig, "/a");
    }
  }

  @Test
  void methodsAreCaseSensitive() throws IOException {
    try (Rig rig = tier.answering(PurgeOrderTest::answer)) {
      assertForwarded(rig.send("purge", "/a", "Content-Length: 0"));
    }
  }
}
