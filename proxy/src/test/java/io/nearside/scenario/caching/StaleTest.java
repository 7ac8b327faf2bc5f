package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stale responses, where the upstream or the route allows them. What has {@code max-age=0} is stale
 * from the beginning, and a route's lifetime may be short: nobody has to wait.
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class StaleTest {
  private static final String SWR = "Cache-Control: max-age=0, stale-while-revalidate=3600";
  private static final String SIE = "Cache-Control: max-age=0, stale-if-error=3600";
  private static final String STALE_HIT = "nearside; hit; ttl=-\\d+";
  private static final String STALE_IF_ERROR =
      "nearside; fwd=stale; ttl=-\\d+; detail=stale-if-error";

  /** Asks until what is stored has become stale. */
  private static Response awaitStale(Rig rig, String target) {
    return awaitStatus(rig, target, "ttl=-");
  }

  private static Response awaitStatus(Rig rig, String target, String part) {
    AtomicReference<Response> last = new AtomicReference<>();
    await()
        .until(
            () -> {
              last.set(rig.get(target));
              return status(last.get()).contains(part);
            });
    return last.get();
  }

  // stale-while-revalidate

  @Test
  void aStaleAnswerComesAtOnceWhileOneFetchGoesOn() throws IOException {
    Gate refresh = new Gate("the refresh");
    var counted = Rig.counted(SWR);
    try (Rig rig =
        Rig.answering(
            request -> {
              String answer = counted.apply(request);
              if (answer.endsWith("2")) {
                refresh.await();
              }
              return answer;
            })) {
      rig.get("/a");
      for (int i = 0; i < 20; i++) {
        Response stale = rig.client().get("/a");
        assertThat(stale.text()).isEqualTo("1");
        assertThat(status(stale)).matches(STALE_HIT);
      }
      refresh.awaitArrival();
      assertThat(rig.seen()).isEqualTo(2);
      refresh.open();

      await().until(() -> !rig.get("/a").text().equals("1"));
    }
  }

  @Test
  void theBackgroundFetchOutlivesItsClient() throws IOException {
    Gate refresh = new Gate("the refresh");
    var counted = Rig.counted(SWR);
    try (Rig rig =
        Rig.answering(
            request -> {
              String answer = counted.apply(request);
              if (answer.endsWith("2")) {
                refresh.await();
              }
              return answer;
            })) {
      rig.get("/a");
      RawClient client = rig.client();
      client.get("/a");
      refresh.awaitArrival();
      client.reset();
      refresh.open();

      await().until(() -> rig.events().count("stored") == 2);
      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @Test
  void aRoutesWindowIsForWhatWasFreshOnce() throws IOException {
    try (Rig rig =
        Rig.answering(
            Rig.counted(),
            "routes = [{ match = \"/**\", ttl = 50ms, stale-while-revalidate = 1h }]")) {
      rig.get("/a");

      assertThat(status(awaitStale(rig, "/a"))).matches(STALE_HIT);
      await().until(() -> rig.events().count("stored") >= 2);
    }
  }

  @Test
  void aWindowOfZeroByTheUpstreamWinsOverTheRoute() throws IOException {
    try (Rig rig =
        Rig.answering(
            Rig.counted("Cache-Control: max-age=60, stale-while-revalidate=0", "Age: 60"),
            "routes = [{ match = \"/**\", stale-while-revalidate = 1h, stale-if-error = 1h }]")) {
      rig.get("/a");

      assertForwarded(rig.get("/a"));
      assertThat(rig.events().count("stale-hit")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=0", "no-cache"})
  void someDirectivesForbidAllThatIsStale(String directive) throws IOException {
    String[] conf = {
      "routes = [{ match = \"/**\", stale-while-revalidate = 1h, stale-if-error = 1h }]"
    };
    try (Rig rig = Rig.answering(Rig.counted(SWR + ", stale-if-error=3600, " + directive), conf)) {
      rig.get("/a");
      assertThat(rig.get("/a").text()).isEqualTo("2");
      rig.upstream().refuse();

      assertThat(rig.client().get("/a").status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-age=0", "max-age=5", "no-cache", "min-fresh=1"})
  void aClientThatWantsItFreshGetsItFresh(String directive) throws IOException {
    try (Rig rig = Rig.counting(SWR)) {
      rig.get("/a");

      assertThat(rig.get("/a", "Cache-Control: " + directive).text()).isEqualTo("2");
    }
  }

  @Test
  void aRefreshThatFailsLeavesTheStaleAnswerInPlace() throws IOException {
    try (Rig rig = Rig.counting(SWR)) {
      rig.get("/a");
      rig.upstream().refuse();
      for (int i = 0; i < 5; i++) {
        assertThat(status(rig.get("/a"))).matches(STALE_HIT);
      }
      await().until(() -> rig.events().count("failed") >= 1);
      assertThat(rig.get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void aStaleCopyInRedisServesWhileItsRefreshIsUnderWay() throws IOException {
    Gate refresh = new Gate("the refresh");
    var counted = Rig.counted(SWR);
    try (RedisProcess redis = RedisProcess.start();
        Rig rig =
            Rig.answering(
                    request -> {
                      String answer = counted.apply(request);
                      if (answer.endsWith("2")) {
                        refresh.await();
                      }
                      return answer;
                    },
                    "near.max-size = 0",
                    "redis { uri = \"" + redis.uri() + "\", timeout = 2s }")
                .awaitRedis()) {
      rig.get("/a");
      await().until(() -> !redis.entries("nearside").isEmpty());
      rig.get("/a");
      refresh.awaitArrival();

      assertThat(status(rig.get("/a"))).matches(STALE_HIT);
      assertThat(rig.seen()).isEqualTo(2);
      refresh.open();
    }
  }

  // stale-if-error

  @Test
  void aStaleAnswerStandsInForAnUpstreamThatIsGone() throws IOException {
    try (Rig rig = Rig.counting(SIE)) {
      rig.get("/a");
      assertThat(rig.get("/a").text()).isEqualTo("2");
      rig.upstream().refuse();
      for (int i = 0; i < 3; i++) {
        Response stale = rig.client().get("/a");
        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.text()).isEqualTo("2");
        assertThat(status(stale)).matches(STALE_IF_ERROR);
      }
      assertThat(rig.get("/other").status()).isEqualTo(502);
    }
  }

  private static String failing(Request request, int status) {
    return request.header("X-Fail") == null
        ? ScriptedUpstream.response(200, "good", SIE)
        : ScriptedUpstream.response(status, "bad");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aStaleAnswerStandsInForAnError(int status) throws IOException {
    try (Rig rig = Rig.answering(request -> failing(request, status))) {
      rig.get("/a");
      Response stale = rig.get("/a", "X-Fail: yes");

      assertThat(stale.status()).isEqualTo(200);
      assertThat(stale.text()).isEqualTo("good");
      assertThat(status(stale)).matches(STALE_IF_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410})
  void anAnswerThatIsNoFailureIsTheAnswer(int status) throws IOException {
    try (Rig rig = Rig.answering(request -> failing(request, status))) {
      rig.get("/a");

      assertThat(rig.get("/a", "X-Fail: yes").status()).isEqualTo(status);
    }
  }

  @Test
  void everybodyWhoWaitedForAFailureGetsTheStaleAnswer() throws IOException {
    Gate slow = new Gate("the error");
    try (Rig rig =
        Rig.answering(
            request -> {
              if (request.header("X-Fail") != null) {
                slow.await();
                return ScriptedUpstream.response(503, "bad");
              }
              String once = "Cache-Control: max-age=10, stale-if-error=3600";
              return ScriptedUpstream.response(200, "good", "Age: 10", once);
            })) {
      rig.get("/a");
      RawClient[] clients = new RawClient[10];
      for (int i = 0; i < clients.length; i++) {
        clients[i] = rig.client().request("GET", "/a", "X-Fail: yes");
      }
      await().until(() -> rig.events().count("collapsed") == 9);
      slow.open();

      for (RawClient client : clients) {
        assertThat(client.readResponse().text()).isEqualTo("good");
      }
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void aRoutesWindowForErrorsCounts() throws IOException {
    try (Rig rig =
        Rig.answering(
            Rig.counted(), "routes = [{ match = \"/**\", ttl = 50ms, stale-if-error = 1h }]")) {
      rig.get("/a");
      rig.upstream().refuse();

      // A hit whose lifetime ends while it is served says so, and is one all the same.
      Response stale = awaitStatus(rig, "/a", "fwd=stale");
      assertThat(stale.text()).isEqualTo("1");
      assertThat(status(stale)).matches(STALE_IF_ERROR);
    }
  }

  @Test
  void whatWasPurgedIsNotServedInsteadOfAnError() throws IOException {
    try (Rig rig = Rig.counting(SIE)) {
      rig.get("/a");
      rig.send("POST", "/a", "Content-Length: 0");
      rig.upstream().refuse();

      assertThat(rig.client().get("/a").status()).isEqualTo(502);
    }
  }

  @Test
  void whatARuleStoredDoesNotStandInForRequestsWithCredentials() throws IOException {
    try (Rig rig =
        Rig.answering(
            Rig.counted(),
            "routes = [{ match = \"/**\", ttl = 50ms, stale-if-error = 1h,"
                + " stale-while-revalidate = 1h }]")) {
      rig.get("/a");
      awaitStale(rig, "/a");
      rig.upstream().refuse();

      assertThat(rig.client().get("/a", "Cookie: sid=1").status()).isEqualTo(502);
      assertThat(rig.client().get("/a", "Authorization: x").status()).isEqualTo(502);
    }
  }
}
