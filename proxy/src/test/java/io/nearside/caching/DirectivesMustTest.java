package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.Decisions.verdict;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9111#section-5.2 demands. */
class DirectivesMustTest {
  private static final Route KEEPING = route().keepSeconds(600).build();

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.4 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-cache",
        "no-cache, max-age=60",
        "NO-CACHE=\"\", max-age=60",
        "max-age=60, no-cache=\"a\", no-cache",
        "no-cache, s-maxage=60, public, immutable"
      })
  void unqualifiedNoCacheIsNeverReusedWithoutValidation(String cacheControl) {
    Route generous =
        route().keepSeconds(600).ttlSeconds(60).ttlOverrideSeconds(60).heuristicFraction(1).build();
    StoreDecision stored = decide(generous, "Cache-Control", cacheControl, "ETag", "\"a\"");

    assertThat(stored.storable()).isTrue();
    assertThat(stored.mustValidate()).isTrue();
    assertThat(stored.lifetimeByRule()).isFalse();
    assertThat(stored.goneAtMillis()).isGreaterThanOrEqualTo(NOW + 600_000);
    for (String request : new String[] {"foo", "max-stale", "only-if-cached", "stale-if-error=9"}) {
      assertThat(Reuse.decide(stored, generous, fields("Cache-Control", request), NOW))
          .isEqualTo(Reuse.MUST_VALIDATE);
      assertThat(Reuse.mayServeOnError(stored, generous, fields("Cache-Control", request), NOW))
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ETag          | \"a\"                         | STORABLE",
        "ETag          | W/\"a\"                       | STORABLE",
        "ETag          | \"\"                          | STORABLE",
        "Last-Modified | Sun, 06 Nov 1994 08:49:37 GMT | STORABLE",
        "Last-Modified | Sunday, 06-Nov-94 08:49:37 GMT| STORABLE",
        "ETag          | a                             | NO_CACHE",
        "ETag          | w/\"a\"                       | NO_CACHE",
        "ETag          | \"a                           | NO_CACHE",
        "ETag          | \"a\", \"b\"                  | NO_CACHE",
        "Last-Modified | yesterday                     | NO_CACHE",
        "Date          | Sun, 06 Nov 1994 08:49:37 GMT | NO_CACHE",
      })
  void unqualifiedNoCacheIsStoredWithAValidatorOnly(
      String name, String value, Storability expected) {
    assertThat(verdict(KEEPING, "Cache-Control", "no-cache, max-age=60", name, value))
        .isEqualTo(expected);
    assertThat(verdict(KEEPING, "Pragma", "no-cache", name, value)).isEqualTo(expected);
  }

  @Test
  void noCacheAloneIsStoredOnlyWhereTheStatusMayBe() {
    String[] response = {"Cache-Control", "no-cache", "ETag", "\"a\""};

    assertThat(decide(KEEPING, 404, response).storable()).isTrue();
    assertThat(decide(KEEPING, 302, response).verdict()).isEqualTo(Storability.NO_FRESHNESS);
    assertThat(decide(route().build(), response).verdict()).isEqualTo(Storability.NO_CACHE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.2 */
  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "Must-Revalidate=\"x\""})
  void onceStaleItIsNotReusedWithoutValidation(String directive) {
    StoreDecision stored =
        decide(KEEPING, "Cache-Control", directive + ", max-age=5", "ETag", "\"a\"");

    assertThat(stored.mustValidate()).isFalse();
    assertThat(Reuse.decide(stored, KEEPING, fields(), NOW)).isEqualTo(Reuse.FRESH);
    assertThat(Reuse.decide(stored, KEEPING, fields("Cache-Control", "max-stale"), NOW + 5_000))
        .isEqualTo(Reuse.STALE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.10 */
  @Test
  void sMaxAgeOverridesMaxAgeAndExpires() {
    assertThat(
            freshSeconds(
                decide(
                    KEEPING,
                    "Cache-Control",
                    "max-age=600, s-maxage=5",
                    "Expires",
                    Decisions.date(900))))
        .isEqualTo(5);
    assertThat(freshSeconds(decide(KEEPING, "Cache-Control", "max-age=0, s-maxage=60")))
        .isEqualTo(60);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.3 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=60, foo",
        "foo=bar, max-age=60",
        "foo=\"no-store\", max-age=60",
        "foo=\"a, private\", max-age=60",
        "community=\"UCI\", max-age=60",
        "no-storee, max-age=60",
        ", ,max-age=60,",
        "\tMAX-AGE=60 ,foo=\"\\\"no-cache\"",
      })
  void unrecognizedDirectivesAreIgnored(String cacheControl) {
    StoreDecision stored = decide(KEEPING, "Cache-Control", cacheControl);

    assertThat(freshSeconds(stored)).isEqualTo(60);
    assertThat(stored.staleForbidden()).isFalse();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc8246#section-2 */
  @Test
  void immutableWithAnArgumentIsImmutableAndNothingElse() {
    assertThat(freshSeconds(decide(KEEPING, "Cache-Control", "max-age=60, immutable=\"x\"")))
        .isEqualTo(60);
    assertThat(verdict(KEEPING, "Cache-Control", "immutable")).isEqualTo(Storability.NO_FRESHNESS);
    StoreDecision stored = decide(KEEPING, "Cache-Control", "max-age=60, immutable");
    assertThat(Reuse.decide(stored, KEEPING, fields("Cache-Control", "immutable"), NOW + 60_000))
        .isEqualTo(Reuse.STALE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.5 */
  @Test
  void requestsNoStoreForbidsStoringOnly() {
    Route plain = route().build();
    String[] request = {"Cache-Control", "no-store"};

    assertThat(Lookup.decide("GET", fields(request), false, false, plain).mayFill()).isFalse();
    assertThat(Lookup.decide("GET", fields(request), false, false, plain).mayLookup()).isTrue();
    assertThat(decide(plain, fields(request), 200, "Cache-Control", "max-age=60").verdict())
        .isEqualTo(Storability.NO_STORE);
    StoreDecision stored = decide(plain, "Cache-Control", "max-age=60");
    assertThat(Reuse.decide(stored, plain, fields(request), NOW)).isEqualTo(Reuse.FRESH);
  }
}
