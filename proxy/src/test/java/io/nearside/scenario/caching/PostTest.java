package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.status;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The answer to a POST that is the new state of its target answers the GETs that follow.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class PostTest {
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static final String HERE = "Content-Location: /a";
  private static final String EMPTY = "Content-Length: 0";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static RedisProcess redis;

  private enum Stores {
    NEAR,
    REDIS
  }

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private static String redisConf() {
    return "near.max-size = 0\nredis { uri = \""
        + redis.uri()
        + "\", timeout = 2s, append-timeout = 2s, namespace = \"p"
        + NAMESPACES.incrementAndGet()
        + "\" }";
  }

  private static Rig answering(Stores stores, Function<Request, String> answer) throws IOException {
    return stores == Stores.NEAR
        ? Rig.answering(answer)
        : Rig.answering(answer, redisConf()).awaitRedis();
  }

  /** Writes get this, reads get what nobody stores. */
  private static Function<Request, String> posted(String answer) {
    return request -> request.method().equals("GET") ? response(200, "got") : answer;
  }

  private static Response post(Rig rig, String... lines) throws IOException {
    String[] all = new String[lines.length + 1];
    all[0] = EMPTY;
    System.arraycopy(lines, 0, all, 1, lines.length);
    return rig.send("POST", "/a", all);
  }

  /** What goes to Redis may still be on its way when it counts as stored. */
  private static Response awaitHit(Rig rig, String... lines) throws IOException {
    await().until(() -> rig.events().count("stored /a") > 0);
    await().until(() -> status(rig.get("/a", lines)).startsWith("nearside; hit;"));
    return rig.get("/a", lines);
  }

  private static void assertNotStored(Rig rig) throws IOException {
    Response got = rig.get("/a");
    assertForwarded(got);
    assertThat(got.text()).isEqualTo("got");
    assertThat(rig.events().count("stored")).isZero();
  }

  // What is stored.

  @ParameterizedTest
  @EnumSource
  void theAnswerOfAPostToItsTargetAnswersTheNextGet(Stores stores) throws IOException {
    try (Rig rig = answering(stores, posted(response(200, "posted", HOUR, HERE)))) {
      Response written = post(rig);
      assertThat(written.text()).isEqualTo("posted");
      Response hit = awaitHit(rig);

      assertHit(hit);
      assertThat(hit.status()).isEqualTo(200);
      assertThat(hit.text()).isEqualTo("posted");
      assertThat(hit.headers("Content-Length")).containsExactly("6");
      assertThat(hit.headers("Date")).isEqualTo(written.headers("Date"));
      assertThat(hit.headers("Age")).hasSize(1);
      assertThat(rig.send("HEAD", "/a").header("Content-Length")).isEqualTo("6");
    }
  }

  @ParameterizedTest
  @EnumSource
  void itTakesThePlaceOfWhatThePostEnds(Stores stores) throws IOException {
    AtomicInteger value = new AtomicInteger();
    try (Rig rig =
        answering(
            stores,
            request ->
                request.method().equals("GET")
                    ? response(200, "v" + value.get(), HOUR)
                    : response(200, "v" + value.incrementAndGet(), HOUR, HERE))) {
      rig.get("/a");
      awaitHit(rig);
      for (int i = 1; i < 20; i++) {
        assertThat(post(rig).text()).isEqualTo("v" + i);
        assertThat(rig.get("/a").text()).isEqualTo("v" + i);
        assertThat(rig.get("/a").text()).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void cacheStatusSaysThatItIsStored() throws IOException {
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)))) {
      assertThat(status(post(rig)))
          .isEqualTo("nearside; fwd=method; fwd-status=200; stored; ttl=3600");
      assertThat(rig.get("/a").text()).isEqualTo("posted");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a?x=1", "?x=1", "http://test/a?x=1", "//TEST:80/a?x=1", "/b/../%61?x=1"})
  void contentLocationIsComparedAsAUri(String location) throws IOException {
    String line = "Content-Location: " + Wire.current().uri(location);
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, line)))) {
      rig.send("POST", "/a?x=1", EMPTY);

      assertThat(rig.get("/a?x=1").text()).isEqualTo("posted");
      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePostsFieldsSelectTheVariant(Stores stores) throws IOException {
    String answer = response(200, "posted", HOUR, HERE, "Vary: Accept-Language");
    try (Rig rig = answering(stores, posted(answer))) {
      post(rig, "Accept-Language: de");

      assertThat(awaitHit(rig, "Accept-Language: de").text()).isEqualTo("posted");
      assertForwarded(rig.get("/a", "Accept-Language: en"));
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void thePrincipalIsInTheKeyAsOfAGet() throws IOException {
    String route = "routes = [{ match = \"/a\", key.principal { header = \"Authorization\" } }]";
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)), route)) {
      post(rig, "Authorization: Basic one");

      assertThat(rig.get("/a", "Authorization: Basic one").text()).isEqualTo("posted");
      assertForwarded(rig.get("/a", "Authorization: Basic two"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChunkedAnswerIsStoredWithItsLength(Stores stores) throws IOException {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
            + HOUR
            + "\r\n"
            + HERE
            + "\r\n\r\n3\r\npos\r\n3\r\nted\r\n0\r\nX-Trailer: x\r\n\r\n";
    try (Rig rig = answering(stores, posted(answer))) {
      assertThat(post(rig).text()).isEqualTo("posted");
      Response hit = awaitHit(rig);

      assertThat(hit.text()).isEqualTo("posted");
      assertThat(hit.headers("Content-Length")).containsExactly("6");
      assertThat(hit.headers("Transfer-Encoding")).isEmpty();
    }
  }

  @Test
  void anotherSidecarAnswersWithItToo() throws IOException {
    String conf = redisConf();
    Function<Request, String> answer = posted(response(200, "posted", HOUR, HERE));
    try (Rig one = Rig.answering(answer, conf).awaitRedis();
        Rig two = Rig.answering(answer, conf).awaitRedis()) {
      post(one);
      awaitHit(one);

      Response hit = two.get("/a");
      assertHit(hit);
      assertThat(hit.text()).isEqualTo("posted");
      two.send("PUT", "/a", EMPTY);
      assertForwarded(two.get("/a"));
      await().until(() -> !status(one.get("/a")).startsWith("nearside; hit"));
    }
  }

  // What is not.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | Content-Location: /b",
        "200 | Content-Location: /a?",
        "200 | Content-Location: https://test/a",
        "200 | Content-Location: http://elsewhere/a",
        "200 | Content-Location: http://[/a",
        "200 | X-Nothing: said",
        "201 | Content-Location: /a",
        "203 | Content-Location: /a",
        "303 | Content-Location: /a",
        "404 | Content-Location: /a",
        "500 | Content-Location: /a",
      })
  void whatIsNotTheTargetsNewStateIsNotStored(int status, String line) throws IOException {
    String said = Wire.current().uri(line);
    try (Rig rig = Rig.answering(posted(response(status, "posted", HOUR, said)))) {
      assertThat(status(post(rig))).doesNotContain("stored");

      assertNotStored(rig);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: said",
        "Last-Modified: Mon, 01 Jan 2001 00:00:00 GMT",
        "Cache-Control: public",
        "Cache-Control: max-age=0",
        "Cache-Control: max-age=60, no-store",
        "Cache-Control: max-age=60, private",
        "Cache-Control: max-age=60\r\nVary: *",
        "Cache-Control: max-age=60\r\nSet-Cookie: a=b",
      })
  void whatHasNoExplicitFreshnessOrMustNotBeStoredIsNot(String lines) throws IOException {
    try (Rig rig = Rig.answering(posted(response(200, "posted", HERE, lines)), "cache.ttl = 1h")) {
      post(rig);

      assertForwarded(rig.get("/a"));
      assertThat(rig.events().all()).noneMatch(event -> event.startsWith("hit"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "FROB", "post"})
  void onlyPostIsStored(String method) throws IOException {
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)))) {
      rig.send(method, "/a", EMPTY);

      assertNotStored(rig);
    }
  }

  @Test
  void aRequestThatWantsNothingKeptIsObeyed() throws IOException {
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)))) {
      post(rig, "Cache-Control: no-store");
      assertNotStored(rig);
      post(rig, "Authorization: Basic abc");
      assertNotStored(rig);
    }
  }

  @Test
  void aRouteWithoutACacheStoresNothing() throws IOException {
    String off = "routes = [{ match = \"/a\", cache = off }]";
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)), off)) {
      post(rig);

      assertNotStored(rig);
    }
  }

  /** A purge by the tags of the GETs' route would miss a copy that has those of another. */
  @Test
  void whereAGetHasAnotherRouteNothingIsStored() throws IOException {
    String route = "routes = [{ match { path = \"/a\", methods = [\"GET\"] }, tags = [\"t\"] }]";
    try (Rig rig = Rig.answering(posted(response(200, "posted", HOUR, HERE)), route)) {
      post(rig);

      assertNotStored(rig);
    }
  }

  @Test
  void whatIsTooLargeIsOnlyPassedOn() throws IOException {
    String body = "x".repeat(5_000);
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + HOUR + "\r\n" + HERE + "\r\n\r\n";
    AtomicInteger posts = new AtomicInteger();
    try (Rig rig =
        Rig.answering(
            request ->
                request.method().equals("GET")
                    ? response(200, "got")
                    : posts.incrementAndGet() == 1
                        ? response(200, body, HOUR, HERE)
                        : chunked + "1388\r\n" + body + "\r\n0\r\n\r\n",
            "cache.max-object-size = 4K")) {
      assertThat(post(rig).text()).isEqualTo(body);
      assertNotStored(rig);
      assertThat(post(rig).text()).isEqualTo(body);
      assertNotStored(rig);
      assertThat(rig.events().count("not-stored too-large")).isEqualTo(2);
    }
  }

  /** A backend that answers a write with half of its body, then waits here. */
  private static ScriptedUpstream.Script halfThen(Gate gate, String rest) {
    return connection -> {
      for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
        if (r.method().equals("POST")) {
          connection.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n" + HOUR + "\r\n" + HERE + "\r\n\r\npos");
          gate.await();
          if (rest.isEmpty()) {
            return;
          }
          connection.write(rest);
        } else {
          answerOther(connection, r);
        }
      }
    };
  }

  private static void answerOther(Connection connection, Request request) throws IOException {
    connection.write(response(200, request.method().equals("GET") ? "got" : "put"));
  }

  @Test
  void whatWasCutShortIsNotStored() throws IOException {
    Gate gate = new Gate("the cut");
    try (Rig rig = Rig.serving(halfThen(gate, ""))) {
      RawClient client = rig.client().request("POST", "/a", EMPTY);
      Response cut = client.readHead(false);
      gate.open();
      assertThat(cut.text()).isEqualTo("pos");
      assertThat(cut.truncated()).isTrue();

      assertNotStored(rig);
    }
  }

  @Test
  void whatIsUntilTheConnectionsEndIsNotStored() throws IOException {
    try (Rig rig =
        Rig.serving(
            connection -> {
              Request request = connection.readRequest();
              if (request == null || request.method().equals("GET")) {
                answerOther(connection, request);
                return;
              }
              connection.write("HTTP/1.1 200 OK\r\n" + HOUR + "\r\n" + HERE + "\r\n\r\nposted");
            })) {
      assertThat(rig.client().request("POST", "/a", EMPTY).readResponse().text())
          .isEqualTo("posted");

      assertNotStored(rig);
    }
  }

  // Writes beside it.

  @ParameterizedTest
  @EnumSource
  void aWriteThatEndedMeanwhileLeavesNothingToStore(Stores stores) throws IOException {
    Gate gate = new Gate("the answer to the post");
    Function<Request, String> answer =
        request -> {
          if (request.method().equals("POST")) {
            gate.await();
            return response(200, "posted", HOUR, HERE);
          }
          return response(200, request.method().equals("GET") ? "got" : "put");
        };
    try (Rig rig = answering(stores, answer)) {
      RawClient poster = rig.client().request("POST", "/a", EMPTY);
      gate.awaitArrival();
      assertThat(rig.send("PUT", "/a", EMPTY).text()).isEqualTo("put");
      gate.open();
      Response late = poster.readResponse();
      assertThat(late.text()).isEqualTo("posted");
      assertThat(status(late)).doesNotContain("stored");

      assertNotStored(rig);
      await().until(() -> rig.events().count("not-stored purged /a") == 1);
      assertNotStored(rig);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteThatBeganEarlierAndEndsLaterEndsIt(Stores stores) throws IOException {
    Gate gate = new Gate("the answer to the put");
    Function<Request, String> answer =
        request -> {
          if (request.method().equals("PUT")) {
            gate.await();
            return response(200, "put");
          }
          return request.method().equals("GET")
              ? response(200, "got")
              : response(200, "posted", HOUR, HERE);
        };
    try (Rig rig = answering(stores, answer)) {
      RawClient putter = rig.client().request("PUT", "/a", EMPTY);
      gate.awaitArrival();
      post(rig);
      assertThat(awaitHit(rig).text()).isEqualTo("posted");
      gate.open();
      putter.readResponse();

      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteInTheMiddleOfItsBodyEndsIt(Stores stores) throws IOException {
    Gate gate = new Gate("the rest of the body");
    String conf = stores == Stores.NEAR ? "" : redisConf();
    try (Rig rig = Rig.serving(halfThen(gate, "ted"), conf)) {
      if (stores == Stores.REDIS) {
        rig.awaitRedis();
      }
      RawClient poster = rig.client().request("POST", "/a", EMPTY);
      Response streaming = poster.readHead(false);
      rig.send("PUT", "/a", EMPTY);
      gate.open();
      assertThat(streaming.text()).isEqualTo("posted");

      Response next = rig.get("/a");
      assertForwarded(next);
      assertThat(next.text()).isEqualTo("got");
      // It may have been stored under its own mark, which the write then ended.
      await()
          .until(
              () ->
                  rig.events().count("stored /a") + rig.events().count("not-stored purged /a")
                      == 1);
      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPurgeOfAWholePathCountsToo(Stores stores) throws IOException {
    Gate gate = new Gate("the answer to the post");
    Function<Request, String> answer =
        request -> {
          if (request.target().equals("/a") && request.method().equals("POST")) {
            gate.await();
            return response(200, "posted", HOUR, HERE);
          }
          return response(200, "got");
        };
    String route = "routes = [{ match = \"/all\", on-write.purge = [\"/**\"] }]";
    String conf = stores == Stores.NEAR ? "" : redisConf();
    try (Rig rig = Rig.answering(answer, conf, route)) {
      if (stores == Stores.REDIS) {
        rig.awaitRedis();
      }
      RawClient poster = rig.client().request("POST", "/a", EMPTY);
      gate.awaitArrival();
      rig.send("POST", "/all", EMPTY);
      gate.open();
      poster.readResponse();

      assertNotStored(rig);
      await().until(() -> rig.events().count("not-stored purged /a") == 1);
      assertNotStored(rig);
    }
  }

  /** What was read before the write is older than its answer, however late it is stored. */
  @ParameterizedTest
  @EnumSource
  void aReadFromBeforeItDoesNotTakeItsPlace(Stores stores) throws IOException {
    Gate gate = new Gate("the read");
    AtomicInteger reads = new AtomicInteger();
    Function<Request, String> answer =
        request -> {
          if (request.method().equals("POST")) {
            return response(200, "new", HOUR, HERE);
          }
          if (reads.incrementAndGet() == 1) {
            gate.await();
            return response(200, "old", HOUR);
          }
          return response(200, "new", HOUR);
        };
    try (Rig rig = answering(stores, answer)) {
      RawClient reader = rig.client().request("GET", "/a");
      gate.awaitArrival();
      post(rig);
      await().until(() -> rig.events().count("stored /a") == 1);
      gate.open();
      assertThat(reader.readResponse().text()).isEqualTo("old");

      assertThat(rig.get("/a").text()).isEqualTo("new");
      assertThat(rig.get("/a").text()).isEqualTo("new");
    }
  }
}
