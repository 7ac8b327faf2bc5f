package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a route says of lifetimes: where the upstream says nothing, and where the route knows
 * better.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2
 */
@InEachTier
class OverridesTest {
  private final Tier tier;

  OverridesTest(Tier tier) {
    this.tier = tier;
  }

  private static String route(String rules) {
    return "routes = [{ match = \"/**\", " + rules + " }]";
  }

  private long lifetimeOf(int status, String line, String conf) throws IOException {
    try (Rig rig = tier.answering(r -> ScriptedUpstream.response(status, "x", line), conf)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");
      assertThat(hit.status()).isEqualTo(status);
      return Twice.lifetimeSeconds(hit);
    }
  }

  private void assertNotStored(int status, String line, String conf) throws IOException {
    try (Rig rig = tier.answering(r -> ScriptedUpstream.response(status, "x", line), conf)) {
      rig.get("/a");
      rig.get("/a");

      assertThat(rig.seen()).isEqualTo(2);
      assertThat(rig.events().count("stored")).isZero();
    }
  }

  // ttl and ttl-by-status: where the upstream says nothing.

  private static final String BY_STATUS =
      route("ttl = 1000s, ttl-by-status { \"404\" = 100s, \"5xx\" = 200s, \"302\" = 300s }");

  @ParameterizedTest
  @CsvSource({"200,1000", "404,100", "500,200", "503,200", "302,300", "410,1000"})
  void aStatusHasItsOwnLifetime(int status, long seconds) throws IOException {
    assertThat(lifetimeOf(status, "X: y", BY_STATUS)).isBetween(seconds - 2, seconds);
  }

  @Test
  void whatTheUpstreamSaysWinsOverALifetimeByStatus() throws IOException {
    assertThat(lifetimeOf(404, "Cache-Control: max-age=700", BY_STATUS)).isBetween(698L, 700L);
    assertThat(lifetimeOf(503, "Cache-Control: s-maxage=700", BY_STATUS)).isBetween(698L, 700L);
    assertNotStored(404, "Cache-Control: no-store", BY_STATUS);
    assertNotStored(503, "Cache-Control: private", BY_STATUS);
  }

