package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route says of lifetimes, beside the RFC. */
class RouteLifetimesTest {
  private static final Route BY_STATUS =
      route()
          .ttlSeconds(60)
          .ttlByStatusSeconds(404, 404, 10)
          .ttlByStatusSeconds(410, 410, 0)
          .ttlByStatusSeconds(400, 499, 5)
          .ttlByStatusSeconds(500, 599, 1)
          .build();

  @Nested
  class ByStatus {

    @ParameterizedTest
    @CsvSource({"200, 60", "404, 10", "403, 5", "400, 5", "500, 1", "503, 1"})
    void firstThatMatchesWinsOverTtl(int status, long seconds) {
      StoreDecision stored = decide(BY_STATUS, status);

      assertThat(freshSeconds(stored)).isEqualTo(seconds);
      assertThat(stored.lifetimeByRule()).isTrue();
    }

    @Test
    void zeroIsNotStored() {
      assertThat(decide(BY_STATUS, 410).verdict()).isEqualTo(Storability.NO_FRESHNESS);
    }

    @Test
    void whatTheUpstreamSaysWins() {
      assertThat(freshSeconds(decide(BY_STATUS, 503, "Cache-Control", "max-age=7"))).isEqualTo(7);
      assertThat(freshSeconds(decide(BY_STATUS, 410, "Cache-Control", "max-age=7"))).isEqualTo(7);
      assertThat(decide(BY_STATUS, 404, "Cache-Control", "no-store").verdict())
          .isEqualTo(Storability.NO_STORE);
    }

    @ParameterizedTest
    @ValueSource(ints = {407, 412, 416, 417, 421, 425, 426, 428, 429, 431, 511})
    void whatIsNeverStoredStaysSo(int status) {
      assertThat(decide(BY_STATUS, status).verdict()).isEqualTo(Storability.STATUS);
    }

    @Test
    void isNotForUnkeyedCredentials() {
      assertThat(decide(BY_STATUS, fields("Cookie", "a=b"), 404).verdict())
          .isEqualTo(Storability.CREDENTIALS);
    }
  }

  @Nested
  class Override {
    private static final Route OVERRIDING =
        route()
            .ttlOverrideSeconds(300)
            .ttlSeconds(60)
            .ttlByStatusSeconds(404, 404, 10)
            .ttlByStatusSeconds(500, 599, 1)
            .keepSeconds(600)
            .build();

    @ParameterizedTest
    @ValueSource(
        strings = {"max-age=0", "max-age=5", "max-age=99999", "s-maxage=1", "foo", "max-age=x"})
    void replacesWhateverFreshnessTheUpstreamGives(String cacheControl) {
      assertThat(freshSeconds(decide(OVERRIDING, "Cache-Control", cacheControl, "Age", "100")))
          .isEqualTo(300);
      assertThat(freshSeconds(decide(OVERRIDING, "Expires", "0"))).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "no-store, max-age=9 | NO_STORE",
          "private, max-age=9  | PRIVATE",
          "no-cache, max-age=9 | NO_CACHE",
        })
    void doesNotReplaceWhatForbids(String cacheControl, Storability expected) {
      assertThat(decide(OVERRIDING, "Cache-Control", cacheControl).verdict()).isEqualTo(expected);
      assertThat(decide(OVERRIDING, "Cache-Control", "max-age=9", "Set-Cookie", "a=b").verdict())
          .isEqualTo(Storability.SET_COOKIE);
    }

    @Test
    void statusesThatAreNamedKeepTheirOwn() {
      assertThat(freshSeconds(decide(OVERRIDING, 404, "Cache-Control", "max-age=99")))
          .isEqualTo(10);
      assertThat(freshSeconds(decide(OVERRIDING, 503, "Cache-Control", "max-age=0"))).isEqualTo(1);
    }

    @Test
    void otherErrorsAndRedirectsKeepWhatTheUpstreamSays() {
      Route all = route().ttlOverrideSeconds(300).build();

      assertThat(freshSeconds(decide(all, 503, "Cache-Control", "max-age=1"))).isEqualTo(1);
      assertThat(freshSeconds(decide(all, 302, "Cache-Control", "max-age=9"))).isEqualTo(9);
      assertThat(decide(all, 500, "Cache-Control", "max-age=0").storable()).isFalse();
      assertThat(decide(all, 500).verdict()).isEqualTo(Storability.ERROR_STATUS);
    }

    @Test
    void isOurWordWhereItIsLongerThanTheUpstreams() {
      assertThat(decide(OVERRIDING, "Cache-Control", "max-age=5").lifetimeByRule()).isTrue();
      assertThat(decide(OVERRIDING, "Cache-Control", "max-age=900").lifetimeByRule()).isFalse();
    }

    @Test
    void leavesUnkeyedCredentialsWhatTheUpstreamSays() {
      StoreDecision stored =
          decide(OVERRIDING, fields("Cookie", "a=b"), 200, "Cache-Control", "max-age=5");

      assertThat(freshSeconds(stored)).isEqualTo(5);
      assertThat(stored.lifetimeByRule()).isFalse();
      assertThat(
              decide(OVERRIDING, fields("Cookie", "a=b"), 200, "Cache-Control", "max-age=0")
                  .verdict())
          .isEqualTo(Storability.EXPIRED);
    }

    @Test
    void staleUseStaysForbidden() {
      assertThat(decide(OVERRIDING, "Cache-Control", "s-maxage=5").staleForbidden()).isTrue();
    }
  }

  @Nested
  class WithJitter {
    private static final Route JITTERED = route().ttlSeconds(100).jitter(0.2).build();

    @Test
    void shortensByUpToItsPart() {
      Set<Long> lifetimes = new HashSet<>();
      for (int i = 0; i < 1_000; i++) {
        ResourceUri uri = ResourceUri.parse("http", "h", "/a/" + i, Map.of());
        long lifetime =
            Storing.decide(uri, "GET", fields(), 200, fields(), JITTERED, NOW, NOW)
                    .freshUntilMillis()
                - NOW;
        assertThat(lifetime).isBetween(80_000L, 100_000L);
        lifetimes.add(lifetime);
      }
      assertThat(lifetimes).hasSizeGreaterThan(900);
      assertThat(lifetimes.stream().mapToLong(Long::longValue).average().orElseThrow())
          .isBetween(89_000.0, 91_000.0);
    }

    @Test
    void isTheSameForTheSameResponse() {
      assertThat(decide(JITTERED)).isEqualTo(decide(JITTERED));
    }

    @Test
    void isNotForWhatTheUpstreamSays() {
      assertThat(freshSeconds(decide(JITTERED, "Cache-Control", "max-age=50"))).isEqualTo(50);
    }

    @Test
    void leavesSomethingOfEveryLifetime() {
      for (long lifetime : new long[] {1, 2, 1_000, Long.MAX_VALUE}) {
        for (double part : new double[] {0, 0.5, 1}) {
          for (int i = 0; i < 100; i++) {
            assertThat(Jitter.shorten(lifetime, part, Decisions.URI, NOW + i))
                .isBetween(1L, lifetime);
          }
        }
      }
    }
  }
}
