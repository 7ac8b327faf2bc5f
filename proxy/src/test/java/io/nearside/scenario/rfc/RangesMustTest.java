package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranges of responses that are stored whole.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
@InEachTier
class RangesMustTest {
  private static final String BODY = Origin.letters(1000);

  private final Tier tier;

  RangesMustTest(Tier tier) {
    this.tier = tier;
  }

  private Rig filled(String... lines) throws IOException {
    Rig rig = tier.answering(Origin.of(BODY, lines));
    Eventually.stored(rig, 1, "/a");
    return rig;
  }

  private static void assertWhole(Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Content-Range")).isEmpty();
    assertThat(answer.headers("Content-Length")).containsExactly("1000");
    assertThat(answer.text()).isEqualTo(BODY);
  }

  // 15.3.7

  @Test
  void a206HasTheFieldsThatA200WouldHave() throws IOException {
    String[] lines = {
      ETAG,
      "Cache-Control: max-age=2000000000",
      "Vary: Accept-Language",
      "Expires: Fri, 01 Jan 2100 00:00:00 GMT",
      "Content-Location: /a.en",
      "Date: Tue, 15 Nov 2016 08:12:31 GMT",
      "Content-Type: text/plain",
      "X-A: 1"
    };
    try (Rig rig = filled(lines)) {
      Response part = rig.get("/a", "Range: bytes=0-9");

      assertThat(part.status()).isEqualTo(206);
      for (String line : lines) {
        String name = line.substring(0, line.indexOf(':'));
        assertThat(part.headers(name)).containsExactly(line.substring(name.length() + 2));
      }
      assertThat(part.headers("Age")).hasSize(1);
      assertThat(part.headers("Content-Range")).containsExactly("bytes 0-9/1000");
      assertThat(part.headers("Content-Length")).containsExactly("10");
    }
  }

  /** 15.3.7.2: one range that was asked for is never a multipart answer. */
  @Test
  void oneRangeIsOnePart() throws IOException {
    try (Rig rig = filled(ETAG, HOUR, "Content-Type: text/plain")) {
      Response part = rig.get("/a", "Range: bytes=3-3");

      assertThat(part.headers("Content-Type")).containsExactly("text/plain");
      assertThat(part.headers("Content-Range")).containsExactly("bytes 3-3/1000");
      assertThat(part.text()).isEqualTo(BODY.substring(3, 4));
    }
  }

  // 14.1.2: large numerals do not overflow

  @ParameterizedTest
  @CsvSource({
    "990-99999999999999999999999999, 990",
    "990-9223372036854775807, 990",
    "990-4294967296, 990",
    "-9223372036854775808, 0",
    "-99999999999999999999999999, 0"
  })
  void hugeNumbersAreTheEnd(String range, int first) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      Response part = rig.get("/a", "Range: bytes=" + range);

