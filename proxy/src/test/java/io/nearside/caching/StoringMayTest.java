package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.date;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.Decisions.verdict;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9111 allows and Nearside does. */
class StoringMayTest {

  /** What is stale when it comes is stored where it can be validated or has a window of its own. */
  @Nested
  class Expired {
    private static final Route KEEPING =
        route().keepSeconds(600).staleWhileRevalidateSeconds(30).staleIfErrorSeconds(60).build();

    @ParameterizedTest
    @ValueSource(strings = {"max-age=0", "s-maxage=0", "max-age=x", "max-age=0, must-revalidate"})
    void isKeptToBeValidated(String cacheControl) {
      StoreDecision stored = decide(KEEPING, "Cache-Control", cacheControl, "ETag", "\"a\"");

      assertThat(stored.storable()).isTrue();
      assertThat(stored.freshUntilMillis()).isEqualTo(NOW);
      assertThat(stored.goneAtMillis()).isEqualTo(NOW + 600_000);
      assertThat(Reuse.decide(stored, KEEPING, fields(), NOW)).isEqualTo(Reuse.STALE);
    }

    @Test
    void ofAnOldAgeIsKeptFromItsArrival() {
      StoreDecision stored =
          decide(KEEPING, "Cache-Control", "max-age=10", "Age", "100", "ETag", "\"a\"");

      assertThat(stored.freshUntilMillis()).isEqualTo(NOW - 90_000);
      assertThat(stored.goneAtMillis()).isEqualTo(NOW + 600_000);
    }

    @Test
    void withoutValidatorOrWindowIsNotStored() {
      assertThat(verdict(KEEPING, "Cache-Control", "max-age=0")).isEqualTo(Storability.EXPIRED);
      assertThat(
              verdict(route().build(), "Cache-Control", "max-age=0", "Last-Modified", date(-1000)))
          .isEqualTo(Storability.EXPIRED);
      assertThat(verdict(KEEPING, "Cache-Control", "max-age=0, stale-if-error=5"))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void isForTheRoutesErrorWindowButNotToBeServedWhileItIsFetched() {
      StoreDecision stored = decide(KEEPING, "Cache-Control", "max-age=0", "ETag", "\"a\"");

      assertThat(stored.staleWhileRevalidateUntilMillis()).isEqualTo(NOW);
      assertThat(stored.staleIfErrorUntilMillis()).isEqualTo(NOW + 60_000);
    }

    @Test
    void staysKeptAfterFreshnessToo() {
      StoreDecision stored = decide(KEEPING, "Cache-Control", "max-age=10", "ETag", "\"a\"");

      assertThat(stored.goneAtMillis()).isEqualTo(NOW + 610_000);
      assertThat(decide(KEEPING, "Cache-Control", "max-age=10").goneAtMillis())
          .isEqualTo(NOW + 70_000);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2 */
  @Nested
  class HeuristicFreshness {
    private static final Route TENTH = route().heuristicFraction(0.1).build();

    @ParameterizedTest
    @CsvSource({
      "-1000,   0,    100",
      "-1000,   -500, -450",
      "-999999999, 0, 86400",
      "-9,      0,    0",
    })
    void isAPartOfTheTimeSinceLastModified(long modified, long dated, long seconds) {
      assertThat(
              freshSeconds(
                  decide(
                      route().heuristicFraction(0.1).keepSeconds(600).build(),
                      "Last-Modified",
                      date(modified),
                      "Date",
                      date(dated))))
          .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void isForTheStatusesThatAllowIt(int status) {
      assertThat(decide(TENTH, status, "Last-Modified", date(-1000)).storable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 307, 403, 500})
    void isForOthersThatArePublic(int status) {
      assertThat(
              decide(TENTH, status, "Last-Modified", date(-1000), "Cache-Control", "public")
                  .storable())
          .isTrue();
    }

    @Test
    void needsALastModifiedThatIsNotAfterDate() {
      assertThat(verdict(TENTH, "Last-Modified", date(60))).isEqualTo(Storability.NO_FRESHNESS);
      assertThat(verdict(TENTH, "Last-Modified", date(0))).isEqualTo(Storability.NO_FRESHNESS);
      assertThat(verdict(TENTH, "Last-Modified", "x")).isEqualTo(Storability.NO_FRESHNESS);
      assertThat(verdict(TENTH, "ETag", "\"a\"")).isEqualTo(Storability.NO_FRESHNESS);
    }

    @Test
    void isOffUnlessTheRouteSaysSoAndAfterTheRoutesTtl() {
      Route ttl = route().heuristicFraction(0.1).ttlSeconds(5).build();

      assertThat(verdict(route().build(), "Last-Modified", date(-1000)))
          .isEqualTo(Storability.NO_FRESHNESS);
      assertThat(freshSeconds(decide(ttl, "Last-Modified", date(-1000)))).isEqualTo(5);
    }

    @Test
    void isNotForCredentialsThatAreNotInTheKey() {
      StoreDecision stored = decide(TENTH, "Last-Modified", date(-1000));

      assertThat(stored.lifetimeByRule()).isTrue();
      assertThat(
              decide(TENTH, fields("Cookie", "a=b"), 200, "Last-Modified", date(-1000)).verdict())
          .isEqualTo(Storability.CREDENTIALS);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.5 */
  @ParameterizedTest
  @ValueSource(strings = {"public, max-age=60", "must-revalidate, max-age=60", "s-maxage=60"})
  void answersToAuthorizedRequestsAreSharedWhereTheySaySo(String cacheControl) {
    assertThat(
            decide(
                    route().build(),
                    fields("Authorization", "x"),
                    200,
                    "Cache-Control",
                    cacheControl)
                .storable())
        .isTrue();
  }

  @Test
  void clientsMayAskForWhatIsStale() {
    Route keeping = route().keepSeconds(600).build();
    StoreDecision stored = decide(keeping, "Cache-Control", "max-age=5", "ETag", "\"a\"");

    assertThat(Reuse.decide(stored, keeping, fields("Cache-Control", "max-stale=10"), NOW + 15_000))
        .isEqualTo(Reuse.MAX_STALE);
    assertThat(
            Reuse.mayServeOnError(
                stored, keeping, fields("Cache-Control", "stale-if-error=10"), NOW + 15_000))
        .isTrue();
  }
}