  @Test
  void aLifetimeOfZeroMeansNotStored() throws IOException {
    assertNotStored(404, "X: y", route("ttl = 1h, ttl-by-status { \"404\" = 0s }"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500, 502, 503, 504})
  void anErrorHasNoLifetimeOfARouteThatDoesNotNameIt(int status) throws IOException {
    assertNotStored(status, "X: y", route("ttl = 1h"));
  }

  @Test
  void whatARuleStoresIsNotForRequestsWithCredentials() throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted(), route("ttl = 1h, ttl-by-status { \"2xx\" = 1h }"))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "Authorization: Basic YTph").text()).isEqualTo("2");
      assertThat(rig.get("/a", "Cookie: a=b").text()).isEqualTo("3");
    }
  }

  // ttl-override: whatever the upstream says of the lifetime.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Cache-Control: max-age=10",
        "Cache-Control: max-age=0",
        "Cache-Control: s-maxage=5, max-age=7200",
        "Expires: 0",
        "Expires: {date+60}|Date: {date+0}",
        "CDN-Cache-Control: max-age=10",
      })
  void anOverrideIsTheLifetime(String lines) throws IOException {
    Twice.assertLifetime(tier, lines, 1800, route("ttl-override = 30m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store",
        "Cache-Control: private, max-age=3600",
        "Cache-Control: no-cache",
        "Vary: *"
      })
  void anOverrideIsOfTheLifetimeOnly(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines, route("ttl-override = 30m"));
  }

  // heuristic-freshness: a part of the time since Last-Modified.

  @ParameterizedTest
  @CsvSource({"on,10000", "0.1,10000", "0.5,50000"})
  void heuristicFreshnessIsAPartOfTheTimeSinceTheModification(String setting, long seconds)
      throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Last-Modified: {date-100000}", route("heuristic-freshness = " + setting));

    assertThat(Twice.lifetimeSeconds(hit)).isBetween(seconds - 3, seconds + 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Last-Modified: no date",
        "Last-Modified: {date+100000}|Date: {date+0}",
        "Cache-Control: max-age=0|Last-Modified: {date-100000}",
        "Cache-Control: no-cache|Last-Modified: {date-100000}",
        "Expires: 0|Last-Modified: {date-100000}",
      })
  void withoutAModificationInThePastThereIsNoHeuristic(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines, route("heuristic-freshness = on"));
  }

  @Test
  void heuristicFreshnessIsOffByDefault() throws IOException {
    Twice.assertAskedAgain(tier, "Last-Modified: {date-100000}");
  }

  @Test
  void theRoutesLifetimeWinsOverTheHeuristic() throws IOException {
    Twice.assertLifetime(
        tier, "Last-Modified: {date-100000}", 60, route("ttl = 60s, heuristic-freshness = on"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 300, 301, 308, 404, 405, 410, 414, 501})
  void heuristicallyCacheableStatusesAre(int status) throws IOException {
    String modified = "Last-Modified: " + Twice.date(-100_000);

    assertThat(lifetimeOf(status, modified, route("heuristic-freshness = on")))
        .isBetween(9_990L, 10_010L);
  }

  @Test
  void publicMakesAnyStatusHeuristicallyCacheable() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                ScriptedUpstream.response(
                    302, "x", "Cache-Control: public", "Last-Modified: " + Twice.date(-100_000)),
            route("heuristic-freshness = on"))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(Twice.lifetimeSeconds(rig.get("/a"))).isBetween(9_990L, 10_010L);
    }
  }

  // jitter: a lifetime by rule is shortened by up to this part.

  @Test
  void jitterShortensLifetimesWithinItsBounds() throws IOException {
    Set<Long> lifetimes = new TreeSet<>();
    try (Rig rig = tier.answering(Rig.counted(), route("ttl = 10000s, jitter = 0.5"))) {
      for (int i = 1; i <= 20; i++) {
        rig.get("/" + i);
        Tier.awaitStored(rig, i);
        lifetimes.add(Twice.lifetimeSeconds(rig.get("/" + i)));
      }
    }

    assertThat(lifetimes).allSatisfy(one -> assertThat(one).isBetween(4_998L, 10_000L));
    assertThat(lifetimes).hasSizeGreaterThan(2);
  }

  @Test
  void jitterDoesNotTouchWhatTheUpstreamSays() throws IOException {
    for (int i = 0; i < 3; i++) {
      Twice.assertLifetime(tier, "Cache-Control: max-age=10000", 10_000, route("jitter = 0.5"));
    }
  }

  // Defaults of all routes.

  @Test
  void aRouteSaysItInsteadOfTheDefault() throws IOException {
    Twice.assertLifetime(tier, "X: y", 500, "cache.ttl = 500s", route("ignore-cookies = on"));
    Twice.assertLifetime(tier, "X: y", 50, "cache.ttl = 500s", route("ttl = 50s"));
  }

  // keep: what has a validator stays to be revalidated.

  @Test
  void whatIsKeptIsRevalidated() throws IOException {
    for (String keep : new String[] {"1h", "0s"}) {
      try (Rig rig =
          tier.answering(
              Rig.counted("Cache-Control: max-age=0", "ETag: \"v\""), route("keep = " + keep))) {
        rig.get("/a");
        rig.get("/a");

        assertThat(rig.upstream().requests().get(1).header("If-None-Match"))
            .isEqualTo(keep.equals("1h") ? "\"v\"" : null);
      }
    }
  }

  @Test
  void anOverrideDoesNotShareTheAnswersToAuthorizedRequests() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=60", route("ttl-override = 1h"))) {
      rig.get("/a", "Authorization: Basic YTph");

      assertThat(rig.get("/a").text()).isEqualTo("2");
      Tier.awaitStored(rig);
      assertThat(rig.get("/a", "Authorization: Basic YTph").text()).isNotEqualTo("1");
    }
  }

  @Test
  void aLifetimeByRuleIsReducedByTheAgeOfTheResponse() throws IOException {
    Response hit =
        Twice.assertReused(tier, "Age: 100|Last-Modified: {date-100000}", route("ttl = 1000s"));

    assertThat(Twice.ageSeconds(hit)).isBetween(100L, 130L);
  }
}
