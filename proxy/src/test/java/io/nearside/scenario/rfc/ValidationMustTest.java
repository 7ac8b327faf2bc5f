package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static io.nearside.scenario.rfc.Origin.STALE;
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

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3 */
@InEachTier
class ValidationMustTest {
  private final Tier tier;

  ValidationMustTest(Tier tier) {
    this.tier = tier;
  }

  private static Request last(Rig rig) {
    List<Request> requests = rig.upstream().requests();
    return requests.get(requests.size() - 1);
  }

  private static boolean isConditional(Request request) {
    return request.header("If-None-Match") != null || request.header("If-Modified-Since") != null;
  }

  /** What comes first is stored; each condition is answered with this. */
  private static Function<Request, String> validatedBy(String stored, String validation) {
    return request -> isConditional(request) ? validation : stored;
  }

  // 4.3.1. Sending a Validation Request

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"a,b\"", "\"\"", "\"a\\\"", "\"%20\""})
  void theStoredEntityTagIsSentAsItCame(String tag) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", "ETag: " + tag, STALE))) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(last(rig).headers("If-None-Match")).containsExactly(tag);
      assertThat(validated.status()).isEqualTo(200);
      assertThat(validated.text()).isEqualTo("one");
    }
  }

  @Test
  void theStoredEntityTagIsSentWhateverTheClientHas() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, STALE))) {
      Eventually.stored(rig, 1, "/a");
      Response answer =
          rig.get(
              "/a", "If-None-Match: \"mine\"", "If-Modified-Since: Wed, 16 Nov 1994 08:12:31 GMT");

      assertThat(String.join(", ", last(rig).headers("If-None-Match"))).contains("\"1\"");
      assertThat(last(rig).headers("If-Modified-Since"))
          .doesNotContain("Wed, 16 Nov 1994 08:12:31 GMT");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  @Test
  void theDateOfTheClientIsNotSentForAResponseWithoutOne() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, STALE))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "If-Modified-Since: Tue, 15 Nov 1994 08:12:30 GMT");

      assertThat(last(rig).headers("If-Modified-Since")).isEmpty();
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  @Test
  void withoutAValidatorNothingIsConditional() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "Cache-Control: no-cache");

      assertForwarded(answer);
      assertThat(isConditional(last(rig))).isFalse();
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  @Test
  void theVariantThatTheRequestSelectsIsValidated() throws IOException {
    Function<Request, String> byLanguage =
        request -> {
          String language = request.header("Accept-Language");
          String etag = "ETag: \"" + language + "\"";
          return isConditional(request)
              ? Origin.notModified(etag, HOUR, "Vary: Accept-Language")
              : ScriptedUpstream.response(200, language, etag, STALE, "Vary: Accept-Language");
        };
    try (Rig rig = tier.answering(byLanguage)) {
      Eventually.stored(rig, 1, "/a", "Accept-Language: de");
      Eventually.stored(rig, 2, "/a", "Accept-Language: en");
      Response german = rig.get("/a", "Accept-Language: de");

      assertThat(String.join(",", last(rig).headers("If-None-Match"))).contains("\"de\"");
      assertThat(german.text()).isEqualTo("de");
      assertThat(Eventually.hit(rig, "/a", "Accept-Language: de").text()).isEqualTo("de");
      Response english = rig.get("/a", "Accept-Language: en");
      assertThat(english.text()).isEqualTo("en");
      assertForwarded(english);
    }
  }

  // 4.3.2. Handling a Received Validation Request

  @Test
  void a304ForATagThatTheClientDoesNotHaveIsA200() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, HOUR, "X-A: new");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "If-None-Match: \"0\", \"2\"");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("one");
      assertThat(answer.headers("X-A")).containsExactly("new");
    }
  }

  @Test
  void whoSentNoConditionNeverGetsA304() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, STALE))) {
      Eventually.stored(rig, 1, "/a");
      for (int i = 0; i < 3; i++) {
        Response answer = rig.get("/a");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("one");
      }
    }
  }

  // 4.3.3. Handling a Validation Response

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 404, 410, 301})
  void aFullAnswerIsTheAnswer(int status) throws IOException {
    try (Rig rig =
        tier.answering(
            validatedBy(
                ScriptedUpstream.response(200, "one", ETAG, STALE),
                ScriptedUpstream.response(status, "two", "ETag: \"2\"", HOUR)))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a");

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEqualTo("two");
      Response hit = Eventually.hit(rig, "/a");
      assertThat(hit.status()).isEqualTo(status);
      assertThat(hit.text()).isEqualTo("two");
      assertThat(hit.headers("ETag")).containsExactly("\"2\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "must-revalidate, 500",
    "must-revalidate, 503",
    "proxy-revalidate, 500",
    "s-maxage=0, 502",
    "no-cache, 504"
  })
  void noErrorIsHiddenBehindWhatMustBeValidated(String directive, int status) throws IOException {
    String cacheControl = "Cache-Control: max-age=0, stale-if-error=3600, " + directive;
    try (Rig rig =
        tier.answering(
            validatedBy(
                ScriptedUpstream.response(200, "one", ETAG, cacheControl),
                ScriptedUpstream.response(status, "bad")))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a");

      assertThat(answer.status()).isBetween(500, 504);
      assertThat(answer.text()).isNotEqualTo("one");
    }
  }

  // 4.3.4. Freshening Stored Responses upon Validation

  @Test
  void a304MakesTheResponseFreshAgain() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");
      Response hit = Eventually.hit(rig, "/a");

      assertForwarded(validated);
      assertThat(hit.text()).isEqualTo("one");
      assertThat(hit.header("Content-Length")).isEqualTo("3");
      assertThat(hit.headers("ETag")).containsExactly("\"1\"");
      int seen = rig.seen();
      assertHit(rig.get("/a"));
      assertThat(rig.seen()).isEqualTo(seen);
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"1\"', '\"2\"'", "W/\"1\", '\"2\"'", "W/\"1\", W/\"2\""})
  void a304WithAnotherTagIsNotUsed(String stored, String other) throws IOException {
    Function<Request, String> changed =
        request ->
            isConditional(request)
                ? Origin.notModified("ETag: " + other, HOUR, "X-Other: yes")
                : request.header("X-Later") == null
                    ? ScriptedUpstream.response(200, "one", "ETag: " + stored, STALE)
                    : ScriptedUpstream.response(200, "two", "ETag: " + other, HOUR);
    try (Rig rig = tier.answering(changed)) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "X-Later: yes");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("two");
      assertThat(answer.headers("X-Other")).isEmpty();
      assertThat(isConditional(last(rig))).isFalse();
      assertThat(Eventually.hit(rig, "/a", "X-Later: yes").text()).isEqualTo("two");
    }
  }

  @Test
  void a304WithTheSameWeakTagFreshens() throws IOException {
    Origin origin = Origin.of("one", "ETag: W/\"1\"", STALE).notModifiedSays("ETag: W/\"1\"", HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      rig.get("/a");

      assertThat(Eventually.hit(rig, "/a").text()).isEqualTo("one");
    }
  }

  @Test
  void a304WithTheSameDateFreshens() throws IOException {
    Origin origin = Origin.of("one", MODIFIED, STALE).notModifiedSays(MODIFIED, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(validated.text()).isEqualTo("one");
      assertThat(last(rig).headers("If-Modified-Since")).containsExactly(MODIFIED_AT);
      assertThat(Eventually.hit(rig, "/a").text()).isEqualTo("one");
    }
  }

  @Test
  void a304OfAnotherDateIsNotUsed() throws IOException {
    String later = "Last-Modified: Wed, 16 Nov 1994 08:12:31 GMT";
    Function<Request, String> changed =
        request ->
            isConditional(request)
                ? Origin.notModified(later, HOUR)
                : request.header("X-Later") == null
                    ? ScriptedUpstream.response(200, "one", MODIFIED, STALE)
                    : ScriptedUpstream.response(200, "two", later, HOUR);
    try (Rig rig = tier.answering(changed)) {
      Eventually.stored(rig, 1, "/a");

      assertThat(rig.get("/a", "X-Later: yes").text()).isEqualTo("two");
    }
  }

  @Test
  void a304WithoutAValidatorIsNeverTheAnswer() throws IOException {
    try (Rig rig =
        tier.answering(
            validatedBy(
                ScriptedUpstream.response(200, "one", ETAG, STALE), Origin.notModified(HOUR)))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("one");
    }
  }

  // 5.2.2.4. no-cache

  @ParameterizedTest
  @ValueSource(strings = {"no-cache", "no-cache, max-age=3600", "max-age=0, must-revalidate"})
  void whatSaysNoCacheIsValidatedForEachRequest(String directives) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, "Cache-Control: " + directives))) {
      Eventually.stored(rig, 1, "/a");
      for (int n = 2; n <= 4; n++) {
        Response answer = rig.get("/a");

        assertForwarded(answer);
        assertThat(answer.text()).isEqualTo("one");
        assertThat(rig.seen()).isEqualTo(n);
        assertThat(last(rig).headers("If-None-Match")).containsExactly("\"1\"");
      }
    }
  }

  // 5.2.2.5. no-store

  @Test
  void a304ThatSaysNoStoreLeavesNothingToReuse() throws IOException {
    Origin origin =
        Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, "Cache-Control: no-store, max-age=60");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(validated.text()).isEqualTo("one");
      for (int i = 0; i < 3; i++) {
        Response again = rig.get("/a");
        assertForwarded(again);
        assertThat(again.text()).isEqualTo("one");
      }
    }
  }
}
