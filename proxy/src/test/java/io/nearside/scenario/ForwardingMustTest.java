package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an intermediary must do with the messages that it passes on. */
@ExtendWith(BufferLeaks.class)
class ForwardingMustTest {
  private static final String[] CONDITIONS = {
    "If-Match: \"1\"",
    "If-None-Match: W/\"1\", \"2\"",
    "If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT",
    "If-Unmodified-Since: Tue, 15 Nov 1994 08:12:31 GMT",
    "If-Range: \"1\"",
    "Range: bytes=0-0"
  };

  private static void assertHasConditions(Request seen) {
    for (String line : CONDITIONS) {
      int colon = line.indexOf(": ");
      assertThat(seen.headers(line.substring(0, colon)))
          .as("%s", line)
          .containsExactly(line.substring(colon + 2));
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7 */
  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "GET", "POST"})
  void noMaxForwardsIsMadeUp(String method) throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      scene.client().request(method, "/a").readResponse();

      assertThat(scene.upstream().requests().get(0).headers("Max-Forwards")).isEmpty();
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1 */
  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "PUT", "POST", "DELETE", "PATCH", "FROB"})
  void theConditionsOfOtherMethodsAreForwarded(String method) throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      RawClient client = scene.client();
      client.get("/a");
      Response answer = client.request(method, "/a", CONDITIONS).readResponse();

      assertThat(answer.status()).isEqualTo(200);
      assertHasConditions(scene.upstream().requests().get(1));
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1 */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void whereThereIsNoCacheConditionsAreForwarded(String method) throws IOException {
    String off = "routes = [ { match = \"/**\", cache = off } ]";
    try (WireScene scene = WireScene.answering(request -> response304(), off)) {
      Response answer =
          scene.client().request(method, "/a", CONDITIONS).readResponse(method.equals("HEAD"));

      assertThat(answer.status()).isEqualTo(304);
      assertHasConditions(scene.upstream().requests().get(0));
    }
  }

  private static String response304() {
    return "HTTP/1.1 304 Not Modified\r\nETag: \"2\"\r\n\r\n";
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1 */
  @Test
  void conditionsAreEvaluatedAfterTheRequestWasChecked() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                ScriptedUpstream.response(200, "x", "Cache-Control: max-age=60", "ETag: \"1\""))) {
      scene.client().get("/a");
      Response malformed = scene.client().get("/a", "If-None-Match: \"1\"", "Host: a", "Host: b");

      assertThat(malformed.status()).isEqualTo(400);
      assertThat(scene.client().get("/a", "If-None-Match: \"1\"").status()).isEqualTo(304);
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
  @Test
  void aContentRangeOfAGetMeansNothing() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("all of it"))) {
      RawClient client = scene.client();
      client.get("/a", "Content-Range: bytes 0-0/9");
      Response hit = client.get("/a", "Content-Range: bytes 0-0/9");

      assertThat(hit.status()).isEqualTo(200);
      assertThat(hit.text()).isEqualTo("all of it");
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
  @Test
  void aPartInAnotherUnitIsPassedOn() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                ScriptedUpstream.response(
                    206,
                    "lines",
                    "Content-Range: lines 1-2/9",
                    "ETag: \"1\"",
                    "Cache-Control: max-age=60"))) {
      Response part = scene.client().get("/a", "Range: lines=1-2");

      assertThat(part.status()).isEqualTo(206);
      assertThat(part.headers("Content-Range")).containsExactly("lines 1-2/9");
      assertThat(part.text()).isEqualTo("lines");
      scene.client().get("/a", "Range: lines=1-2");
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6 */
  @ParameterizedTest
  @CsvSource({"no-transform, 1", "'max-age=60, no-transform', 2"})
  void theContentIsNotTransformed(String directives, int requests) throws IOException {
    String body = "\u001f\u008b\u0000<p>  text  </p>\r\n";
    try (WireScene scene =
        WireScene.answering(
            request ->
                ScriptedUpstream.response(
                    200,
                    body,
                    "Cache-Control: " + directives,
                    "Content-Type: text/html",
                    "Content-Encoding: gzip",
                    "Content-MD5: x",
                    "Digest: y"))) {
      for (int i = 0; i < requests; i++) {
        Response answer = scene.client().get("/a", "Accept-Encoding: identity");
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.headers("Content-Type")).containsExactly("text/html");
        assertThat(answer.headers("Content-Encoding")).containsExactly("gzip");
        assertThat(answer.headers("Content-MD5")).containsExactly("x");
        assertThat(answer.headers("Digest")).containsExactly("y");
      }
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1 */
  @Test
  void trailersOfWhatIsPassedOnDoNotBecomeFields() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTrailer: ETag\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nETag: \"1\"\r\n\r\n")) {
      Response answer = scene.client().get("/a");

      assertThat(answer.text()).isEqualTo("x");
      assertThat(answer.headers("ETag")).isEmpty();
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-5.1, 10.1.3 and 11.6.2 */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void fieldsOfARequestForTheOriginArePassedOnAsTheyCame(String method) throws IOException {
    String[] lines = {
      "Authorization: Basic dTpw, Odd  \"x\"",
      "Referer: http://test/from?a=b#c",
      "Never-Heard-Of: one",
      "Never-Heard-Of: two, three",
      "Never-Heard-Of: \u00e4"
    };
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      scene.client().request(method, "/a", lines).readResponse();

      assertThat(scene.upstream().requests().get(0).lines()).containsSubsequence(lines);
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-10.2.1 and 11.6.1 */
  @ParameterizedTest
  @ValueSource(strings = {"no-store", "max-age=60"})
  void fieldsOfAResponseForTheClientArePassedOnAsTheyCame(String directive) throws IOException {
    String[] lines = {
      "WWW-Authenticate: Basic realm=\"a, b\", New  x=1",
      "WWW-Authenticate: Other",
      "Allow: GET, , FROB",
      "Never-Heard-Of: one",
      "Never-Heard-Of: two, three"
    };
    String[] all =
        Stream.concat(Stream.of("Cache-Control: " + directive), Stream.of(lines))
            .toArray(String[]::new);
    try (WireScene scene =
        WireScene.answering(request -> ScriptedUpstream.response(401, "x", all))) {
      for (int i = 0; i < 2; i++) {
        assertThat(scene.client().get("/a").lines()).containsSubsequence(lines);
      }
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1 */
  @Test
  void answersOfOurOwnHaveADate() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      scene.client().get("/a");
      Response[] own = {
        scene.client().get("/%zz"),
        scene.client().get("/b", "Cache-Control: only-if-cached"),
        scene.client().get("/a", "Range: bytes=9-"),
        scene.client().get("/b", "Via: " + "1.1 nearside, ".repeat(20) + "1.1 x")
      };

      assertThat(own).extracting(Response::status).containsExactly(400, 504, 416, 502);
      assertThat(own).allSatisfy(answer -> assertThat(answer.headers("Date")).hasSize(1));
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9209#section-2 */
  @Test
  void aProxyStatusIsNeverATrailer() throws IOException {
    try (WireScene scene = WireScene.serving(ForwardingMustTest::breakOff)) {
      RawClient client = scene.client().request("GET", "/a");
      String all = client.readToEnd();

      assertThat(all).startsWith("HTTP/1.1 200").contains("half");
      assertThat(all).doesNotContainIgnoringCase("proxy-status");
    }
  }

  private static void breakOff(Connection connection) throws IOException {
    if (connection.readRequest() != null) {
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9209#section-2.1 */
  @Test
  void theProxyStatusOfOthersIsPassedOnWhateverItSays() throws IOException {
    String theirs = "\"deep\"; error=never_heard_of; frob=?0, other; received-status=502";
    try (WireScene scene =
        WireScene.answering(
            request -> ScriptedUpstream.response(502, "x", "Proxy-Status: " + theirs))) {
      Response answer = scene.client().get("/a");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.headers("Proxy-Status")).containsExactly(theirs);
    }
  }
}
