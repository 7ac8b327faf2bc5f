package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.1 */
@InEachTier
class ValidationShouldTest {
  private final Tier tier;

  ValidationShouldTest(Tier tier) {
    this.tier = tier;
  }

  private static Request last(Rig rig) {
    List<Request> requests = rig.upstream().requests();
    return requests.get(requests.size() - 1);
  }

  @Test
  void theDateIsSentBesideTheTag() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, STALE))) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(last(rig).headers("If-None-Match")).containsExactly("\"1\"");
      assertThat(last(rig).headers("If-Modified-Since")).containsExactly(MODIFIED_AT);
      assertThat(validated.text()).isEqualTo("one");
    }
  }

  @Test
  void theDateAloneIsEnough() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", MODIFIED, STALE))) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");

      assertThat(last(rig).headers("If-None-Match")).isEmpty();
      assertThat(last(rig).headers("If-Modified-Since")).containsExactly(MODIFIED_AT);
      assertThat(validated.text()).isEqualTo("one");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Cache-Control: no-cache", "Cache-Control: max-age=0", "Pragma: no-cache"})
  void theClientMayAskForAValidation(String line) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, HOUR))) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a", line);

      assertForwarded(validated);
      assertThat(last(rig).headers("If-None-Match")).containsExactly("\"1\"");
      assertThat(validated.status()).isEqualTo(200);
      assertThat(validated.text()).isEqualTo("one");
    }
  }

  /** 9110 15.4.5: a 304 to a condition of the client's is passed on. */
  @Test
  void a304ThatAlsoAnswersTheClientIsA304() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, HOUR);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "If-None-Match: \"1\"");

      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.headers("ETag")).containsExactly("\"1\"");
      assertThat(Eventually.hit(rig, "/a").text()).isEqualTo("one");
    }
  }

  /** 9111 4: collapsed requests. */
  @Test
  void clientsAtTheSameTimeAreOneValidation() throws IOException {
    Gate validation = new Gate("the validation");
    try (Rig rig =
        tier.answering(
            request -> {
              if (request.header("If-None-Match") == null) {
                return Origin.of("one", ETAG, "Cache-Control: max-age=60", "Age: 60")
                    .apply(request);
              }
              validation.await();
              return Origin.notModified(ETAG, HOUR);
            })) {
      Eventually.stored(rig, 1, "/a");
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        clients.add(rig.client().request("GET", "/a"));
      }
      await().until(() -> rig.events().count("collapsed") == 7);
      validation.open();

      for (RawClient client : clients) {
        assertThat(client.readResponse().text()).isEqualTo("one");
      }
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void thoseWhoWaitedEachGetTheAnswerToTheirOwnCondition() throws IOException {
    Gate validation = new Gate("the validation");
    try (Rig rig =
        tier.answering(
            request -> {
              if (request.header("If-None-Match") == null) {
                return Origin.of("one", ETAG, "Cache-Control: max-age=60", "Age: 60")
                    .apply(request);
              }
              validation.await();
              return Origin.notModified(ETAG, HOUR);
            })) {
      Eventually.stored(rig, 1, "/a");
      RawClient has = rig.client().request("GET", "/a", "If-None-Match: \"1\"");
      validation.awaitArrival();
      RawClient hasOther = rig.client().request("GET", "/a", "If-None-Match: \"2\"");
      RawClient hasNothing = rig.client().request("GET", "/a");
      validation.open();

      assertThat(has.readResponse().status()).isEqualTo(304);
      for (RawClient client : new RawClient[] {hasOther, hasNothing}) {
        Response answer = client.readResponse();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("one");
      }
    }
  }
}
