package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.caching.Rig.assertStored;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is stored and what is not. The backend answers with the field lines that the request's
 * {@code X-Say} names, separated by bars, and the status that {@code X-Status} names.
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoringTest {
  private static final String ROUTES =
      String.join(
          "\n",
          "cache.max-object-size = 10K",
          "routes = [",
          "  { match = \"/ttl/ignoring\", ttl = 1h, ignore-cookies = true }",
          "  { match = \"/ttl/**\", ttl = 1h }",
          "  { match = \"/cookies/**\", set-cookie = store }",
          "  { match = \"/deaf/**\", client-cache-control = ignore }",
          "]");

  private Rig rig;
  private Wire wire;
  private int paths;

  @BeforeEach
  void start() throws IOException {
    if (wire == Wire.current()) {
      return;
    }
    wire = Wire.current();
    if (rig != null) {
      rig.close();
    }
    rig = Rig.answering(StoringTest::answer, ROUTES);
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  private static String answer(Request request) {
    String say = request.header("X-Say");
    String status = request.header("X-Status");
    String[] lines = say == null || say.isEmpty() ? new String[0] : say.split("\\|");
    return ScriptedUpstream.response(status == null ? 200 : Integer.parseInt(status), "x", lines);
  }

  /** A path that no other test uses. */
  private String path() {
    return "/p" + paths++;
  }

  private Response ask(String path, String say, String... lines) throws IOException {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = "X-Say: " + say;
    return rig.get(path, all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=60",
        "Cache-Control: s-maxage=60",
        "Cache-Control: max-age=0, s-maxage=60",
        "Cache-Control: MAX-AGE=60",
        "Cache-Control: max-age=\"60\"",
        "Cache-Control: public,max-age=60,",
        "Cache-Control: ext=\"no-store\", max-age=60",
        "Cache-Control: public|Cache-Control: max-age=60",
        "Cache-Control: max-age=60|Expires: Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires: Fri, 31 Dec 2199 23:59:59 GMT",
        "Cache-Control: max-age=60|Pragma: no-cache"
      })
  void whatIsFreshIsStored(String say) throws IOException {
    String path = path();
    assertStored(ask(path, say));

    assertHit(ask(path, say));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Cache-Control: no-store, max-age=60; no-store",
        "Cache-Control: max-age=60|Cache-Control: no-store; no-store",
        "Cache-Control: No-Store; no-store",
        "Cache-Control: private, max-age=60; private",
        "Cache-Control: no-cache, no-store, max-age=0, must-revalidate; no-store",
        "Cache-Control: no-cache, max-age=60; no-cache",
        "Cache-Control: max-age=60, s-maxage=0; expired",
        "Cache-Control: max-age=0; expired",
        "Expires: 0; expired",
        "Expires: Thu, 01 Jan 1970 00:00:00 GMT; expired",
        "Cache-Control: max-age=60|Age: 61; expired",
        "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT; no-freshness",
        "ETag: \"x\"; no-freshness",
        "Cache-Control: max-age=60|Set-Cookie: sid=1; set-cookie",
        "Cache-Control: public, max-age=60|Vary: *; vary-star",
        "Cache-Control: public, max-age=60|Vary: Accept, *; vary-star"
      })
  void whatIsNotForReuseIsNotStored(String say, String reason) throws IOException {
    String path = path();
    assertNotStored(ask(path, say), reason);

    assertNotStored(ask(path, say), reason);
  }

  @Test
  void sMaxAgeWinsOverMaxAge() throws IOException {
    String path = path();

    assertThat(status(ask(path, "Cache-Control: max-age=60, s-maxage=3600")))
        .matches(".*; stored; ttl=3(600|59\\d)");
  }

  @Test
  void aRoutesTtlIsForWhatTheUpstreamSaysNothingOf() throws IOException {
    assertStored(ask("/ttl/a", ""));
    assertHit(ask("/ttl/a", ""));
    assertNotStored(ask("/ttl/b", "Cache-Control: max-age=0"), "expired");
    assertNotStored(ask("/ttl/c", "Cache-Control: no-store"), "no-store");
    assertNotStored(ask("/ttl/d", "Expires: 0"), "expired");
    assertThat(status(ask("/ttl/e", "Cache-Control: max-age=60")))
        .matches(".*; stored; ttl=(60|5\\d)");
  }

  @Test
  void aRoutesTtlIsNotForRequestsWithCredentials() throws IOException {
    assertNotStored(ask("/ttl/f", "", "Cookie: sid=1"), "credentials");
    assertNotStored(ask("/ttl/g", "", "Authorization: Bearer x"), "authorization");
  }

  @Test
  void whatWasStoredByARuleIsNotForRequestsWithCredentials() throws IOException {
    assertStored(ask("/ttl/h", ""));
    assertForwarded(ask("/ttl/h", "", "Cookie: sid=1"));
    assertForwarded(ask("/ttl/h", "", "Authorization: Bearer x"));

    assertHit(ask("/ttl/h", ""));
  }

  @Test
  void whatTheUpstreamCalledFreshIsForRequestsWithCookiesToo() throws IOException {
    String path = path();
    assertStored(ask(path, "Cache-Control: max-age=60", "Cookie: sid=1"));

    assertHit(ask(path, "", "Cookie: sid=2"));
    assertHit(ask(path, ""));
  }

  @Test
  void ignoredCookiesMakeNoDifference() throws IOException {
    assertStored(ask("/ttl/ignoring", "", "Cookie: sid=1"));

    assertHit(ask("/ttl/ignoring", "", "Cookie: sid=2"));
    assertForwarded(ask("/ttl/ignoring", "", "Authorization: Bearer x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"public, max-age=60", "s-maxage=60", "must-revalidate, max-age=60"})
  void anAuthorizedAnswerIsSharedWhereTheUpstreamAllowsIt(String control) throws IOException {
    String path = path();
    assertStored(ask(path, "Cache-Control: " + control, "Authorization: Bearer a"));

    assertHit(ask(path, "", "Authorization: Bearer b"));
    assertHit(ask(path, ""));
  }

  @Test
  void anAuthorizedAnswerIsNotSharedOtherwise() throws IOException {
    String path = path();
    String say = "Cache-Control: max-age=60";
    assertNotStored(ask(path, say, "Authorization: Bearer a"), "authorization");
    assertNotStored(ask(path, say, "Authorization: Bearer b"), "authorization");

    assertStored(ask(path, say));
  }

  @ParameterizedTest
  @ValueSource(ints = {203, 300, 301, 308, 404, 410})
  void aStatusIsReplayedAsItWas(int status) throws IOException {
    String path = path();
    String say = "Cache-Control: max-age=60|Location: /elsewhere|X-Kept: yes";
    ask(path, say, "X-Status: " + status);
    Response hit = ask(path, say);

    assertHit(hit);
    assertThat(hit.status()).isEqualTo(status);
    assertThat(hit.header("Location")).isEqualTo("/elsewhere");
    assertThat(hit.header("X-Kept")).isEqualTo("yes");
    assertThat(hit.text()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 413, 414, 431, 500, 502, 503, 504})
  void anErrorIsNotStoredByARule(int status) throws IOException {
    String reason = status == 413 || status == 431 ? "status" : "error-status";
    assertNotStored(ask("/ttl/error" + status, "", "X-Status: " + status), reason);

    assertStored(ask("/ttl/error" + status, ""));
  }

  @Test
  void aBodilessStatusIsReplayedWithoutABody() throws IOException {
    try (Rig bodiless =
        Rig.answering(request -> "HTTP/1.1 204 Gone\r\nCache-Control: max-age=60\r\n\r\n")) {
      bodiless.get("/a");
      Response hit = bodiless.get("/a");

      assertHit(hit);
      assertThat(hit.status()).isEqualTo(204);
      assertThat(hit.header("Content-Length")).isNull();
    }
  }

  @Test
  void aPartIsNeverTakenForTheWhole() throws IOException {
    try (Rig ranges =
        Rig.answering(
            request ->
                request.header("Range") == null
                    ? ScriptedUpstream.response(200, "0123456789", "Cache-Control: max-age=60")
                    : ScriptedUpstream.response(
                        206, "01", "Cache-Control: max-age=60", "Content-Range: bytes 0-1/10"))) {
      Response part = ranges.get("/a", "Range: bytes=0-1");
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.text()).isEqualTo("01");

      Response whole = ranges.get("/a");
      assertForwarded(whole);
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.text()).isEqualTo("0123456789");
      assertHit(ranges.get("/a"));
    }
  }

  @Test
  void anUnaskedForPartIsNotStored() throws IOException {
    String path = path();
    String say = "Cache-Control: max-age=60|Content-Range: bytes 0-0/10";

    assertNotStored(ask(path, say, "X-Status: 206"), "status");
    assertForwarded(ask(path, say));
  }

  @Test
  void aBodyOfKnownLengthThatIsTooLargePassesWhole() throws IOException {
    String body = "0123456789".repeat(10_000);
    try (Rig large =
        Rig.answering(
            request -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=60"),
            "cache.max-object-size = 10K")) {
      for (int i = 0; i < 2; i++) {
        Response response = large.get("/a");
        assertNotStored(response, "too-large");
        assertThat(response.text()).isEqualTo(body);
      }
    }
  }

  @Test
  void aBodyOfUnknownLengthThatTurnsOutTooLargePassesWhole() throws IOException {
    String piece = "0123456789".repeat(100);
    String chunked =
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("3e8\r\n" + piece + "\r\n").repeat(1000)
            + "0\r\n\r\n";
    try (Rig large = Rig.answering(request -> chunked, "cache.max-object-size = 10K")) {
      for (int i = 0; i < 2; i++) {
        Response response = large.get("/a");
        assertForwarded(response);
        assertThat(response.text()).isEqualTo(piece.repeat(1000));
      }
      assertThat(large.seen()).isEqualTo(2);
      assertThat(large.events().count("stored")).isZero();
    }
  }

  @Test
  void aBodyOfUnknownLengthThatFitsIsStoredWithItsLength() throws IOException {
    String chunked =
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    try (Rig rig = Rig.answering(request -> chunked)) {
      assertThat(rig.get("/a").text()).isEqualTo("abcde");
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("abcde");
      assertThat(hit.headers("Content-Length")).containsExactly("5");
      assertThat(hit.header("Transfer-Encoding")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 10\r\n\r\nhalf",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"
      })
  void whatIsCutShortIsNeitherStoredNorPresentedAsWhole(String cut) throws IOException {
    try (Rig rig =
        Rig.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n" + cut);
            })) {
      for (int i = 0; i < 2; i++) {
        Response response = rig.client().get("/a");
        assertForwarded(response);
        assertThat(response.truncated()).isTrue();
      }
      assertThat(rig.events().count("stored")).isZero();
    }
  }

  @OnlyH1("upper case in names")
  void linesOfAFieldStayAsTheyWereByteForByte() throws IOException {
    String[] lines = {
      "Set-Cookie: a=1; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT",
      "set-COOKIE: b=\"2, 3\"",
      "Link: </a>; rel=preload, </b>",
      "LINK: </c>; rel=\"x, y\"",
      "WWW-Authenticate: Basic realm=\"x\"",
      "WWW-Authenticate: Bearer",
      "X-Latin: caf\u00e9"
    };
    try (Rig rig =
        Rig.answering(
            request -> {
              String[] all = Arrays.copyOf(lines, lines.length + 1);
              all[lines.length] = "Cache-Control: max-age=60";
              return ScriptedUpstream.response(200, "x", all);
            },
            "routes = [{ match = \"/store/**\", set-cookie = store }]")) {
      assertThat(rig.get("/pass").lines()).containsSubsequence(lines);
      assertThat(rig.get("/store/a").lines()).containsSubsequence(lines);
      Response hit = rig.get("/store/a");

      assertHit(hit);
      assertThat(hit.lines()).containsSubsequence(lines);
    }
  }

  @Test
  void everyByteOfABodySurvives() throws IOException {
    byte[] bytes = new byte[1024];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    String body = new String(bytes, StandardCharsets.ISO_8859_1);
    try (Rig rig =
        Rig.answering(r -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=60"))) {
      for (int i = 0; i < 2; i++) {
        assertThat(Base64.getEncoder().encodeToString(rig.get("/a").body()))
            .isEqualTo(Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  @Test
  void aSetCookieIsStoredOnlyWhereTheRouteSaysSo() throws IOException {
    String say = "Cache-Control: max-age=60|Set-Cookie: sid=1";
    assertStored(ask("/cookies/a", say));

    assertThat(ask("/cookies/a", say).headers("Set-Cookie")).containsExactly("sid=1");
  }

  // What the request says.

  @Test
  void noCacheOfTheRequestFetchesAndStoresAnew() throws IOException {
    try (Rig rig = Rig.counting("Cache-Control: max-age=60")) {
      rig.get("/a");
      assertThat(rig.get("/a", "Cache-Control: no-cache").text()).isEqualTo("2");
      assertThat(rig.get("/a", "Pragma: no-cache").text()).isEqualTo("3");
      assertThat(rig.get("/a", "Cache-Control: max-age=0").text()).isEqualTo("4");

      assertThat(rig.get("/a").text()).isEqualTo("4");
    }
  }

  @Test
  void noStoreOfTheRequestStoresNothing() throws IOException {
    String path = path();
    String say = "Cache-Control: max-age=60";
    assertNotStored(ask(path, say, "Cache-Control: no-store"), "request-no-store");

    assertStored(ask(path, say));
  }

  @Test
  void aRouteMayIgnoreWhatTheRequestSays() throws IOException {
    String say = "Cache-Control: max-age=60";
    ask("/deaf/a", say, "Cache-Control: no-store");

    assertHit(ask("/deaf/a", say, "Cache-Control: no-cache"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"If-None-Match: \"v\"", "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT"})
  void theConditionsOfOneClientAreNotPartOfAFetchForAll(String condition) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("If-None-Match") != null
                        || request.header("If-Modified-Since") != null
                    ? "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\r\n"
                    : ScriptedUpstream.response(
                        200, "whole", "Cache-Control: max-age=60", "ETag: \"v\""))) {
      rig.get("/a", condition);

      assertThat(rig.upstream().requests().get(0).lines())
          .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("if-"));
      Response other = rig.get("/a");
      assertHit(other);
      assertThat(other.status()).isEqualTo(200);
      assertThat(other.text()).isEqualTo("whole");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"If-None-Match: \"v\"", "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT"})
  void whatCannotBeSharedIsAskedForOnTheClientsOwnConditions(String condition) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("If-None-Match") != null
                        || request.header("If-Modified-Since") != null
                    ? "HTTP/1.1 304 Not Modified\r\nCache-Control: private\r\n\r\n"
                    : ScriptedUpstream.response(
                        200, "whole", "Cache-Control: private", "ETag: \"v\""))) {
      assertNotStored(rig.get("/a"), "private");

      assertThat(rig.get("/a", condition).status()).isEqualTo(304);
      assertThat(rig.get("/a").text()).isEqualTo("whole");
    }
  }

  @Test
  void aPreconditionThatOnlyTheUpstreamCanJudgeGoesThere() throws IOException {
    String path = path();
    ask(path, "Cache-Control: max-age=60");

    assertNotStored(ask(path, "", "If-Match: \"x\""), "precondition");
    assertThat(rig.upstream().requests().get(rig.seen() - 1).header("If-Match")).isEqualTo("\"x\"");
  }
}
