package io.nearside.scenario.rfc;

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
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One response for several requests that wait for it: only where it may be reused for each.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4
 */
@InEachTier
class CollapsingMustTest {
  private final Tier tier;

  CollapsingMustTest(Tier tier) {
    this.tier = tier;
  }

  /** The first answer is held back until everybody has come. */
  private List<Response> together(String lines, String... requests) throws IOException {
    Gate gate = new Gate("the first answer");
    Function<Request, String> counted = Rig.counted(Twice.lines(lines));
    try (Rig rig =
        tier.answering(
            request -> {
              String answer = counted.apply(request);
              gate.await();
              return answer;
            })) {
      List<RawClient> clients = new ArrayList<>();
      clients.add(rig.client().request("GET", "/a", Twice.lines(requests[0])));
      gate.awaitArrival();
      for (int i = 1; i < requests.length; i++) {
        clients.add(rig.client().request("GET", "/a", Twice.lines(requests[i])));
        int come = i;
        await().until(() -> rig.events().count("collapsed") + rig.seen() - 1 >= come);
      }
      gate.open();
      return clients.stream().map(RawClient::readResponse).toList();
    }
  }

  @Test
  void whatMayBeReusedIsSharedByThoseWhoWait() throws IOException {
    List<Response> responses = together("Cache-Control: max-age=3600", "", "", "");

    assertThat(responses).extracting(Response::text).containsOnly("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store, max-age=3600",
        "Cache-Control: private, max-age=3600",
        "Cache-Control: no-cache, max-age=3600",
        "Cache-Control: no-cache, max-age=3600|ETag: \"v\"",
        "Cache-Control: max-age=0",
        "Cache-Control: max-age=0|ETag: \"v\"",
        "Cache-Control: max-age=50|Age: 100|ETag: \"v\"",
        "Cache-Control: s-maxage=0|ETag: \"v\"",
        "Expires: 0|ETag: \"v\"",
        "Cache-Control: max-age=3600|Vary: *",
        "Cache-Control: max-age=3600|Set-Cookie: a=b",
        "CDN-Cache-Control: no-store|Cache-Control: max-age=3600",
        "X: y",
      })
  void whatMayNotBeReusedIsNotShared(String lines) throws IOException {
    List<Response> responses = together(lines, "", "", "");

    assertThat(responses).extracting(Response::text).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"private=\"X-Secret\"", "no-cache=\"x-secret\"", "private=\"X-Other, X-Secret\""})
  void aFieldThatADirectiveNamesIsForTheOneWhoAsked(String directive) throws IOException {
    List<Response> responses =
        together("Cache-Control: max-age=3600, " + directive + "|X-Secret: TOP", "", "", "");

    assertThat(responses.get(0).header("X-Secret")).isEqualTo("TOP");
    for (Response other : responses.subList(1, 3)) {
      if (other.text().equals(responses.get(0).text())) {
        assertThat(other.headers("X-Secret")).isEmpty();
      }
    }
  }

  @Test
  void theAnswerToAnAuthorizedRequestIsItsOwn() throws IOException {
    List<Response> responses =
        together(
            "Cache-Control: max-age=3600",
            "Authorization: Basic YTph",
            "Authorization: Basic YjpiCg",
            "");

    assertThat(responses.get(0).text()).isEqualTo("1");
    assertThat(responses).extracting(Response::text).doesNotHaveDuplicates();
  }

  @Test
  void nominatedFieldsHaveToMatchForThoseWhoWaitToo() throws IOException {
    List<Response> responses =
        together("Cache-Control: max-age=3600|Vary: X-A", "X-A: 1", "X-A: 2", "X-A: 1", "");

    assertThat(responses.get(0).text()).isEqualTo("1");
    assertThat(responses.get(1).text()).isNotEqualTo("1");
    assertThat(responses.get(3).text()).isNotEqualTo("1").isNotEqualTo(responses.get(1).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cache-Control: max-age=50", "Cache-Control: min-fresh=3580"})
  void whoWantsItFresherThanItIsGetsItsOwn(String line) throws IOException {
    List<Response> responses = together("Cache-Control: max-age=3600|Age: 100", "", line);

    assertThat(responses.get(1).text()).isEqualTo("2");
  }

  @Test
  void whoWantsItValidatedAsksItself() throws IOException {
    List<Response> responses =
        together("Cache-Control: max-age=3600", "", "Cache-Control: no-cache");

    assertThat(responses.get(1).text()).isEqualTo("2");
  }

  @Test
  void oneWhoWantsNothingStoredDoesNotKeepOthersFromWaiting() throws IOException {
    List<Response> responses =
        together("Cache-Control: max-age=3600", "", "Cache-Control: no-store", "");

    assertThat(responses.get(0).text()).isEqualTo("1");
    assertThat(responses.get(2).text()).isEqualTo("1");
  }
}
