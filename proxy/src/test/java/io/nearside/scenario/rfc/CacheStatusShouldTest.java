package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.status;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9211#section-2.2 */
@InEachTier
class CacheStatusShouldTest {
  private final Tier tier;

  CacheStatusShouldTest(Tier tier) {
    this.tier = tier;
  }

  @Test
  void aMissSaysWhatCameAndThatItIsStored() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      assertThat(status(rig.get("/a")))
          .matches("nearside; fwd=uri-miss; fwd-status=200; stored; ttl=3(600|59\\d)");
    }
  }

  @Test
  void aHitSaysHowLongItIsFresh() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR, "Age: 600"))) {
      Eventually.stored(rig, 1, "/a");

      assertThat(status(rig.get("/a"))).matches("nearside; hit; ttl=(3000|29\\d\\d)");
    }
  }

  /** 2.1: a 304 or 206 made of what is stored is a hit. */
  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match: \"1\"", "Range: bytes=0-0", "Range: bytes=0-0,2-2"})
  void whatIsMadeOfTheStoredResponseIsAHit(String line) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a");

      assertThat(status(rig.get("/a", line))).matches("nearside; hit; ttl=3(600|59\\d)");
    }
  }

  /** 2.3: what the next hop said, not what the client gets. */
  @Test
  void aValidationSaysStaleAnd304() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(validated.status()).isEqualTo(200);
      assertThat(status(validated))
          .startsWith("nearside; fwd=stale; fwd-status=304")
          .containsPattern("; ttl=3(600|59\\d)");
    }
  }

  @Test
  void aFailedValidationSaysStaleAndWhatCame() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      origin.becomes("two", "ETag: \"2\"", HOUR);

      assertThat(status(rig.get("/a"))).startsWith("nearside; fwd=stale; fwd-status=200");
    }
  }

  @Test
  void theClientsWishIsAReason() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a");

      assertThat(status(rig.get("/a", "Cache-Control: no-cache")))
          .startsWith("nearside; fwd=request; fwd-status=304");
    }
  }

  @Test
  void anotherVariantIsAReason() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR, "Vary: X-L"))) {
      Eventually.stored(rig, 1, "/a", "X-L: de");

      assertThat(status(rig.get("/a", "X-L: en"))).startsWith("nearside; fwd=vary-miss");
    }
  }

  @Test
  void aMethodIsAReason() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      assertThat(status(rig.send("POST", "/a", "Content-Length: 0")))
          .startsWith("nearside; fwd=method");
    }
  }

  @Test
  void aRouteThatIsOffIsAReason() throws IOException {
    try (Rig rig =
        tier.answering(Origin.of("one", HOUR), "routes = [{ match = \"/off/**\", cache = off }]")) {
      assertThat(status(rig.get("/off/a"))).startsWith("nearside; fwd=bypass");
    }
  }

  @Test
  void aPartThatIsNotAllIsAReason() throws IOException {
    try (Rig rig = tier.answering(Origin.of(Origin.letters(1000), ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a", "Range: bytes=0-499");

      assertThat(status(rig.get("/a"))).startsWith("nearside; fwd=partial; fwd-status=206");
    }
  }

  @Test
  void whatIsNotStoredSaysWhy() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", "Cache-Control: no-store"))) {
      assertThat(status(rig.get("/a")))
          .isEqualTo("nearside; fwd=uri-miss; fwd-status=200; detail=no-store");
    }
  }

  @Test
  void whoWasCollapsedSaysSo() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        tier.answering(
            request -> {
              slow.await();
              return ScriptedUpstream.response(200, "one", HOUR);
            })) {
      RawClient leader = rig.client().request("GET", "/a");
      slow.awaitArrival();
      RawClient follower = rig.client().request("GET", "/a");
      await().until(() -> rig.events().count("collapsed") == 1);
      slow.open();

      assertThat(status(leader.readResponse())).doesNotContain("collapsed");
      assertThat(status(follower.readResponse())).contains("; fwd=").contains("; collapsed");
    }
  }

  /** 2.7, and section 6: only where it is asked for. */
  @Test
  void theKeyIsAnOption() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      assertThat(status(rig.get("/a"))).doesNotContain("key=");
    }
    try (Rig rig = tier.answering(Origin.of("one", HOUR), "cache-status.key = on")) {
      Eventually.stored(rig, 1, "/a");
      assertThat(status(rig.get("/a"))).matches("nearside; hit; .*key=\".*/a.*\".*");
    }
  }

  /** A stale answer without going forward has a negative ttl. */
  @Test
  void aStaleHitHasANegativeTtl() throws IOException {
    String line = "Cache-Control: max-age=10, stale-while-revalidate=3600";
    try (Rig rig = tier.answering(Origin.of("one", line, "Age: 100", ETAG))) {
      Eventually.stored(rig, 1, "/a");

      assertThat(status(rig.get("/a"))).matches("nearside; hit; ttl=-9\\d.*");
    }
  }

  /** RFC 9211 2: what we make without a stored response has no member. */
  @Test
  void aRefusedConnectionIsOurs() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      rig.upstream().refuse();
      Response answer = rig.client().get("/a");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.headers("Proxy-Status")).hasSize(1);
      assertThat(answer.header("Proxy-Status")).matches("nearside; ?error=connection_refused.*");
      assertThat(answer.headers("Cache-Status")).isEmpty();
    }
  }

  /** RFC 9209 2.3: the errors have registered names. */
  @Test
  void otherFailuresHaveTheirNamesToo() throws IOException {
    try (Rig rig =
        tier.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 2xx nonsense\r\n\r\n");
            })) {
      Response answer = rig.client().get("/a");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Proxy-Status"))
          .matches("nearside; ?error=(http_protocol_error|http_response_incomplete)\\b.*");
    }
  }

  @Test
  void aTimeoutIsA504WithItsName() throws IOException {
    Gate never = new Gate("the answer");
    try (Rig rig =
        tier.serving(
            connection -> {
              connection.readRequest();
              never.await();
            },
            "timeouts.response = 100ms")) {
      Response answer = rig.client().get("/a");
      never.open();

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.header("Proxy-Status"))
          .matches("nearside; ?error=(http_response_timeout|connection_read_timeout)\\b.*");
    }
  }

  /** RFC 9211 2: an answer to only-if-cached is made by us. */
  @Test
  void onlyIfCachedIsA504() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      Response answer = rig.get("/a", "Cache-Control: only-if-cached");

      assertThat(answer.status()).isEqualTo(504);
      assertThat(rig.seen()).isZero();
      assertThat(answer.headers("Cache-Status")).isEmpty();
    }
  }
}
