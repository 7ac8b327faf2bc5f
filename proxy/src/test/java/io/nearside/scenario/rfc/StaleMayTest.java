package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stale responses, where the origin, the client or the route allows them.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc5861
 */
@InEachTier
class StaleMayTest {
  private static final String SWR = "Cache-Control: max-age=50, stale-while-revalidate=3600";
  private static final String SIE = "Cache-Control: max-age=50, stale-if-error=3600";
  private static final String OLD = "Age: 100";
  private static final String TAG = "ETag: \"v\"";

  private final Tier tier;

  StaleMayTest(Tier tier) {
    this.tier = tier;
  }

  /** The second answer waits at the gate. */
  private static Function<Request, String> gated(Gate gate, Function<Request, String> answer) {
    return request -> {
      String bytes = answer.apply(request);
      if (request.header("If-None-Match") != null || bytes.endsWith("\n2")) {
        gate.await();
      }
      return bytes;
    };
  }

  private static void assertStale(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(Twice.ageSeconds(response)).isBetween(100L, 130L);
  }

  // RFC 5861 section 3: stale-while-revalidate.

  @Test
  void whileItIsRevalidatedTheStaleResponseIsServedWithoutBlocking() throws IOException {
    Gate refresh = new Gate("the refresh");
    try (Rig rig = tier.answering(gated(refresh, Rig.counted(SWR, OLD)))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      for (int i = 0; i < 5; i++) {
        Response stale = rig.get("/a");
        assertStale(stale);
        assertThat(stale.text()).isEqualTo("1");
        assertThat(Twice.ttlSeconds(stale)).isBetween(-80L, -50L);
      }
      refresh.awaitArrival();
      assertThat(rig.seen()).isEqualTo(2);
      refresh.open();

      Tier.awaitStored(rig, 2);
      assertThat(rig.get("/a").text()).isNotEqualTo("1");
    }
  }

