package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Partial content that is stored, reused and completed.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3,
 * https://www.rfc-editor.org/rfc/rfc9111#section-3.4
 */
@InEachTier
class PartialMayTest {
  private static final String BODY = Origin.letters(1000);
  private static final String FIRST = "Range: bytes=0-499";

  private final Tier tier;

  PartialMayTest(Tier tier) {
    this.tier = tier;
  }

  private static Request last(Rig rig) {
    List<Request> requests = rig.upstream().requests();
    return requests.get(requests.size() - 1);
  }

  private static void assertPart(Response answer, int first, int last) {
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.headers("Content-Range"))
        .containsExactly("bytes " + first + "-" + last + "/1000");
    assertThat(answer.headers("Content-Length"))
        .containsExactly(Integer.toString(last - first + 1));
    assertThat(answer.text()).isEqualTo(BODY.substring(first, last + 1));
  }

  private static void assertWhole(Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Content-Range")).isEmpty();
    assertThat(answer.headers("Content-Length")).containsExactly("1000");
    assertThat(answer.text()).isEqualTo(BODY);
  }

  private Rig halfFilled() throws IOException {
    Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR, "X-A: 1"));
    assertPart(Eventually.stored(rig, 1, "/a", FIRST), 0, 499);
    return rig;
  }

  @Test
  void theRangeOfAMissIsAskedForAsItIs() throws IOException {
    try (Rig rig = halfFilled()) {
      assertThat(last(rig).headers("Range")).containsExactly("bytes=0-499");
    }
  }

  @ParameterizedTest
  @CsvSource({"0-499, 0, 499", "0-0, 0, 0", "100-199, 100, 199", "499-499, 499, 499"})
  void aRangeWithinAStoredPartIsAHit(String range, int first, int last) throws IOException {
    try (Rig rig = halfFilled()) {
      Response answer = rig.get("/a", "Range: bytes=" + range);

      assertHit(answer);
      assertPart(answer, first, last);
      assertThat(answer.headers("X-A")).containsExactly("1");
      assertThat(answer.headers("ETag")).containsExactly("\"1\"");
      assertThat(answer.headers("Age")).hasSize(1);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void aPartThatIsNotTheBeginningIsReusedToo() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a", "Range: bytes=600-699");
      Response answer = rig.get("/a", "Range: bytes=610-619");

      assertHit(answer);
      assertPart(answer, 610, 619);
    }
  }

  @Test
  void aRangeThatOverlapsAsksForWhatIsMissingOnly() throws IOException {
    try (Rig rig = halfFilled()) {
      Response answer = rig.get("/a", "Range: bytes=400-599");

      assertForwarded(answer);
      assertPart(answer, 400, 599);
      assertThat(last(rig).headers("Range")).containsExactly("bytes=500-599");
      assertThat(last(rig).headers("If-Range")).containsExactly("\"1\"");
    }
  }

  @Test
  void whatWasCombinedIsReused() throws IOException {
    try (Rig rig = halfFilled()) {
      rig.get("/a", "Range: bytes=400-599");
      Response hit =
          Eventually.answer(
              rig,
              "/a",
              answer -> Rig.status(answer).startsWith("nearside; hit"),
              "Range: bytes=100-599");

      assertPart(hit, 100, 599);
    }
  }

  @Test
  void aWholeRequestAsksForWhatIsMissingOnly() throws IOException {
    try (Rig rig = halfFilled()) {
      Response answer = rig.get("/a");

      assertForwarded(answer);
      assertWhole(answer);
      assertThat(last(rig).headers("Range")).containsExactly("bytes=500-999");
      assertThat(last(rig).headers("If-Range")).containsExactly("\"1\"");
      assertWhole(Eventually.hit(rig, "/a"));
    }
  }

  @Test
  void aWholeRequestAfterAMiddlePartGetsTheWhole() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a", "Range: bytes=600-699");

      assertWhole(rig.get("/a"));
      assertWhole(Eventually.hit(rig, "/a"));
    }
  }

  /** 9110 15.3.7.3: the newer fields win. */
  @Test
  void combiningUpdatesTheFields() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR, "X-A: old", "X-Kept: 1");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a", FIRST);
      origin.becomes(BODY, ETAG, HOUR, "X-A: new");
      assertWhole(rig.get("/a"));
      Response hit = Eventually.hit(rig, "/a");

      assertWhole(hit);
      assertThat(hit.headers("X-A")).containsExactly("new");
      assertThat(hit.headers("X-Kept")).containsExactly("1");
    }
  }

  @Test
  void anIfRangeOfTheClientIsComparedWithTheStoredPart() throws IOException {
    try (Rig rig = halfFilled()) {
      Response same = rig.get("/a", "Range: bytes=0-9", "If-Range: \"1\"");
      assertHit(same);
      assertPart(same, 0, 9);

      assertWhole(rig.get("/a", "Range: bytes=0-9", "If-Range: \"2\""));
    }
  }

  @Test
  void aConditionOfTheClientIsComparedWithTheStoredPart() throws IOException {
    try (Rig rig = halfFilled()) {
      Response answer = rig.get("/a", "Range: bytes=0-9", "If-None-Match: \"1\"");

      assertThat(answer.status()).isEqualTo(304);
    }
  }

  @Test
  void aWholeAnswerToARangeIsStoredAsTheWhole() throws IOException {
    try (Rig rig = tier.answering(request -> ScriptedUpstream.response(200, BODY, ETAG, HOUR))) {
      Response first = Eventually.stored(rig, 1, "/a", FIRST);
      if (first.status() == 206) {
        assertPart(first, 0, 499);
      } else {
        assertWhole(first);
      }

      Response whole = rig.get("/a");
      assertHit(whole);
      assertWhole(whole);
      Response part = rig.get("/a", FIRST);
      assertHit(part);
      assertPart(part, 0, 499);
    }
  }

  /** 9110 14.4: a length that is not known. */
  @Test
  void aPartOfAnUnknownLengthIsPassedOn() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.header("Range") == null
                    ? ScriptedUpstream.response(200, BODY, ETAG, HOUR)
                    : ScriptedUpstream.response(
                        206, BODY.substring(0, 500), ETAG, HOUR, "Content-Range: bytes 0-499/*"))) {
      Response answer = rig.get("/a", FIRST);

      assertThat(answer.status()).isEqualTo(206);
      assertThat(answer.headers("Content-Range")).containsExactly("bytes 0-499/*");
      assertThat(answer.text()).isEqualTo(BODY.substring(0, 500));
      assertWhole(rig.get("/a"));
    }
  }

  @Test
  void aStalePartIsValidatedOrFetchedAgain() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, Origin.STALE);
    try (Rig rig = tier.answering(origin)) {
      assertPart(rig.get("/a", FIRST), 0, 499);
      Response again = rig.get("/a", FIRST);

      assertForwarded(again);
      assertPart(again, 0, 499);
    }
  }
}
