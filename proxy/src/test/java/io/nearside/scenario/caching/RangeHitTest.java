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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of complete stored responses: RFC 9110 sections 14 and 15.3.7. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class RangeHitTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final String LAST_MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final int LARGE = 3_000_000;

  private static Rig rig(String body, String... lines) throws IOException {
    String[] all = new String[lines.length + 2];
    all[0] = "Cache-Control: max-age=3600";
    all[1] = "Content-Type: text/plain";
    System.arraycopy(lines, 0, all, 2, lines.length);
    Rig rig = Rig.answering(request -> ScriptedUpstream.response(200, body, all));
    assertThat(rig.get("/a").text()).isEqualTo(body);
    return rig;
  }

  private static String large() {
    StringBuilder out = new StringBuilder(LARGE + 8);
    for (int i = 0; out.length() < LARGE; i++) {
      out.append(i).append(' ');
    }
    return out.substring(0, LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "0-0, a, 0-0",
    "2-4, cde, 2-4",
    "23-, xyz, 23-25",
    "23-99, xyz, 23-25",
    "-2, yz, 24-25",
    "-99, abcdefghijklmnopqrstuvwxyz, 0-25",
    "0-, abcdefghijklmnopqrstuvwxyz, 0-25",
    "'1-2,3-4', bcde, 1-4",
    "'1-2,99-', bc, 1-2",
  })
  void aPartIsServedFromTheCache(String range, String text, String served) throws IOException {
    try (Rig rig = rig(LETTERS, "ETag: \"e\"", "Expires: 0", "Vary: X")) {
      Response part = rig.get("/a", "Range: bytes=" + range);

      assertThat(part.status()).isEqualTo(206);
      assertThat(part.reason()).isEqualTo("Partial Content");
      assertThat(part.text()).isEqualTo(text);
      assertThat(part.headers("Content-Range")).containsExactly("bytes " + served + "/26");
      assertThat(part.headers("Content-Length")).containsExactly(Integer.toString(text.length()));
      assertThat(part.headers("Content-Type")).containsExactly("text/plain");
      assertThat(part.headers("Cache-Control")).containsExactly("max-age=3600");
      assertThat(part.headers("ETag")).containsExactly("\"e\"");
      assertThat(part.headers("Expires")).containsExactly("0");
      assertThat(part.headers("Vary")).containsExactly("X");
      assertThat(part.headers("Date")).hasSize(1);
      assertThat(part.headers("Age")).hasSize(1);
      assertThat(part.headers("Via")).hasSize(1);
      assertHit(part);
      assertThat(rig.get("/a").text()).isEqualTo(LETTERS);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void severalPartsAreMultipartInTheOrderInWhichTheyWereAskedFor() throws IOException {
    try (Rig rig = rig(LETTERS)) {
      Response parts = rig.get("/a", "Range: bytes=-1,0-1,10-12");

      assertThat(parts.status()).isEqualTo(206);
      assertThat(parts.headers("Content-Range")).isEmpty();
      assertThat(parts.headers("Content-Type")).hasSize(1);
      assertThat(parts.text())
          .isEqualTo(
              multipart(
                  parts, LETTERS.length(), LETTERS, new int[][] {{25, 25}, {0, 1}, {10, 12}}));
      assertHit(parts);
      assertThat(rig.get("/a").text()).isEqualTo(LETTERS);
    }
  }

  private static String multipart(Response response, int length, String body, int[][] ranges) {
    String type = response.header("Content-Type");
    assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f]{32}");
    String boundary = type.substring(type.indexOf('=') + 1);
    StringBuilder out = new StringBuilder();
    for (int[] range : ranges) {
      out.append(out.isEmpty() ? "--" : "\r\n--").append(boundary);
      out.append("\r\nContent-Type: text/plain\r\nContent-Range: bytes ");
      out.append(range[0]).append('-').append(range[1]).append('/').append(length);
      out.append("\r\n\r\n").append(body, range[0], range[1] + 1);
    }
    return out.append("\r\n--").append(boundary).append("--\r\n").toString();
  }

  @Test
  void largePartsAreStreamed() throws IOException {
    String body = large();
    try (Rig rig = rig(body)) {
      Response one = rig.get("/a", "Range: bytes=1-2000000");
      assertThat(one.header("Content-Range")).isEqualTo("bytes 1-2000000/" + LARGE);
      assertThat(one.text()).isEqualTo(body.substring(1, 2_000_001));

      Response several = rig.get("/a", "Range: bytes=2000000-2999999,0-999999,1500000-1500000");
      assertThat(several.text())
          .isEqualTo(
              multipart(
                  several,
                  LARGE,
                  body,
                  new int[][] {{2_000_000, 2_999_999}, {0, 999_999}, {1_500_000, 1_500_000}}));
      assertThat(rig.get("/a").text()).isEqualTo(body);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRequestsGetTheirPartsInOrder() throws IOException {
    String body = large();
    try (Rig rig = rig(body)) {
      RawClient client = rig.client();
      client
          .request("GET", "/a", "Range: bytes=0-999999,2000000-")
          .request("GET", "/a", "Range: bytes=" + LARGE + "-")
          .request("GET", "/a", "Range: bytes=5-9")
          .request("HEAD", "/a", "Range: bytes=5-9")
          .request("GET", "/a");

      Response first = client.readResponse();
      assertThat(first.text())
          .isEqualTo(
              multipart(first, LARGE, body, new int[][] {{0, 999_999}, {2_000_000, LARGE - 1}}));
      assertThat(client.readResponse().status()).isEqualTo(416);
      assertThat(client.readResponse().text()).isEqualTo(body.substring(5, 10));
      assertThat(client.readResponse(true).header("Content-Length")).isEqualTo("" + LARGE);
      assertThat(client.readResponse().text()).isEqualTo(body);
    }
  }

  @Test
  void aClientThatLeavesWithinItsPartsHarmsNobody() throws IOException {
    String body = large();
    try (Rig rig = rig(body)) {
      RawClient leaving = rig.client();
      leaving.request("GET", "/a", "Range: bytes=0-1400000,1500000-2999999");
      assertThat(leaving.readHead(false).bodyStream().readNBytes(1000)).hasSize(1000);
      leaving.reset();

      assertThat(rig.get("/a", "Range: bytes=7-8").text()).isEqualTo(body.substring(7, 9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=26-", "bytes=26-30", "bytes=-0", "bytes=99999999999999999999-"})
  void whatBeginsBehindTheEndIsA416AndTheConnectionGoesOn(String range) throws IOException {
    try (Rig rig = rig(LETTERS)) {
      Response none = rig.get("/a", "Range: " + range);

      assertThat(none.status()).isEqualTo(416);
      assertThat(none.headers("Content-Range")).containsExactly("bytes */26");
      assertThat(none.headers("Content-Length")).containsExactly("0");
      assertThat(none.headers("Date")).hasSize(1);
      assertThat(none.header("Connection")).isNull();
      assertHit(none);
      assertThat(rig.get("/a").text()).isEqualTo(LETTERS);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lines=0-1",
        "bytes=5-4",
        "bytes=0-1;2-3",
        "bytes=",
        "bytes=0-1\r\nRange: bytes=2-3"
      })
  void whatIsToBeIgnoredIs(String range) throws IOException {
    try (Rig rig = rig(LETTERS)) {
      Response whole = rig.get("/a", "Range: " + range);

      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.text()).isEqualTo(LETTERS);
      assertThat(whole.headers("Content-Range")).isEmpty();
      assertHit(whole);
    }
  }

  @Test
  void anAbsurdSetCostsNoMoreThanTheWhole() throws IOException {
    try (Rig rig = rig(LETTERS)) {
      Response overlapping = rig.get("/a", "Range: bytes=0-" + ",0-".repeat(63));
      assertThat(overlapping.status()).isEqualTo(206);
      assertThat(overlapping.text()).isEqualTo(LETTERS);

      Response tooMany = rig.get("/a", "Range: bytes=0-0" + ",0-0".repeat(64));
      assertThat(tooMany.status()).isEqualTo(200);
      assertThat(tooMany.text()).isEqualTo(LETTERS);
    }
  }

  @Test
  void aHeadHasNoParts() throws IOException {
    try (Rig rig = rig(LETTERS)) {
      Response head = rig.send("HEAD", "/a", "Range: bytes=0-1");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("26");
      assertHit(head);
    }
  }

  @Test
  void ofNoBytesThereAreNoParts() throws IOException {
    try (Rig rig = rig("")) {
      assertThat(rig.get("/a", "Range: bytes=0-").status()).isEqualTo(200);
      assertThat(rig.get("/a", "Range: bytes=-1").status()).isEqualTo(200);
    }
  }

  @OnlyH1("HTTP/1.0")
  void anOldClientGetsItsParts() throws IOException {
    try (Rig rig = rig(LETTERS)) {
      RawClient client = rig.client();
      client.send("GET /a HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\n");
      Response kept = client.send("Range: bytes=0-1,5-6\r\n\r\n").readResponse();
      assertThat(kept.header("Connection")).isEqualTo("keep-alive");
      assertThat(kept.text())
          .isEqualTo(multipart(kept, LETTERS.length(), LETTERS, new int[][] {{0, 1}, {5, 6}}));

      Response last =
          client.send("GET /a HTTP/1.0\r\nHost: test\r\nRange: bytes=3-3\r\n\r\n").readResponse();
      assertThat(last.header("Connection")).isEqualTo("close");
      assertThat(last.body()).isEqualTo("d".getBytes(StandardCharsets.US_ASCII));
      client.expectClosed();
    }
  }

  // If-Range: RFC 9110 section 13.1.5.

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "\"e\", 206",
        "W/\"e\", 200",
        "\"other\", 200",
        "~Sun, 06 Nov 1994 08:49:37 GMT~, 206",
        "~Sun, 06 Nov 1994 08:49:38 GMT~, 200",
        "nonsense, 200",
      })
  void ifRangeDecidesBetweenThePartAndTheWhole(String validator, int status) throws IOException {
    try (Rig rig = rig(LETTERS, "ETag: \"e\"", "Last-Modified: " + LAST_MODIFIED)) {
      Response response = rig.get("/a", "Range: bytes=1-2", "If-Range: " + validator);

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).isEqualTo(status == 206 ? "bc" : LETTERS);
      assertHit(response);
    }
  }
}
