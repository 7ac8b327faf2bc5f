package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where parts meet variants, HEAD, writes, failures and validation.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3,
 * https://www.rfc-editor.org/rfc/rfc9111#section-4
 */
@InEachTier
class PartialReuseMustTest {
  private static final String BODY = Origin.letters(1000);
  private static final String OTHER = BODY.toUpperCase(Locale.ROOT);
  private static final String FIRST = "Range: bytes=0-499";

  private final Tier tier;

  PartialReuseMustTest(Tier tier) {
    this.tier = tier;
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
    assertThat(answer.text()).isEqualTo(body);
  }

  @Test
  void aPartOfAnotherVariantIsNotUsed() throws IOException {
    Function<Request, String> byLanguage =
        request ->
            Origin.of(
                    "de".equals(request.header("X-L")) ? BODY : OTHER,
                    "ETag: \"" + request.header("X-L") + "\"",
                    "Vary: X-L",
                    HOUR)
                .apply(request);
    try (Rig rig = tier.answering(byLanguage)) {
      Eventually.stored(rig, 1, "/a", FIRST, "X-L: de");

      assertPart(rig.get("/a", FIRST, "X-L: en"), OTHER, 0, 499);
      assertWhole(rig.get("/a", "X-L: en"), OTHER);
      assertWhole(rig.get("/a", "X-L: de"), BODY);
    }
  }

  @Test
  void aHeadIsNeverAnsweredWithTheLengthOfAPart() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a", FIRST);
      for (int i = 0; i < 2; i++) {
        Response head = rig.send("HEAD", "/a");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers("Content-Length")).containsExactly("1000");
        assertThat(head.headers("Content-Range")).isEmpty();
      }
    }
  }

  @Test
  void severalRangesOfAPartAreRightOrForwarded() throws IOException {
    try (Rig rig = tier.answering(Origin.of(BODY, ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a", FIRST);
      Response answer = rig.get("/a", "Range: bytes=0-1,10-11,600-601");

      // The origin here ignores several ranges.
      if (answer.status() == 206) {
        assertThat(Multipart.parts(answer)).hasSize(3);
      } else {
        assertWhole(answer, BODY);
      }
    }
  }

  @Test
  void aConditionOfTheClientIsNotAnsweredWithAPartOfTheOld() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, STALE);
    try (Rig rig = tier.answering(origin)) {
      rig.get("/a", FIRST);
      origin.becomes(OTHER, "ETag: \"2\"", HOUR);

      assertPart(rig.get("/a", FIRST, "If-None-Match: \"1\""), OTHER, 0, 499);
    }
  }

  // A write while a part is completed

  @Test
  void aWriteDuringACompletionWins() throws IOException {
    Gate tail = new Gate("the tail");
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request -> {
              if ("bytes=500-999".equals(request.header("Range")) && !tail.isOpen()) {
                tail.await();
                return Origin.part(BODY, 500, 999, ETAG, HOUR);
              }
              return origin.apply(request);
            })) {
      Eventually.stored(rig, 1, "/a", FIRST);
      RawClient early = rig.client().request("GET", "/a");
      tail.awaitArrival();
      // The same tag on purpose: only the write can tell.
      origin.becomes(OTHER, ETAG, HOUR);
      rig.send("POST", "/a", "Content-Length: 0");
      tail.open();

      assertThat(early.readResponse().text()).isIn(BODY, OTHER);
      for (int i = 0; i < 3; i++) {
        assertWhole(rig.get("/a"), OTHER);
        assertPart(rig.get("/a", FIRST), OTHER, 0, 499);
      }
    }
  }

  // What the upstream may say to the request for what is missing

  @ParameterizedTest
  @ValueSource(ints = {304, 412, 416})
  void anAnswerToOurOwnRangeIsNotTheClients(int status) throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request ->
                request.header("If-Range") == null
                    ? origin.apply(request)
                    : status == 304
                        ? Origin.notModified(ETAG)
                        : ScriptedUpstream.response(status, "no", "Content-Range: bytes */1000"))) {
      Eventually.stored(rig, 1, "/a", FIRST);

      assertWhole(rig.get("/a"), BODY);
    }
  }

  @Test
  void aWholeAnswerToOurOwnRangeIsTheWhole() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request ->
                request.header("If-Range") == null
                    ? origin.apply(request)
                    : ScriptedUpstream.response(200, OTHER, "ETag: \"2\"", HOUR))) {
      Eventually.stored(rig, 1, "/a", FIRST);

      assertWhole(rig.get("/a"), OTHER);
      assertWhole(Eventually.hit(rig, "/a"), OTHER);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 500, 503})
  void anErrorForWhatIsMissingIsAnErrorAndNotHalfABody(int status) throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request ->
                request.header("If-Range") == null
                    ? origin.apply(request)
                    : ScriptedUpstream.response(status, "bad"))) {
      Eventually.stored(rig, 1, "/a", FIRST);
      Response answer = rig.get("/a");

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEqualTo("bad");
    }
  }

  // A range of something whole that is stale

  @Test
  void aRangeOfAStaleWholeIsValidatedFirst() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, STALE).notModifiedSays(ETAG, HOUR, "X-A: 1");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response part = rig.get("/a", "Range: bytes=10-19");

      assertPart(part, BODY, 10, 19);
      List<Request> requests = rig.upstream().requests();
      assertThat(requests).hasSize(2);
      assertThat(requests.get(1).headers("If-None-Match")).containsExactly("\"1\"");
      assertWhole(Eventually.hit(rig, "/a"), BODY);
    }
  }

  @Test
  void aRangeOfAStaleWholeThatChangedIsOfTheNewOne() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, STALE);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      origin.becomes(OTHER, "ETag: \"2\"", HOUR);
      Response answer = rig.get("/a", "Range: bytes=10-19");

      if (answer.status() == 206) {
        assertPart(answer, OTHER, 10, 19);
      } else {
        assertWhole(answer, OTHER);
      }
      Response conditional = rig.get("/a", "Range: bytes=10-19", "If-Range: \"1\"");
      assertWhole(conditional, OTHER);
    }
  }

  @Test
  void anIfRangeOnAStaleWholeIsComparedWithWhatIsCurrent() throws IOException {
    Origin origin = Origin.of(BODY, ETAG, STALE);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      origin.becomes(OTHER, "ETag: \"2\"", STALE);

      assertWhole(rig.get("/a", "Range: bytes=10-19", "If-Range: \"1\""), OTHER);
      Response same = rig.get("/a", "Range: bytes=10-19", "If-Range: \"2\"");
      if (same.status() == 206) {
        assertPart(same, OTHER, 10, 19);
      } else {
        assertWhole(same, OTHER);
      }
    }
  }
}
