package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client asks of caches, which Nearside obeys, so that its own words bind it.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
 */
@InEachTier
class RequestDirectivesMustTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private final Tier tier;

  RequestDirectivesMustTest(Tier tier) {
    this.tier = tier;
  }

  private void assertGets(String expected, String stored, String line) throws IOException {
    try (Rig rig = tier.answering(Rig.counted(Twice.lines(stored)))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", Twice.lines(line)).text()).as(line).isEqualTo(expected);
    }
  }

  // 5.2.1.1 max-age, 5.2.1.3 min-fresh, 5.2.1.4 no-cache.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=0",
        "Cache-Control: max-age=50",
        "Cache-Control: max-age=\"50\"",
        "Cache-Control: MAX-AGE=50",
        "cache-control: x=\"max-age=9999\",\tmax-age=50",
        "Cache-Control: no-transform|Cache-Control: max-age=50",
        "Cache-Control: min-fresh=3550",
        "Cache-Control: Min-Fresh=99999999999999999999",
        "Cache-Control: max-age=3600, min-fresh=3550",
        "Cache-Control: no-cache",
        "Cache-Control: NO-CACHE",
        "Cache-Control: max-stale, no-cache",
        "Cache-Control: a, no-cache , b",
        "Cache-Control: x|Cache-Control: no-cache",
      })
  void whoWantsItFresherGetsItFresh(String line) throws IOException {
    assertGets("2", HOUR + "|Age: 100", line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=3600",
        "Cache-Control: max-age=99999999999999999999",
        "Cache-Control: min-fresh=60",
        "Cache-Control: min-fresh=0",
        "Cache-Control: max-age=1000, min-fresh=1000",
        "Cache-Control: max-stale",
        "Cache-Control: max-stale=0",
        "Cache-Control: stale-if-error=60",
        "Cache-Control: no-store",
        "Cache-Control: no-transform",
        "Cache-Control: only-if-cached",
        "Cache-Control: no-cached, x-no-cache, y=\"no-cache\"",
        "Cache-Control: private, must-revalidate, s-maxage=0, proxy-revalidate",
        "Cache-Control: ",
        "Pragma: x",
      })
  void whoIsContentGetsWhatIsStored(String line) throws IOException {
    assertGets("1", HOUR + "|Age: 100", line);
  }

  @Test
  void anAgeEqualToMaxAgeIsStillWanted() throws IOException {
    assertGets("1", HOUR + "|Age: 100", "Cache-Control: max-age=130");
  }

  @Test
  void whatWasFetchedForOneWhoWantedItFreshServesTheNext() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      assertThat(rig.get("/a", "Cache-Control: no-cache").text()).isEqualTo("2");
      Tier.awaitStored(rig, 2);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("2");
    }
  }

  private static String validated(Request request) {
    String tag = request.header("If-None-Match");
    return tag == null
        ? ScriptedUpstream.response(200, "body", HOUR, "ETag: \"v\"")
        : "HTTP/1.1 304 Not Modified\r\n" + HOUR + "\r\nETag: \"v\"\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Cache-Control: no-cache", "Cache-Control: max-age=0", "Pragma: no-cache"})
  void aSuccessfulValidationIsFreshEnough(String line) throws IOException {
    try (Rig rig = tier.answering(RequestDirectivesMustTest::validated)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response validated = rig.get("/a", line);

      assertThat(validated.status()).isEqualTo(200);
      assertThat(validated.text()).isEqualTo("body");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  // 5.2.1.2 max-stale.

  private static final String STALE_BY_50 = "Cache-Control: max-age=50|Age: 100|ETag: \"v\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Cache-Control: max-stale=0",
        "Cache-Control: max-stale=10",
        "Cache-Control: max-stale, no-cache",
        "Cache-Control: max-stale=1000, max-age=10",
        "Cache-Control: max-stale, min-fresh=1",
        "Cache-Control: max-age=1000",
        "Cache-Control: min-fresh=0",
        "Cache-Control: max-stale=x",
        "Cache-Control: max-stale=-1",
      })
  void whatIsTooStaleForAClientIsNotGivenToIt(String line) throws IOException {
    assertGets("2", STALE_BY_50, line);
  }

  // 5.2.1.5 no-store.

  @Test
  void noStoreMayBeAnsweredFromWhatIsStored() throws IOException {
    assertGets("1", HOUR, "Cache-Control: no-store");
  }

  @Test
  void noStoreDoesNotEndWhatIsStored() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.get("/a", "Cache-Control: no-store, no-cache");

      assertThat(rig.get("/a").text()).isNotEqualTo("2");
    }
  }

  // 5.2: directives go on to the upstream.

  @Test
  void theDirectivesOfARequestArePassedOn() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a", "Cache-Control: max-age=7, x-odd=\"a, b\"", "Cache-Control: Max-Stale");

      assertThat(String.join(", ", rig.upstream().requests().get(0).headers("Cache-Control")))
          .isEqualTo("max-age=7, x-odd=\"a, b\", Max-Stale");
    }
  }

  // A route may refuse to listen.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-cache",
        "Cache-Control: max-age=0",
        "Cache-Control: min-fresh=7200",
        "Cache-Control: no-store",
        "Cache-Control: only-if-cached",
        "Pragma: no-cache",
      })
  void aRouteThatIgnoresClientsAnswersWithWhatIsStored(String line) throws IOException {
    try (Rig rig =
        tier.counting(HOUR, "routes = [{ match = \"/**\", client-cache-control = ignore }]")) {
      assertThat(rig.get("/a", line).status()).isEqualTo(200);
      Tier.awaitStored(rig);
      Response hit = rig.get("/a", line);

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("1");
    }
  }
}
