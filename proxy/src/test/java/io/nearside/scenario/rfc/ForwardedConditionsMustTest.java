package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One client's conditions and ranges go upstream: others must not get the answers to them.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.1,
 * https://www.rfc-editor.org/rfc/rfc9111#section-4.3.2
 */
@InEachTier
class ForwardedConditionsMustTest {
  private final Tier tier;

  ForwardedConditionsMustTest(Tier tier) {
    this.tier = tier;
  }

  /** An origin that refuses every If-Match and If-Unmodified-Since, and says for how long. */
  private static String strict(Request request) {
    boolean refused =
        request.header("If-Match") != null || request.header("If-Unmodified-Since") != null;
    return refused
        ? ScriptedUpstream.response(412, "no", HOUR)
        : Origin.of("one", ETAG, MODIFIED, HOUR).apply(request);
  }

  private static void assertWhole(Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-Match: \"2\"", "If-Unmodified-Since: Mon, 14 Nov 1994 08:12:31 GMT"})
  void aConditionForTheOriginIsForwardedOnAMiss(String condition) throws IOException {
    try (Rig rig = tier.answering(ForwardedConditionsMustTest::strict)) {
      Response refused = rig.get("/a", condition);

      assertThat(refused.status()).isEqualTo(412);
      assertWhole(rig.get("/a"));
    }
  }

  @Test
  void whoWaitsDoesNotGetTheAnswerToAnothersCondition() throws IOException {
    Gate slow = new Gate("the refusal");
    try (Rig rig =
        tier.answering(
            request -> {
              if (request.header("If-Match") != null) {
                slow.await();
              }
              return strict(request);
            })) {
      RawClient strict = rig.client().request("GET", "/a", "If-Match: \"2\"");
      slow.awaitArrival();
      RawClient plain = rig.client().request("GET", "/a");
      slow.open();

      assertThat(strict.readResponse().status()).isEqualTo(412);
      assertWhole(plain.readResponse());
    }
  }

  @Test
  void whoWaitsForAConditionalMissGetsTheWhole() throws IOException {
    Gate slow = new Gate("the answer");
    Origin origin = Origin.of("one", ETAG, MODIFIED, HOUR);
    try (Rig rig =
        tier.answering(
            request -> {
              slow.await();
              return origin.apply(request);
            })) {
      RawClient has = rig.client().request("GET", "/a", "If-None-Match: \"1\"");
      slow.awaitArrival();
      RawClient hasNothing = rig.client().request("GET", "/a");
      RawClient hasOther = rig.client().request("GET", "/a", "If-None-Match: \"2\"");
      slow.open();

      assertThat(has.readResponse().status()).isIn(200, 304);
      assertWhole(hasNothing.readResponse());
      assertWhole(hasOther.readResponse());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {304, 412})
  void anAnswerToNoConditionOfOursIsNotStored(int status) throws IOException {
    Function<Request, String> odd =
        request ->
            request.header("X-Odd") != null
                ? (status == 304
                    ? Origin.notModified(ETAG, HOUR)
                    : ScriptedUpstream.response(status, "no", HOUR))
                : Origin.of("one", ETAG, HOUR).apply(request);
    try (Rig rig = tier.answering(odd)) {
      Response answer = rig.client().get("/a", "X-Odd: yes", "If-Match: \"1\"");

      assertThat(answer.status()).isNotEqualTo(200);
      assertWhole(rig.get("/a"));
    }
  }

  /** 9110 15.5.17: a 416 is about a range, and plain requests have none. */
  @Test
  void a416IsNotStoredWhateverItSays() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.header("Range") == null
                    ? ScriptedUpstream.response(200, "one", ETAG, HOUR)
                    : ScriptedUpstream.response(
                        416, "no", ETAG, HOUR, "Content-Range: bytes */3"))) {
      assertThat(rig.get("/a", "Range: bytes=5-").status()).isEqualTo(416);

      assertWhole(rig.get("/a"));
    }
  }

  @Test
  void a206ToARequestWithoutARangeIsNeverAWhole() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.header("X-Odd") != null
                    ? Origin.part("one", 0, 1, ETAG, HOUR)
                    : Origin.of("one", ETAG, HOUR).apply(request))) {
      Response odd = rig.get("/a", "X-Odd: yes");

      assertThat(odd.status()).isIn(206, 502);
      assertWhole(rig.get("/a"));
    }
  }

  @Test
  void pipelinedRequestsOfAllKindsGetTheirOwnAnswersInOrder() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, HOUR))) {
      Eventually.stored(rig, 1, "/a");
      String host = " HTTP/1.1\r\nHost: test\r\n";
      RawClient client =
          rig.client()
              .send(
                  "GET /a"
                      + host
                      + "If-None-Match: \"1\"\r\n\r\n"
                      + ("GET /miss" + host + "\r\n")
                      + ("HEAD /a" + host + "\r\n")
                      + ("GET /a" + host + "Range: bytes=0-0\r\n\r\n")
                      + ("GET /a" + host + "Cache-Control: no-cache\r\n\r\n")
                      + ("GET /a" + host + "Range: bytes=9-\r\n\r\n")
                      + ("HEAD /a" + host + "If-None-Match: \"1\"\r\n\r\n")
                      + ("GET /a" + host + "\r\n"));

      assertThat(client.readResponse().status()).isEqualTo(304);
      assertWhole(client.readResponse());
      assertThat(client.readResponse(true).status()).isEqualTo(200);
      assertThat(client.readResponse().text()).isEqualTo("o");
      assertWhole(client.readResponse());
      assertThat(client.readResponse().status()).isEqualTo(416);
      assertThat(client.readResponse(true).status()).isEqualTo(304);
      assertWhole(client.readResponse());
    }
  }
}
