package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.date;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9111 asks for, of freshness and directives. */
class DirectivesShouldTest {
  private static final Route KEEPING = route().keepSeconds(600).build();

  private static StoreDecision of(String... response) {
    return decide(KEEPING, response);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wed, 18 Aug 2055 02:01:18 GMT",
        "wed, 18 aug 2055 02:01:18 gmt",
        "WED, 18 AUG 2055 02:01:18 GMT",
        "Wednesday, 18-Aug-55 02:01:18 GMT",
        "Wed Aug 18 02:01:18 2055",
      })
  void datesAreReadInEveryCaseAndEveryForm(String expires) {
    assertThat(of("Expires", expires).freshUntilMillis()).isEqualTo(2_702_167_278_000L);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.1 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "10      | -  | 50",
        "10      | 20 | 50",
        "10, 20  | 30 | 50",
        "x       | 20 | 60",
        "1.5     | -  | 60",
        "-5      | -  | 60",
        "5s      | -  | 60",
        "10;a=b  | -  | 60",
      })
  void firstAgeCountsAndAnInvalidOneDoesNot(String age, String second, long seconds) {
    assertThat(
            freshSeconds(
                of(
                    "Cache-Control",
                    "max-age=60",
                    "Age",
                    age,
                    second == null ? "X" : "age",
                    "" + second)))
        .isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"60", "2147483648", "99999999999999999999999"})
  void anAgeBeyondTheLifetimeIsStale(String age) {
    StoreDecision stored = of("Cache-Control", "max-age=60", "Age", age, "ETag", "\"a\"");

    assertThat(stored.freshUntilMillis()).isLessThanOrEqualTo(NOW);
    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW)).isEqualTo(Reuse.STALE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "max-age=60              | 60",
        "max-age=\"60\"          | 60",
        "max-age=007             | 7",
        "max-age=60, max-age=30  | 30",
        "max-age=30, max-age=60  | 30",
        "max-age=1.5             | 0",
        "max-age=-1              | 0",
        "max-age='60'            | 0",
        "max-age=60s             | 0",
        "max-age=                | 0",
        "max-age                 | 0",
        "max-age=0x3c            | 0",
        "max-age= 60             | 0",
        "max-age =60             | 0",
        "s-maxage=x, max-age=60  | 0",
        "max-age=2147483647      | 2147483647",
        "max-age=2147483648      | 2147483648",
        "max-age=9999999999999999999999 | 2147483648",
      })
  void invalidFreshnessIsStaleAndHugeFreshnessIsLong(String cacheControl, long seconds) {
    assertThat(freshSeconds(of("Cache-Control", cacheControl, "ETag", "\"a\""))).isEqualTo(seconds);
  }

  @Test
  void directivesOfSeveralLinesAreOneList() {
    assertThat(freshSeconds(of("Cache-Control", "foo", "cache-control", "max-age=60")))
        .isEqualTo(60);
  }

  @Test
  void expiresCountsFromTheArrivalWhereDateIsMissingOrInvalid() {
    assertThat(freshSeconds(of("Expires", date(60)))).isEqualTo(60);
    assertThat(freshSeconds(of("Expires", date(60), "Date", "x"))).isEqualTo(60);
  }

  @Test
  void aClockThatIsAheadDoesNotLengthenFreshness() {
    assertThat(freshSeconds(of("Date", date(500), "Expires", date(560)))).isEqualTo(60);
    assertThat(freshSeconds(of("Date", date(500), "Cache-Control", "max-age=60"))).isEqualTo(60);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.3 */
  @ParameterizedTest
  @ValueSource(ints = {200, 301, 404, 503})
  void mustUnderstandLiftsNoStoreWhereTheStatusIsUnderstood(int status) {
    assertThat(
            decide(KEEPING, status, "Cache-Control", "must-understand, no-store, max-age=60")
                .storable())
        .isTrue();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.7 */
  @Test
  void onlyIfCachedIsFoundWhereClientsAreObeyed() {
    assertThat(Reuse.onlyIfCached(KEEPING, fields("Cache-Control", "only-if-cached"))).isTrue();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc5861#section-3 */
  @Test
  void windowsEndWhenTheySay() {
    StoreDecision stored =
        of("Cache-Control", "max-age=10, stale-while-revalidate=5, stale-if-error=20");

    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 14_999))
        .isEqualTo(Reuse.STALE_WHILE_REVALIDATE);
    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 15_000)).isEqualTo(Reuse.STALE);
    assertThat(Reuse.mayServeOnError(stored, KEEPING, fields(), NOW + 29_999)).isTrue();
    assertThat(Reuse.mayServeOnError(stored, KEEPING, fields(), NOW + 30_000)).isFalse();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc8246#section-2 */
  @Test
  void immutableIsNotValidatedWhileFreshUnlessTheClientAsks() {
    StoreDecision stored = of("Cache-Control", "max-age=60, immutable");

    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW + 59_000)).isEqualTo(Reuse.FRESH);
    assertThat(Reuse.decide(stored, KEEPING, fields("Cache-Control", "no-cache"), NOW))
        .isEqualTo(Reuse.REQUEST_NO_CACHE);
  }
}
