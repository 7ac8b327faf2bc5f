package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's own conditions answered from the cache: RFC 9111 section 4.3.2. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class ConditionalHitTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String TAG = "ETag: \"e\"";
  private static final String MODIFIED = "Last-Modified: " + DATE;

  private static Rig rig(int status, String... lines) throws IOException {
    String[] all = new String[lines.length + 1];
    all[0] = "Cache-Control: max-age=3600";
    System.arraycopy(lines, 0, all, 1, lines.length);
    Rig rig = Rig.answering(request -> ScriptedUpstream.response(status, "body", all));
    assertThat(rig.get("/a").text()).isEqualTo("body");
    return rig;
  }

  private static void assertNotModified(Response response) {
    assertThat(response.status()).as("%s", response).isEqualTo(304);
    assertThat(response.reason()).isEqualTo("Not Modified");
    assertHit(response);
  }

  private static void assertWhole(Response response) {
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    assertThat(response.text()).isEqualTo("body");
    assertHit(response);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"e\"", "W/\"e\"", "*", "\"x\", W/\"e\"", "\"x\"\r\nIf-None-Match: \"e\""})
  void aMatchingEntityTagIsA304(String field) throws IOException {
    try (Rig rig = rig(200, TAG)) {
      assertNotModified(rig.get("/a", "If-None-Match: " + field));
      assertWhole(rig.get("/a"));
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "e", "\"E\"", "\"x\", \"y\"", ""})
  void anotherEntityTagGetsTheWhole(String field) throws IOException {
    try (Rig rig = rig(200, TAG)) {
      assertWhole(rig.get("/a", "If-None-Match: " + field));
    }
  }

  @Test
  void aWeakStoredEntityTagMatchesToo() throws IOException {
    try (Rig rig = rig(200, "ETag: W/\"e\"")) {
      assertNotModified(rig.get("/a", "If-None-Match: \"e\""));
      assertNotModified(rig.get("/a", "If-None-Match: W/\"e\""));
    }
  }

  @Test
  void anEntityTagMayHaveAnyBytes() throws IOException {
    try (Rig rig = rig(200, "ETag: \"\u00e9,\u00ff\"")) {
      assertNotModified(rig.get("/a", "If-None-Match: \"x\", \"\u00e9,\u00ff\""));
    }
  }

  @Test
  void a304HasTheFieldsThatTheClientsCacheNeeds() throws IOException {
    try (Rig rig =
        rig(
            200,
            TAG,
            MODIFIED,
            "Content-Type: text/plain",
            "Content-Language: de",
            "Content-Encoding: x",
            "Content-Location: /b",
            "Expires: 0",
            "Vary: X",
            "X-Any: y")) {
      Response response = rig.get("/a", "If-None-Match: \"e\"");

      assertNotModified(response);
      assertThat(response.header("ETag")).isEqualTo("\"e\"");
      assertThat(response.header("Cache-Control")).isEqualTo("max-age=3600");
      assertThat(response.header("Content-Location")).isEqualTo("/b");
      assertThat(response.header("Expires")).isEqualTo("0");
      assertThat(response.header("Vary")).isEqualTo("X");
      assertThat(response.header("X-Any")).isEqualTo("y");
      assertThat(response.headers("Date")).hasSize(1);
      assertThat(response.headers("Age")).hasSize(1);
      assertThat(response.headers("Via")).hasSize(1);
      for (String name :
          new String[] {
            "Content-Length",
            "Content-Type",
            "Content-Language",
            "Content-Encoding",
            "Last-Modified",
            "Transfer-Encoding"
          }) {
        assertThat(response.headers(name)).as(name).isEmpty();
      }
    }
  }

  @Test
  void withoutAnEntityTagA304HasLastModified() throws IOException {
    try (Rig rig = rig(200, MODIFIED)) {
      Response response = rig.get("/a", "If-Modified-Since: " + DATE);

      assertNotModified(response);
      assertThat(response.header("Last-Modified")).isEqualTo(DATE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | 304",
        "Sunday, 06-Nov-94 08:49:38 GMT | 304",
        "Sun Nov  6 08:49:39 1994 | 304",
        "Sun, 06 Nov 1994 08:49:36 GMT | 200",
        "nonsense | 200",
        "0 | 200",
      })
  void ifModifiedSinceIsComparedWithLastModified(String since, int status) throws IOException {
    try (Rig rig = rig(200, MODIFIED)) {
      Response response = rig.get("/a", "If-Modified-Since: " + since);

      assertThat(response.status()).isEqualTo(status);
      assertHit(response);
    }
  }

  @Test
  void withoutLastModifiedItIsComparedWithTheDate() throws IOException {
    String[] lines = {"Cache-Control: max-age=2000000000", "Date: " + DATE};
    try (Rig rig = Rig.answering(request -> ScriptedUpstream.response(200, "body", lines))) {
      rig.get("/a");
      assertNotModified(rig.get("/a", "If-Modified-Since: " + DATE));
      assertWhole(rig.get("/a", "If-Modified-Since: " + EARLIER));
    }
  }

  @Test
  void ifNoneMatchWinsOverIfModifiedSince() throws IOException {
    try (Rig rig = rig(200, TAG, MODIFIED)) {
      assertWhole(rig.get("/a", "If-None-Match: \"x\"", "If-Modified-Since: " + DATE));
      assertNotModified(rig.get("/a", "If-None-Match: \"e\"", "If-Modified-Since: " + EARLIER));
    }
  }

  @Test
  void conditionsWinOverTheRange() throws IOException {
    try (Rig rig = rig(200, TAG)) {
      assertNotModified(rig.get("/a", "If-None-Match: \"e\"", "Range: bytes=0-1"));
      assertThat(rig.get("/a", "If-None-Match: \"x\"", "Range: bytes=0-1").text()).isEqualTo("bo");
    }
  }

  @Test
  void aHeadGetsA304Too() throws IOException {
    try (Rig rig = rig(200, TAG)) {
      assertNotModified(rig.send("HEAD", "/a", "If-None-Match: \"e\""));
      assertThat(rig.send("HEAD", "/a", "If-None-Match: \"x\"").status()).isEqualTo(200);
    }
  }

  @Test
  void conditionsAreIgnoredWhereTheStoredAnswerIsNoSuccess() throws IOException {
    try (Rig rig = rig(404, TAG, MODIFIED)) {
      assertThat(rig.get("/a", "If-None-Match: \"e\"").status()).isEqualTo(404);
      assertThat(rig.get("/a", "If-None-Match: *").status()).isEqualTo(404);
      assertThat(rig.get("/a", "If-Modified-Since: " + DATE).status()).isEqualTo(404);
      assertThat(rig.get("/a", "Range: bytes=0-1").text()).isEqualTo("body");
    }
  }

  @Test
  void theConnectionGoesOnAfterA304() throws IOException {
    try (Rig rig = rig(200, TAG)) {
      RawClient client = rig.client();
      client
          .request("GET", "/a", "If-None-Match: *")
          .request("HEAD", "/a", "If-None-Match: *")
          .request("GET", "/a", "If-None-Match: *", "Range: bytes=0-1")
          .request("GET", "/a");

      assertNotModified(client.readResponse());
      assertNotModified(client.readResponse(true));
      assertNotModified(client.readResponse());
      assertWhole(client.readResponse());
    }
  }

  @OnlyH1("HTTP/1.0")
  void anOldClientIsToldWhetherItsConnectionGoesOn() throws IOException {
    try (Rig rig = rig(200, TAG)) {
      String request = "GET /a HTTP/1.0\r\nHost: test\r\nIf-None-Match: *\r\n";
      RawClient client = rig.client();

      Response kept = client.send(request + "Connection: keep-alive\r\n\r\n").readResponse();
      assertNotModified(kept);
      assertThat(kept.header("Connection")).isEqualTo("keep-alive");
      Response last = client.send(request + "\r\n").readResponse();
      assertNotModified(last);
      assertThat(last.header("Connection")).isEqualTo("close");
      client.expectClosed();
    }
  }
}
