package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.date;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.Decisions.verdict;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9111#section-4.2 and sections 5.1 and 5.3 demand. */
class FreshnessMustTest {
  private static final Route KEEPING = route().keepSeconds(600).build();

  private static long seconds(String... response) {
    return freshSeconds(decide(KEEPING, response));
  }

  @Test
  void aParsedDateIsNeverLaterThanItWas() {
    assertThat(seconds("ETag", "\"a\"", "Date", date(0), "Expires", date(60))).isEqualTo(60);
  }

  @Test
  void localTimeZonesDoNotCount() {
    TimeZone before = TimeZone.getDefault();
    try {
      for (String zone : new String[] {"UTC", "Pacific/Kiritimati", "America/St_Johns"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertThat(seconds("Expires", date(60))).isEqualTo(60);
        assertThat(seconds("Cache-Control", "max-age=60", "Date", date(-20))).isEqualTo(40);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.3 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "",
        "never",
        "Wed, 18 Aug 2055 02:01:18 AEST",
        "Wed, 18 Aug 2055 02:01:18 UTC",
        "Wed, 18 Aug 2055 02:01:18 +0000",
        "Wed, 18 Aug 2055 02:01:18",
        "Wed, 18 Aug 55 02:01:18 GMT",
        "Wed, 18-Aug-2055 02:01:18 GMT",
        "Wed 18 Aug 2055 02:01:18 GMT",
        "Wed,  18 Aug 2055 02:01:18 GMT",
        "Wed, 18  Aug 2055 02:01:18 GMT",
        "Wed, 18 Aug 2055 2:01:18 GMT",
        "Wed, 18 Aug 2055 02.01.18 GMT",
        "Wed, 18 Aug 2055 24:01:18 GMT",
        "Wed, 31 Feb 2055 02:01:18 GMT",
        "2055-08-18T02:01:18Z",
        "2702167278",
        "Wed, 18 Aug 2055 02:01:18 GMT, Wed, 18 Aug 2055 02:01:18 GMT",
      })
  void invalidExpiresHasExpired(String expires) {
    assertThat(verdict(route().build(), "Expires", expires)).isEqualTo(Storability.EXPIRED);
    assertThat(seconds("Expires", expires, "ETag", "\"a\"")).isZero();
  }

  @Test
  void expiresIsIgnoredWhereMaxAgeOrSMaxAgeIs() {
    assertThat(seconds("Expires", date(600), "Cache-Control", "max-age=60")).isEqualTo(60);
    assertThat(seconds("Expires", "0", "Cache-Control", "max-age=60")).isEqualTo(60);
    assertThat(seconds("Expires", date(600), "Cache-Control", "s-maxage=60")).isEqualTo(60);
    assertThat(seconds("Expires", date(600), "Cache-Control", "max-age=0", "ETag", "\"a\""))
        .isZero();
    assertThat(seconds("Expires", date(600), "Cache-Control", "max-age=x", "ETag", "\"a\""))
        .isZero();
  }

  @Test
  void explicitFreshnessIsNeverReplacedByAGuess() {
    Route guessing = route().heuristicFraction(1).keepSeconds(600).build();
    String[] modified = {"Last-Modified", date(-100_000)};

    for (String[] explicit :
        new String[][] {
          {"Cache-Control", "max-age=0"},
          {"Cache-Control", "max-age=x"},
          {"Cache-Control", "s-maxage=0"},
          {"Expires", date(-1)},
          {"Expires", "0"}
        }) {
      assertThat(freshSeconds(decide(guessing, explicit[0], explicit[1], modified[0], modified[1])))
          .as(explicit[1])
          .isLessThanOrEqualTo(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 302, 303, 307, 400, 403, 500, 503})
  void onlyHeuristicallyCacheableStatusesAreGuessedAbout(int status) {
    Route guessing = route().heuristicFraction(0.1).build();

    assertThat(decide(guessing, status, "Last-Modified", date(-1000)).storable()).isFalse();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.3 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // response delay in ms, Date seconds before the response, Age | age in ms
        "0    | 0    | 0   | 0",
        "2000 | 0    | 0   | 2000",
        "2000 | 0    | 10  | 12000",
        "2000 | 30   | 10  | 30000",
        "2000 | 30   | 100 | 102000",
        "0    | -500 | 0   | 0",
        "0    | -500 | 10  | 10000",
        "2000 | 2    | 0   | 2000",
      })
  void correctedAgeCountsFromTheRequest(long delay, long dateAgo, String age, long ageMillis) {
    assertThat(
            Freshness.initialAgeMillis(
                fields("Date", date(-dateAgo), "Age", age), NOW - delay, NOW))
        .isEqualTo(ageMillis);
  }

  @Test
  void delayShortensTheFreshnessThatIsLeft() {
    StoreDecision decision =
        Storing.decide(
            Decisions.URI,
            "GET",
            fields(),
            200,
            fields("Cache-Control", "max-age=60", "Age", "10"),
            KEEPING,
            NOW - 5_000,
            NOW);

    assertThat(decision.originMillis()).isEqualTo(NOW - 15_000);
    assertThat(decision.freshUntilMillis()).isEqualTo(NOW + 45_000);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.4 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=5, must-revalidate",
        "max-age=5, proxy-revalidate",
        "s-maxage=5",
        "s-maxage=x",
        "no-cache, max-age=5",
        "max-age=0, must-revalidate, stale-while-revalidate=60, stale-if-error=60"
      })
  void nothingIsStaleWhereADirectiveForbidsIt(String cacheControl) {
    Route windows =
        route()
            .keepSeconds(600)
            .staleIfErrorSeconds(60)
            .staleWhileRevalidateSeconds(60)
            .ttlOverrideSeconds(5)
            .build();
    StoreDecision stored = decide(windows, "Cache-Control", cacheControl, "ETag", "\"a\"");
    long stale = stored.freshUntilMillis() + 1;

    assertThat(stored.storable()).isTrue();
    assertThat(stored.staleForbidden()).isTrue();
    assertThat(stored.staleWhileRevalidateUntilMillis()).isEqualTo(stored.freshUntilMillis());
    assertThat(stored.staleIfErrorUntilMillis()).isEqualTo(stored.freshUntilMillis());
    for (String request : new String[] {"max-stale", "stale-if-error=60", "max-stale=60"}) {
      assertThat(Reuse.decide(stored, windows, fields("Cache-Control", request), stale).mayServe())
          .isFalse();
      assertThat(Reuse.mayServeOnError(stored, windows, fields("Cache-Control", request), stale))
          .isFalse();
    }
  }

  @Test
  void nothingIsStaleThatNobodyAllowsToBe() {
    StoreDecision stored = decide(KEEPING, "Cache-Control", "max-age=5", "ETag", "\"a\"");

    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 5_000)).isEqualTo(Reuse.STALE);
    assertThat(Reuse.mayServeOnError(stored, KEEPING, fields(), NOW + 5_000)).isFalse();
  }

  @Test
  void aResponseIsFreshWhileItsLifetimeIsGreaterThanItsAge() {
    StoreDecision stored = decide(KEEPING, "Cache-Control", "max-age=5");

    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 4_999)).isEqualTo(Reuse.FRESH);
    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 5_000)).isEqualTo(Reuse.STALE);
  }
}
