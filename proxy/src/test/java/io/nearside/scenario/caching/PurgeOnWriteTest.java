package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a write ends: its own URL, what its answer names, what the route says; and what not. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class PurgeOnWriteTest {
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static final String[] EMPTY = {"Content-Length: 0"};

  private static final String ROUTES =
      String.join(
          "\n",
          "authority.aliases { \"www.test\" = \"test\" }",
          "routes = [",
          "  { match = \"/items/{id}\", tags = [\"item-{id}\"]",
          "    on-write.purge = [\"/list\", \"/reports/**\", \"tag:item-{id}\", \"/view/{id}\"] }",
          "  { match = \"/pages/{id}\", tags = [\"item-{id}\"] }",
          "]");

  /** Answers a write with the status and the lines that it asks for itself. */
  private static Rig rig() throws IOException {
    return Rig.answering(PurgeOnWriteTest::answer, ROUTES);
  }

  private static String answer(Request request) {
    if (request.method().equals("GET")) {
      return ScriptedUpstream.response(200, "x", HOUR, "Vary: Accept-Language");
    }
    String status = request.header("X-Status");
    String say = request.header("X-Say");
    return ScriptedUpstream.response(
        status == null ? 200 : Integer.parseInt(status),
        "done",
        say == null ? "X-Nothing: said" : say);
  }

  private static void fill(Rig rig, String... targets) throws IOException {
    for (String target : targets) {
      rig.get(target);
      assertHit(rig.get(target));
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

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "FROB"})
  void anUnsafeMethodEndsItsTargetWithAllQueriesAndVariants(String method) throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/a", "/a?x=1", "/a?", "/b", "/a/below");
      rig.get("/a", "Accept-Language: de");
      rig.send(method, "/a?y=2", EMPTY);

      assertGone(rig, "/a", "/a?x=1", "/a?");
      assertForwarded(rig.get("/a", "Accept-Language: de"));
      assertKept(rig, "/b", "/a/below");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE", "GET"})
  void aSafeMethodEndsNothing(String method) throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/a");
      rig.send(method, "/a?other", method.equals("GET") ? new String[0] : EMPTY);

      assertKept(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 301, 302, 303, 307})
  void everyStatusWithoutErrorCounts(int status) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.method().equals("POST") && status == 204
                    ? "HTTP/1.1 204 No Content\r\n\r\n"
                    : answer(request))) {
      fill(rig, "/a");
      rig.send("POST", "/a", "Content-Length: 0", "X-Status: " + status);

      assertGone(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 500, 503})
  void anErrorEndsNothing(int status) throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/a", "/list");
      rig.send("POST", "/a", "Content-Length: 0", "X-Status: " + status);
      rig.send("POST", "/items/1", "Content-Length: 0", "X-Status: " + status);

      assertKept(rig, "/a", "/list");
      assertThat(rig.events().count("purged")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 500, 503})
  void anErrorEndsWhatASuccessWouldWhereTheRouteSaysSo(int status) throws IOException {
    try (Rig rig =
        Rig.answering(
            PurgeOnWriteTest::answer,
            "routes = [{ match = \"/a/**\","
                + " on-write { purge-on-error = on, purge = [\"/list\"] } }]")) {
      fill(rig, "/a/1", "/list", "/made", "/b");
      rig.send(
          "POST", "/a/1", "Content-Length: 0", "X-Status: " + status, "X-Say: Location: /made");
      rig.send("POST", "/b", "Content-Length: 0", "X-Status: " + status);

      assertGone(rig, "/a/1", "/list", "/made");
      assertKept(rig, "/b");
    }
  }

  /** A replica of its database lags: reads give the old state until the test lets it catch up. */
  @Test
  void whatAReplicaGaveBeforeItCaughtUpIsEndedOnceMore() throws IOException {
    AtomicReference<String> replica = new AtomicReference<>("old");
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200, request.method().equals("GET") ? replica.get() : "done", HOUR),
            "routes = [{ match = \"/a\", on-write.settle = 1s }]")) {
      rig.get("/a");
      RawClient writer = rig.client();
      writer.request("POST", "/a", EMPTY).readResponse();
      writer.close();
      assertThat(rig.get("/a").text()).isEqualTo("old");
      assertThat(rig.events().count("apart-purged")).isZero();
      replica.set("new");
      assertHit(rig.get("/a"));

      await().until(() -> rig.events().count("apart-purged") == 1);
      assertThat(rig.get("/a").text()).isEqualTo("new");
      assertHit(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Location: /made/7",
        "Location: http://test/made/7#part",
        "Location: //TEST:80/made/7?q=1",
        "Location: http://www.test/made/7",
        "Location: made/7",
        "Content-Location: /made/7",
        "Content-Location: http://test/made/../made/7"
      })
  void whatTheAnswerNamesOfTheSameOriginIsEnded(String line) throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/made/7", "/made/7?q=2", "/made/8");
      rig.send("POST", "/made", "Content-Length: 0", "X-Say: " + Wire.current().uri(line));

      assertGone(rig, "/made/7", "/made/7?q=2");
      assertKept(rig, "/made/8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Location: http://other/a",
        "Location: https://test/a",
        "Content-Location: http://test:8080/a",
        "Cache-Group-Invalidation: a"
      })
  void whatTheAnswerNamesOfAnotherOriginIsNot(String line) throws IOException {
    try (Rig rig = rig()) {
      for (String host : new String[] {"test", "other", "test:8080"}) {
        rig.get("/a", "Host: " + host);
      }
      rig.send("POST", "/b", "Content-Length: 0", "X-Say: " + Wire.current().uri(line));

      for (String host : new String[] {"test", "other", "test:8080"}) {
        assertHit(rig.get("/a", "Host: " + host));
      }
    }
  }

  @Test
  void aWriteToOneHostEndsNothingOfAnother() throws IOException {
    try (Rig rig = rig()) {
      rig.get("/a", "Host: other");
      rig.get("/list", "Host: other");
      rig.send("POST", "/a", EMPTY);
      rig.send("POST", "/items/1", EMPTY);

      assertHit(rig.get("/a", "Host: other"));
      assertHit(rig.get("/list", "Host: other"));
    }
  }

  @Test
  void aWriteByAnAliasEndsWhatItsHostHas() throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/a");
      rig.send("POST", "/a", "Content-Length: 0", "Host: www.test");

      assertGone(rig, "/a");
    }
  }

  @Test
  void theRouteNamesPathsPrefixesAndTagsWithItsCaptures() throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/list", "/list?page=2", "/lists", "/reports", "/reports/a/b?c", "/reportsx");
      fill(rig, "/pages/1", "/pages/2", "/view/1", "/view/2", "/items/1", "/items/2");
      rig.send("PUT", "/items/1", EMPTY);

      assertGone(rig, "/list", "/list?page=2", "/reports", "/reports/a/b?c");
      assertGone(rig, "/pages/1", "/view/1", "/items/1");
      assertKept(rig, "/lists", "/reportsx", "/pages/2", "/view/2", "/items/2");
    }
  }

  @Test
  void captureValuesAreNoPatterns() throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/pages/1", "/view/1");
      rig.send("PUT", "/items/**", EMPTY);
      rig.send("PUT", "/items/.*", EMPTY);
      rig.send("PUT", "/items/%7Bid%7D", EMPTY);

      assertKept(rig, "/pages/1", "/view/1");
    }
  }

  @Test
  void aRouteThatIsNotCachedPurgesAllTheSame() throws IOException {
    try (Rig rig =
        Rig.answering(
            PurgeOnWriteTest::answer,
            "routes = [{ match = \"/api/**\", cache = off, on-write.purge = [\"/a\"] }]")) {
      fill(rig, "/a");
      rig.send("POST", "/api/x", EMPTY);

      assertGone(rig, "/a");
    }
  }

  @Test
  void aWriteWithoutAnAnswerEndsWhatItMayHaveChanged() throws IOException {
    try (Rig rig =
        Rig.serving(
            connection -> {
              for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
                r.body();
                if (!r.method().equals("GET")) {
                  return;
                }
                connection.write(answer(r));
              }
            },
            ROUTES)) {
      fill(rig, "/items/1", "/list", "/b");
      assertThat(rig.send("POST", "/items/1", EMPTY).status()).isEqualTo(502);

      assertGone(rig, "/items/1", "/list");
      assertKept(rig, "/b");
      assertThat(rig.upstream().requests().stream().filter(r -> r.method().equals("POST")))
          .hasSize(1);
    }
  }

  @Test
  void aWriteWhoseAnswerComesTooLateEndsWhatItMayHaveChanged() throws IOException {
    Gate never = new Gate("the answer to the write");
    try (Rig rig =
        Rig.answering(
            request -> {
              if (request.method().equals("POST")) {
                never.await();
              }
              return answer(request);
            },
            "timeouts.response = 200ms")) {
      fill(rig, "/a");
      assertThat(rig.send("POST", "/a", EMPTY).status()).isEqualTo(504);

      assertGone(rig, "/a");
      never.open();
    }
  }

  @Test
  void aWriteThatNeverReachedTheUpstreamEndsNothing() throws IOException {
    try (Rig rig = rig()) {
      fill(rig, "/a");
      rig.upstream().refuse();
      // Its connections that were kept are gone once a request found nobody there.
      await()
          .until(
              () ->
                  "nearside; error=connection_refused"
                      .equals(rig.get("/other").header("Proxy-Status")));
      assertThat(rig.send("POST", "/a", EMPTY).status()).isEqualTo(502);

      assertKept(rig, "/a");
    }
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerDoesNotCancelThePurge() throws IOException {
    Gate write = new Gate("the write's answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              if (request.method().equals("POST")) {
                write.await();
              }
              return answer(request);
            })) {
      fill(rig, "/a");
      RawClient writer = rig.client().request("POST", "/a", EMPTY);
      write.awaitArrival();
      writer.reset();
      write.open();

      await().until(() -> rig.events().count("purged") == 1);
      assertGone(rig, "/a");
    }
  }

  @Test
  void aClientThatLeavesInMidBodyEndsWhatTheUpstreamMayHaveChanged() throws IOException {
    Gate seen = new Gate("the write's head");
    try (Rig rig =
        Rig.serving(
            connection -> {
              for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
                if (r.method().equals("POST")) {
                  seen.open();
                  r.body();
                } else {
                  connection.write(answer(r));
                }
              }
            })) {
      fill(rig, "/a");
      RawClient writer = rig.client();
      writer.send("POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhalf");
      seen.await();
      writer.reset();

      await().until(() -> rig.events().count("purged") == 1);
      assertGone(rig, "/a");
    }
  }

  @Test
  void aClientOfAWriteSeesTheNewAnswerWhenItHasItsOwn() throws IOException {
    try (Rig rig = rig()) {
      for (int i = 0; i < 200; i++) {
        rig.get("/a");
        rig.send("POST", "/a", EMPTY);
        assertGone(rig, "/a");
      }
    }
  }
}
