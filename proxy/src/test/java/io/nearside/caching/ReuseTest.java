package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyHeaders;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReuseTest {
  private static final long ORIGIN = 1_800_000_000_000L;
  private static final Route ROUTE = route().build();

  /** Fresh for 60 s, then 10 s while it is revalidated, 20 s on error. */
  private record Stored(boolean lifetimeByRule) implements Selected {
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

    @Override
    public boolean mustValidate() {
      return false;
    }

    @Override
    public boolean staleForbidden() {
      return false;
    }
  }

  private static final Selected STORED = new Stored(false);
  private static final Selected BY_RULE = new Stored(true);

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
    assertThat(Reuse.mayServeOnError(STORED, ORIGIN + ageMillis)).isEqualTo(serve);
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
        "max-stale               | 65000 | STALE_WHILE_REVALIDATE",
        "max-stale               | 75000 | STALE",
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
        .isEqualTo(reuse == Reuse.FRESH || reuse == Reuse.STALE_WHILE_REVALIDATE);
    assertThat(reuse.text()).matches("[a-z-]+");
  }
}
