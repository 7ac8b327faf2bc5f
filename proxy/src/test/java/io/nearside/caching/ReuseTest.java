package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyHeaders;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReuseTest {
  private static final long ORIGIN = 1_800_000_000_000L;
  private static final Route ROUTE = route().build();

  /** Fresh for 60 s, then 10 s while it is revalidated, 20 s on error. */
  private record Stored(boolean lifetimeByRule, boolean mustValidate, boolean staleForbidden)
      implements Selected {
    @Override
    public long originMillis() {
      return ORIGIN;
    }

    @Override
    public long freshUntilMillis() {
      return ORIGIN + 60_000;
    }

    @Override
    public long staleWhileRevalidateUntilMillis() {
      return ORIGIN + 70_000;
    }

    @Override
    public long staleIfErrorUntilMillis() {
      return ORIGIN + 80_000;
    }
  }

  private static final Selected STORED = new Stored(false, false, false);
  private static final Selected BY_RULE = new Stored(true, false, false);

  private static Reuse at(long ageMillis, String... request) {
    return Reuse.decide(STORED, ROUTE, fields(request), ORIGIN + ageMillis);
  }

  @ParameterizedTest
  @CsvSource({
    "0, FRESH",
    "59999, FRESH",
    "60000, STALE_WHILE_REVALIDATE",
    "69999, STALE_WHILE_REVALIDATE",
    "70000, STALE",
    "-5000, FRESH",
  })
  void freshnessIsAMatterOfTime(long ageMillis, Reuse reuse) {
    assertThat(at(ageMillis)).isEqualTo(reuse);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "79999, true", "80000, false"})
  void errorsHaveTheirOwnWindow(long ageMillis, boolean serve) {
    assertThat(Reuse.mayServeOnError(STORED, ROUTE, fields(), ORIGIN + ageMillis)).isEqualTo(serve);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-cache                | 0     | REQUEST_NO_CACHE",
        "No-Cache, max-stale     | 0     | REQUEST_NO_CACHE",
        "max-age=0               | 0     | REQUEST_MAX_AGE",
        "max-age=10              | 10000 | FRESH",
        "max-age=10              | 10001 | REQUEST_MAX_AGE",
        "max-age=1000            | 59999 | FRESH",
        "max-age=1000            | 60000 | STALE",
        "max-age=x               | 0     | REQUEST_MAX_AGE",
        "min-fresh=10            | 50000 | FRESH",
        "min-fresh=10            | 50001 | REQUEST_MIN_FRESH",
        "min-fresh=0             | 60001 | REQUEST_MIN_FRESH",
        "min-fresh=x             | 59999 | FRESH",
        "max-stale               | 59999 | FRESH",
        "max-stale               | 65000 | STALE_WHILE_REVALIDATE",
        "max-stale               | 75000 | MAX_STALE",
        "max-stale               | 999999999 | MAX_STALE",
        "max-stale=15            | 75000 | MAX_STALE",
        "max-stale=15            | 75001 | STALE",
        "max-stale=15            | 65000 | STALE_WHILE_REVALIDATE",
        "max-stale=1             | 65000 | STALE",
        "max-stale=0             | 60000 | STALE_WHILE_REVALIDATE",
        "max-stale=0             | 70000 | STALE",
        "max-stale=x             | 75000 | STALE",
        "max-stale=99999999999999| 75000 | MAX_STALE",
        "max-stale=\"15\"      | 75000 | MAX_STALE",
        "max-age=80, max-stale   | 75000 | MAX_STALE",
        "max-age=80, max-stale   | 65000 | STALE_WHILE_REVALIDATE",
        "max-age=70, max-stale   | 75000 | REQUEST_MAX_AGE",
        "max-age=80, max-stale=5 | 75000 | STALE",
        "min-fresh=1, max-stale  | 75000 | REQUEST_MIN_FRESH",
        "only-if-cached          | 0     | FRESH",
        "max-age=99999999999     | 10    | FRESH",
        "min-fresh=99999999999   | 10    | REQUEST_MIN_FRESH",
        "foo                     | 65000 | STALE_WHILE_REVALIDATE",
      })
  void clientsDirectivesCount(String cacheControl, long ageMillis, Reuse reuse) {
    assertThat(at(ageMillis, "Cache-Control", cacheControl)).isEqualTo(reuse);
    assertThat(
            Reuse.decide(
                STORED,
                route().ignoreClients().build(),
                fields("Cache-Control", cacheControl),
                ORIGIN + ageMillis))
        .isEqualTo(at(ageMillis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo                     | 65000 | STALE",
        "max-stale               | 65000 | STALE",
        "max-stale               | 59999 | FRESH",
      })
  void whatMustNotBeUsedStaleIsNotForMaxStaleEither(
      String cacheControl, long ageMillis, Reuse reuse) {
    Selected stored = new Stored(false, false, true);

    assertThat(
            Reuse.decide(stored, ROUTE, fields("Cache-Control", cacheControl), ORIGIN + ageMillis))
        .isEqualTo(reuse);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo            | MUST_VALIDATE",
        "max-stale      | MUST_VALIDATE",
        "max-age=0      | MUST_VALIDATE",
        "min-fresh=1000 | MUST_VALIDATE",
        "no-cache       | REQUEST_NO_CACHE",
      })
  void whatMustBeValidatedIsNeverFresh(String cacheControl, Reuse reuse) {
    Selected stored = new Stored(false, true, true);
    for (long ageMillis : new long[] {0, 65_000, 99_000}) {
      assertThat(
              Reuse.decide(
                  stored, ROUTE, fields("Cache-Control", cacheControl), ORIGIN + ageMillis))
          .isEqualTo(reuse);
      assertThat(Reuse.decide(stored, ROUTE, fields(), ORIGIN + ageMillis))
          .isEqualTo(Reuse.MUST_VALIDATE);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc5861#section-4 */
  @Nested
  class OnError {

    @ParameterizedTest
    @CsvSource({
      "stale-if-error=60, 120000, true",
      "stale-if-error=60, 120001, false",
      "stale-if-error=1,  79999,  true",
      "stale-if-error=0,  60000,  true",
      "stale-if-error=0,  80000,  false",
      "stale-if-error=x,  80000,  false",
      "stale-if-error,    80000,  false",
      "max-stale,         80000,  false",
      "stale-if-error=99999999999, 99999999, true",
    })
    void theRequestHasAWindowToo(String cacheControl, long ageMillis, boolean serve) {
      assertThat(onError(STORED, ROUTE, ageMillis, "Cache-Control", cacheControl)).isEqualTo(serve);
    }

    @Test
    void theRequestsWindowCountsOnlyWhereClientsAreObeyed() {
      Route deaf = route().ignoreClients().build();

      assertThat(onError(STORED, deaf, 85_000, "Cache-Control", "stale-if-error=60")).isFalse();
    }

    @Test
    void nothingIsServedThatMustBeValidatedOrNotBeStale() {
      String[] request = {"Cache-Control", "stale-if-error=60"};

      assertThat(onError(new Stored(false, true, true), ROUTE, 0, request)).isFalse();
      assertThat(onError(new Stored(false, false, true), ROUTE, 65_000, request)).isFalse();
    }

    @Test
    void nothingOfOursIsServedForUnkeyedCredentials() {
      assertThat(onError(BY_RULE, ROUTE, 65_000)).isTrue();
      assertThat(onError(BY_RULE, ROUTE, 65_000, "Cookie", "a=b")).isFalse();
    }

    private static boolean onError(
        Selected stored, Route route, long ageMillis, String... request) {
      return Reuse.mayServeOnError(stored, route, fields(request), ORIGIN + ageMillis);
    }
  }

  @Test
  void onlyIfCachedCountsWhereClientsAreObeyed() {
    assertThat(Reuse.onlyIfCached(ROUTE, fields("Cache-Control", "max-age=5, Only-If-Cached")))
        .isTrue();
    assertThat(Reuse.onlyIfCached(ROUTE, fields("Cache-Control", "max-age=5"))).isFalse();
    assertThat(Reuse.onlyIfCached(ROUTE, fields())).isFalse();
    assertThat(
            Reuse.onlyIfCached(
                route().ignoreClients().build(), fields("Cache-Control", "only-if-cached")))
        .isFalse();
  }

  @Test
  void pragmaCountsOnlyWithoutCacheControl() {
    assertThat(at(0, "Pragma", "No-Cache")).isEqualTo(Reuse.REQUEST_NO_CACHE);
    assertThat(at(0, "Pragma", "foo")).isEqualTo(Reuse.FRESH);
    assertThat(at(0, "Pragma", "no-cache", "Cache-Control", "max-age=5")).isEqualTo(Reuse.FRESH);
  }

  @Test
  void lifetimeOfOursIsNotForUnkeyedCredentials() {
    for (String name : new String[] {"Authorization", "Cookie"}) {
      assertThat(Reuse.decide(BY_RULE, ROUTE, fields(name, "a=b"), ORIGIN))
          .isEqualTo(Reuse.CREDENTIALS);
      assertThat(at(0, name, "a=b")).isEqualTo(Reuse.FRESH);
    }
    assertThat(Reuse.decide(BY_RULE, ROUTE, fields(), ORIGIN)).isEqualTo(Reuse.FRESH);
  }

  @Test
  void lifetimeOfOursIsForKeyedAndIgnoredCredentials() {
    Route keyed = route().key(keyHeaders("authorization")).build();
    Route ignoring = route().ignoreCookies().build();

    assertThat(Reuse.decide(BY_RULE, keyed, fields("Authorization", "x"), ORIGIN))
        .isEqualTo(Reuse.FRESH);
    assertThat(Reuse.decide(BY_RULE, ignoring, fields("Cookie", "a=b"), ORIGIN))
        .isEqualTo(Reuse.FRESH);
    assertThat(Reuse.decide(BY_RULE, ignoring, fields("Authorization", "x"), ORIGIN))
        .isEqualTo(Reuse.CREDENTIALS);
  }

  @Test
  void credentialsCountBeforeTime() {
    assertThat(Reuse.decide(BY_RULE, ROUTE, fields("Cookie", "a=b"), ORIGIN + 99_000))
        .isEqualTo(Reuse.CREDENTIALS);
  }

  @ParameterizedTest
  @EnumSource(Reuse.class)
  void onlyFreshAndAllowedStaleMayBeServed(Reuse reuse) {
    assertThat(reuse.mayServe())
        .isEqualTo(
            reuse == Reuse.FRESH
                || reuse == Reuse.STALE_WHILE_REVALIDATE
                || reuse == Reuse.MAX_STALE);
    assertThat(reuse.text()).matches("[a-z-]+");
  }
}