      assertThat(part.text()).isEqualTo(BODY.substring(first));
      assertThat(part.status()).isIn(200, 206);
      if (part.status() == 206) {
        assertThat(part.header("Content-Range")).isEqualTo("bytes " + first + "-999/1000");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"99999999999999999999999999-", "4294967296-4294967297", "18446744073709551616-"})
  void hugeFirstPositionsCannotBeSatisfied(String range) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      Response answer = rig.get("/a", "Range: bytes=" + range);

      assertThat(answer.status()).isEqualTo(416);
      assertThat(rig.get("/a").text()).isEqualTo(BODY);
    }
  }

  // 14.2: what must be ignored

  @ParameterizedTest
  @ValueSource(strings = {"lines=0-1", "none=0-1", "byte=0-1", "=0-1"})
  void otherUnitsAreIgnored(String range) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      assertWhole(rig.get("/a", "Range: " + range));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 301, 203})
  void onlyA200HasRanges(int status) throws IOException {
    try (Rig rig =
        tier.answering(request -> ScriptedUpstream.response(status, "hello", HOUR, ETAG))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "Range: bytes=0-1");

      assertHit(answer);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEqualTo("hello");
    }
  }

  /** 14.2: conditions are evaluated first. */
  @Test
  void a304ComesBeforeARange() throws IOException {
    try (Rig rig = filled(ETAG, MODIFIED, HOUR)) {
      assertThat(rig.get("/a", "Range: bytes=0-1", "If-None-Match: \"1\"").status()).isEqualTo(304);
      assertThat(rig.get("/a", "Range: bytes=0-1", "If-Modified-Since: " + MODIFIED_AT).status())
          .isEqualTo(304);
      assertThat(rig.get("/a", "Range: bytes=2000-", "If-None-Match: \"1\"").status())
          .isEqualTo(304);
      assertThat(rig.get("/a", "Range: bytes=0-1", "If-None-Match: \"2\"").status()).isEqualTo(206);
    }
  }

  // 13.1.5. If-Range

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2\"",
        "W/\"1\"",
        "1",
        "\"1\", \"2\"",
        "*",
        "Mon, 14 Nov 1994 08:12:31 GMT",
        "Wed, 16 Nov 1994 08:12:31 GMT",
        "nonsense"
      })
  void whatDoesNotMatchExactlyGetsTheWhole(String condition) throws IOException {
    try (Rig rig = filled(ETAG, MODIFIED, HOUR)) {
      assertWhole(rig.get("/a", "Range: bytes=0-9", "If-Range: " + condition));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "W/\"1\""})
  void aWeakTagNeverMatches(String condition) throws IOException {
    try (Rig rig = filled("ETag: W/\"1\"", HOUR)) {
      assertWhole(rig.get("/a", "Range: bytes=0-9", "If-Range: " + condition));
    }
  }

  @Test
  void ifRangeThatDoesNotMatchComesBeforeA416() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      assertWhole(rig.get("/a", "Range: bytes=5000-", "If-Range: \"2\""));
    }
  }

  @Test
  void ifRangeWithoutARangeIsIgnored() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      assertWhole(rig.get("/a", "If-Range: \"1\""));
      assertWhole(rig.get("/a", "If-Range: \"2\""));
    }
  }

  /** 8.8.2.2: a date is strong where it is at least a second older than the Date. */
  @Test
  void aDateThatIsNotStrongGetsTheWhole() throws IOException {
    try (Rig rig = filled(MODIFIED, "Date: " + MODIFIED_AT, "Cache-Control: max-age=2000000000")) {
      assertWhole(rig.get("/a", "Range: bytes=0-9", "If-Range: " + MODIFIED_AT));
    }
  }

  // The connection after a part

  @Test
  void theConnectionGoesOnAfterEachKindOfAnswer() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      RawClient client = rig.client();
      for (String range : new String[] {"0-9", "0-1,998-", "5000-", "9-8", "-1"}) {
        client.get("/a", "Range: bytes=" + range);
        assertWhole(client.get("/a"));
      }
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void pipelinedRangesComeInOrder() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      RawClient client = rig.client();
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        requests.append(
            "GET /a HTTP/1.1\r\nHost: test\r\nRange: bytes=%d-%d\r\n\r\n".formatted(i, i));
      }
      client.send(requests.toString());
      for (int i = 0; i < 10; i++) {
        assertThat(client.readResponse().text()).isEqualTo(BODY.substring(i, i + 1));
      }
    }
  }

  @Test
  void aClientOfHttp10GetsAPartToo() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      RawClient client =
          rig.client().send("GET /a HTTP/1.0\r\nHost: test\r\nRange: bytes=10-19\r\n\r\n");
      Response answer = client.readResponse();

      assertThat(answer.status()).isEqualTo(206);
      assertThat(answer.headers("Transfer-Encoding")).isEmpty();
      assertThat(answer.text()).isEqualTo(BODY.substring(10, 20));
      client.expectClosed();
    }
  }
}
