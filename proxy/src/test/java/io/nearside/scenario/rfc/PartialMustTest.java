package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Partial content that the upstream sends.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3,
 * https://www.rfc-editor.org/rfc/rfc9111#section-3.4
 */
@InEachTier
class PartialMustTest {
  private static final String BODY = Origin.letters(1000);
  private static final String OTHER = BODY.toUpperCase(java.util.Locale.ROOT);
  private static final String FIRST = "Range: bytes=0-499";

  private final Tier tier;

  PartialMustTest(Tier tier) {
    this.tier = tier;
  }

  private static Request last(Rig rig) {
    List<Request> requests = rig.upstream().requests();
    return requests.get(requests.size() - 1);
  }

  private static void assertPart(Response answer, String body, int first, int last) {
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.headers("Content-Range"))
        .containsExactly("bytes " + first + "-" + last + "/" + body.length());
    assertThat(answer.text()).isEqualTo(body.substring(first, last + 1));
  }

  private static void assertWhole(Response answer, String body) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Content-Range")).isEmpty();
    assertThat(answer.headers("Content-Length")).containsExactly("" + body.length());
    assertThat(answer.text()).isEqualTo(body);
  }

  // 3.3: a part is never passed off as the whole

  @Test
  void aPartIsNeverTheAnswerToAWholeRequest() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      assertPart(rig.get("/a", FIRST), BODY, 0, 499);
      for (int i = 0; i < 3; i++) {
        assertWhole(rig.get("/a"), BODY);
      }
    }
  }

  @Test
  void aPartIsNeverTheAnswerToARangeOutsideOfIt() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      rig.get("/a", FIRST);

      assertPart(rig.get("/a", "Range: bytes=400-599"), BODY, 400, 599);
      assertPart(rig.get("/a", "Range: bytes=700-709"), BODY, 700, 709);
      assertPart(rig.get("/a", "Range: bytes=-10"), BODY, 990, 999);
      assertPart(rig.get("/a", "Range: bytes=400-"), BODY, 400, 999);
    }
  }

  @Test
  void aWholeOfOnePartIsAWhole() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      assertPart(rig.get("/a", "Range: bytes=0-"), BODY, 0, 999);
      assertWhole(rig.get("/a"), BODY);
    }
  }

  /** The body of a 200 that was cut short is nobody's answer but his who saw it break. */
  @Test
  void aResponseThatWasCutShortIsNotServedAsWhole() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.serving(
            connection -> {
              for (var next = connection.readRequest();
                  next != null;
                  next = connection.readRequest()) {
                String answer = origin.apply(next);
                if (next.header("X-Cut") != null) {
                  connection.write(answer.substring(0, answer.length() - 400));
                  return;
                }
                connection.write(answer);
              }
            })) {
      Response cut = rig.client().request("GET", "/a", "X-Cut: yes").readHead(false);
      assertThat(cut.bodyStream().readAllBytes().length).isLessThan(1000);
      assertThat(cut.truncated()).isTrue();

      for (int i = 0; i < 2; i++) {
        assertWhole(rig.client().get("/a"), BODY);
      }
    }
  }

  // 3.4: only with the same strong validator

  @ParameterizedTest
  @ValueSource(strings = {"ETag: W/\"1\"", "X-Nothing: said"})
  void withoutAStrongValidatorNothingIsCombined(String line) throws IOException {
    Origin origin = Origin.of(BODY, line, HOUR);
    try (Rig rig = tier.answering(origin)) {
      assertPart(rig.get("/a", FIRST), BODY, 0, 499);
      origin.becomes(OTHER, line, HOUR);

      assertWhole(rig.get("/a"), OTHER);
    }
  }

  @ParameterizedTest
  @CsvSource({"Range: bytes=500-999, 500, 999", "Range: bytes=400-599, 400, 599"})
  void partsOfTwoRepresentationsAreNeverMixed(String range, int first, int last)
      throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a", FIRST);
      origin.becomes(OTHER, "ETag: \"2\"", HOUR);
      Response other = rig.get("/a", range);

      if (other.status() == 206) {
        assertPart(other, OTHER, first, last);
      } else {
        assertWhole(other, OTHER);
      }
      assertThat(other.headers("ETag")).containsExactly("\"2\"");
      assertWhole(rig.get("/a"), OTHER);
    }
  }

  @Test
  void aWholeRequestAfterAChangeGetsTheNewWhole() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a", FIRST);
      origin.becomes(OTHER, "ETag: \"2\"", HOUR);
      Response answer = rig.get("/a");

      assertWhole(answer, OTHER);
      assertThat(answer.headers("ETag")).containsExactly("\"2\"");
      assertWhole(Eventually.hit(rig, "/a"), OTHER);
    }
  }

  /** The upstream ignores If-Range, and sends a part of something else. */
  @Test
  void a206OfAnotherTagDoesNotCompleteAnything() throws IOException {
    Function<Request, String> careless =
        request -> {
          if (request.header("Range") == null) {
            return ScriptedUpstream.response(200, OTHER, "ETag: \"2\"", HOUR);
          }
          return request.header("Range").equals("bytes=0-499")
              ? Origin.part(BODY, 0, 499, ETAG, HOUR)
              : Origin.part(OTHER, 500, 999, "ETag: \"2\"", HOUR);
        };
    try (Rig rig = tier.answering(careless)) {
      Eventually.stored(rig, 1, "/a", FIRST);
      Response whole = rig.get("/a");

      assertWhole(whole, OTHER);
    }
  }

  /** 9110 14.4: an invalid or foreign Content-Range is not combined. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 500-499/1000",
        "bytes 500-999/999",
        "bytes 500-999/2000",
        "bytes 0-499/1000",
        "bytes 400-899/1000",
        "lines 500-999/1000",
        "bytes */1000",
        "nonsense"
      })
  void anOddContentRangeCompletesNothing(String contentRange) throws IOException {
    Function<Request, String> odd =
        request -> {
          if (request.header("Range") == null) {
            return ScriptedUpstream.response(200, BODY, ETAG, HOUR);
          }
          return request.header("Range").equals("bytes=0-499")
              ? Origin.part(BODY, 0, 499, ETAG, HOUR)
              : ScriptedUpstream.response(
                  206, OTHER.substring(500), ETAG, HOUR, "Content-Range: " + contentRange);
        };
    try (Rig rig = tier.answering(odd)) {
      Eventually.stored(rig, 1, "/a", FIRST);

      assertWhole(rig.get("/a"), BODY);
      assertWhole(rig.get("/a"), BODY);
    }
  }

  @Test
  void aTailThatIsCutShortCompletesNothing() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.serving(
            connection -> {
              for (var next = connection.readRequest();
                  next != null;
                  next = connection.readRequest()) {
                String answer = origin.apply(next);
                if (next.header("X-Cut") != null) {
                  connection.write(answer.substring(0, answer.length() - 100));
                  return;
                }
                connection.write(answer);
              }
            })) {
      Eventually.stored(rig, 1, "/a", FIRST);
      Response cut = rig.client().request("GET", "/a", "X-Cut: yes").readHead(false);
      assertThat(BODY).startsWith(new String(cut.bodyStream().readAllBytes()));
      assertThat(cut.truncated()).isTrue();

      assertWhole(rig.client().get("/a"), BODY);
    }
  }

  // 4.3.2: what may be asked for a part

  @Test
  void theTagOfAPartIsNotSentForTheWhole() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, MODIFIED, HOUR))) {
      Eventually.stored(rig, 1, "/a", FIRST);
      Response answer = rig.get("/a", "If-None-Match: \"2\"");

      assertThat(String.join(",", last(rig).headers("If-None-Match"))).doesNotContain("\"1\"");
      assertWhole(answer, BODY);
    }
  }

  /** What the upstream sends beside a simple part is passed on and kept for nobody. */
  @Test
  void aMultipartAnswerIsPassedOnAsItIs() throws IOException {
    String parts =
        "--xyz\r\nContent-Range: bytes 0-1/1000\r\n\r\nab\r\n"
            + "--xyz\r\nContent-Range: bytes 4-5/1000\r\n\r\nef\r\n--xyz--\r\n";
    Function<Request, String> multipart =
        request ->
            request.header("Range") == null
                ? ScriptedUpstream.response(200, BODY, ETAG, HOUR)
                : ScriptedUpstream.response(
                    206, parts, ETAG, HOUR, "Content-Type: multipart/byteranges; boundary=xyz");
    try (Rig rig = tier.answering(multipart)) {
      for (int i = 0; i < 2; i++) {
        Response answer = rig.get("/a", "Range: bytes=0-1,4-5");
        assertForwarded(answer);
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.headers("Content-Type"))
            .containsExactly("multipart/byteranges; boundary=xyz");
        assertThat(answer.text()).isEqualTo(parts);
      }
      assertWhole(rig.get("/a"), BODY);
    }
  }

  @Test
  void a416OfTheUpstreamIsPassedOnAndNotStored() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      Response answer = rig.get("/a", "Range: bytes=5000-");

      assertThat(answer.status()).isEqualTo(416);
      assertThat(answer.headers("Content-Range")).containsExactly("bytes */1000");
      assertWhole(rig.get("/a"), BODY);
    }
  }

  @Test
  void whatIsNotToBeStoredIsNotStoredInPartEither() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, "Cache-Control: no-store");
    try (Rig rig = tier.answering(origin)) {
      assertPart(rig.get("/a", FIRST), BODY, 0, 499);
      origin.becomes(OTHER, ETAG, "Cache-Control: no-store");

      assertPart(rig.get("/a", FIRST), OTHER, 0, 499);
      assertWhole(rig.get("/a"), OTHER);
    }
  }

  @Test
  void aWriteEndsAPart() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a", FIRST);
      origin.becomes(OTHER, ETAG, HOUR);
      rig.send("POST", "/a", "Content-Length: 0");

      assertPart(rig.get("/a", FIRST), OTHER, 0, 499);
      assertWhole(rig.get("/a"), OTHER);
    }
  }
}