  @Test
  void theRefreshIsConditionalWhereThereIsAValidator() throws IOException {
    String modified = Twice.date(-86400);
    Gate refresh = new Gate("the refresh");
    try (Rig rig =
        tier.answering(
            gated(
                refresh,
                r ->
                    r.header("If-None-Match") == null
                        ? ScriptedUpstream.response(
                            200, "body", SWR, OLD, TAG, "Last-Modified: " + modified)
                        : "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=3600\r\n"
                            + TAG
                            + "\r\nX-New: yes\r\n\r\n"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      assertStale(rig.get("/a"));
      refresh.awaitArrival();
      Request conditional = rig.upstream().awaitRequests(2).get(1);
      assertThat(conditional.header("If-None-Match")).isEqualTo("\"v\"");
      assertThat(conditional.header("If-Modified-Since")).isEqualTo(modified);
      refresh.open();

      await().until(() -> rig.get("/a").header("X-New") != null);
      Response fresh = rig.get("/a");
      assertThat(fresh.text()).isEqualTo("body");
      assertThat(Twice.ageSeconds(fresh)).isLessThan(30);
      assertThat(fresh.headers("Cache-Control")).containsExactly("max-age=3600");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void theRefreshOutlivesTheClientThatCausedIt() throws IOException {
    Gate refresh = new Gate("the refresh");
    try (Rig rig = tier.answering(gated(refresh, Rig.counted(SWR, OLD)))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      RawClient client = rig.client();
      assertThat(client.get("/a").text()).isEqualTo("1");
      refresh.awaitArrival();
      client.reset();
      refresh.open();

      Tier.awaitStored(rig, 2);
      assertThat(rig.get("/a").text()).isNotEqualTo("1");
    }
  }

  @Test
  void aRefreshThatFailsLeavesTheStaleResponse() throws IOException {
    try (Rig rig = tier.answering(Rig.counted(SWR, OLD))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.upstream().refuse();
      for (int i = 0; i < 3; i++) {
        assertThat(rig.client().get("/a").text()).isEqualTo("1");
      }
    }
  }

  @Test
  void aRefreshThatBringsAnErrorLeavesTheStaleResponse() throws IOException {
    Function<Request, String> counted = Rig.counted(SWR, OLD);
    try (Rig rig =
        tier.answering(
            r -> {
              String good = counted.apply(r);
              return good.endsWith("\n1") ? good : ScriptedUpstream.response(500, "failure");
            })) {
      rig.get("/a");
      Tier.awaitStored(rig);
      assertThat(rig.get("/a").text()).isEqualTo("1");
      rig.upstream().awaitRequests(2);

      assertThat(rig.get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void aHeadMayBeAnsweredStaleToo() throws IOException {
    Gate refresh = new Gate("the refresh");
    try (Rig rig = tier.answering(gated(refresh, Rig.counted(SWR, OLD)))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response head = rig.send("HEAD", "/a");

      assertStale(head);
      refresh.open();
    }
  }

  // RFC 5861 section 4: stale-if-error.

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void anErrorIsAnsweredWithWhatIsStale(int status) throws IOException {
    try (Rig rig = tier.answering(StaleMustTest.failing(status, SIE, OLD, TAG))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response stale = rig.get("/a", "X-Fail: 1");

      assertStale(stale);
      assertThat(stale.text()).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 505, 599})
  void anErrorThatIsNotAFailureIsTheAnswer(int status) throws IOException {
    try (Rig rig = tier.answering(StaleMustTest.failing(status, SIE, OLD, TAG))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-Fail: 1").status()).isEqualTo(status);
    }
  }

  @Test
  void anUpstreamThatIsGoneIsAnsweredWithWhatIsStale() throws IOException {
    for (String validator : new String[] {"X: y", TAG}) {
      try (Rig rig = tier.answering(Rig.counted(SIE, OLD, validator))) {
        rig.get("/a");
        Tier.awaitStored(rig);
        rig.upstream().refuse();
        for (int i = 0; i < 2; i++) {
          Response stale = rig.client().get("/a");
          assertStale(stale);
          assertThat(stale.text()).isEqualTo("1");
        }
        assertThat(rig.client().get("/b").status()).isBetween(502, 504);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "garbage\r\n\r\n",
      })
  void aHeadThatIsCutOrBrokenIsAnError(String bytes) throws IOException {
    Function<Request, String> counted = Rig.counted(SIE, OLD);
    try (Rig rig =
        tier.serving(
            connection -> {
              for (Request next = connection.readRequest();
                  next != null;
                  next = connection.readRequest()) {
                if (next.header("X-Fail") != null) {
                  connection.write(bytes);
                  return;
                }
                connection.write(counted.apply(next));
              }
            })) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response stale = rig.get("/a", "X-Fail: 1");

      assertStale(stale);
      assertThat(stale.text()).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stale-if-error=3600", "Stale-If-Error=99999999999", "x, stale-if-error=60"})
  void aRequestMayAllowItForItself(String directive) throws IOException {
    try (Rig rig =
        tier.answering(StaleMustTest.failing(503, "Cache-Control: max-age=50", OLD, TAG))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response stale = rig.get("/a", "X-Fail: 1", "Cache-Control: " + directive);

      assertStale(stale);
      assertThat(stale.text()).isEqualTo("1");
      assertThat(rig.get("/a", "X-Fail: 1").status()).isEqualTo(503);
      assertThat(rig.get("/a", "X-Fail: 1", "Cache-Control: stale-if-error=10").status())
          .isEqualTo(503);
    }
  }

  @Test
  void aHeadIsAnsweredStaleOnAnErrorToo() throws IOException {
    try (Rig rig = tier.answering(Rig.counted(SIE, OLD))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.upstream().refuse();

      RawClient client = rig.client();
      assertStale(client.request("HEAD", "/a").readResponse(true));
    }
  }

  // Windows of the route are for what has none of its own.

  @Test
  void aRoutesWindowsCountForWhatHasAValidator() throws IOException {
    String route = "routes = [{ match = \"/**\", stale-if-error = 1h }]";
    try (Rig rig =
        tier.answering(StaleMustTest.failing(503, "Cache-Control: max-age=50", OLD, TAG), route)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-Fail: 1").text()).isEqualTo("1");
    }
  }

  @Test
  void theUpstreamsWindowWinsOverTheRoutes() throws IOException {
    String route =
        "routes = [{ match = \"/**\", stale-if-error = 1h, stale-while-revalidate = 1h }]";
    try (Rig rig =
        tier.answering(
            StaleMustTest.failing(
                503,
                "Cache-Control: max-age=50, stale-if-error=10, stale-while-revalidate=10",
                OLD,
                TAG),
            route)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-Fail: 1").status()).isEqualTo(503);
      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @Test
  void anUpstreamThatIsSilentIsAnError() throws IOException {
    Gate silence = new Gate("the end of the silence");
    Function<Request, String> counted = Rig.counted(SIE, OLD);
    try (Rig rig =
        tier.answering(
            r -> {
              if (r.header("X-Fail") != null) {
                silence.await();
              }
              return counted.apply(r);
            },
            "timeouts.response = 200ms")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response stale = rig.get("/a", "X-Fail: 1");
      silence.open();

      assertStale(stale);
      assertThat(stale.text()).isEqualTo("1");
    }
  }

  @Test
  void aFailedValidationIsAnErrorToo() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                r.header("If-None-Match") == null
                    ? ScriptedUpstream.response(200, "good", SIE, OLD, TAG)
                    : ScriptedUpstream.response(502, "failure", "Cache-Control: max-age=60"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      for (int i = 0; i < 2; i++) {
        Response stale = rig.get("/a");
        assertStale(stale);
        assertThat(stale.text()).isEqualTo("good");
      }
      assertThat(rig.seen()).isEqualTo(3);
    }
  }

  @Test
  void anErrorWithALifetimeMayBeStoredWhereNothingStaleStandsInForIt() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                r.header("If-None-Match") == null
                    ? ScriptedUpstream.response(200, "good", "Cache-Control: max-age=50", OLD, TAG)
                    : ScriptedUpstream.response(503, "failure", "Cache-Control: max-age=600"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response failed = rig.get("/a");

      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.text()).isEqualTo("failure");
      assertThat(rig.get("/a").status()).isEqualTo(503);
    }
  }

  @Test
  void conditionsAndRangesOfTheClientHoldForWhatIsStale() throws IOException {
    try (Rig rig =
        tier.answering(r -> ScriptedUpstream.response(200, "helloworld", SIE, OLD, TAG))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.upstream().refuse();

      assertThat(rig.client().get("/a", "If-None-Match: \"v\"").status()).isIn(200, 304);
      Response part = rig.client().get("/a", "Range: bytes=0-4");
      assertThat(part.status()).isIn(200, 206);
      assertThat(part.text()).startsWith("hello");
      assertThat(Twice.ageSeconds(part)).isGreaterThanOrEqualTo(100);
    }
  }
}
