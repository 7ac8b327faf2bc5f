package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import io.nearside.http.Mutations;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoringTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final ResourceUri URI = ResourceUri.parse("http", "h", "/a", Map.of());
  private static final Route PLAIN = route().build();
  private static final Route TTL =
      route().ttlSeconds(60).staleWhileRevalidateSeconds(10).staleIfErrorSeconds(20).build();

  private static StoreDecision decide(Route route, Fields request, int status, Fields response) {
    return Storing.decide(URI, "GET", request, status, response, route, NOW, NOW);
  }

  private static StoreDecision decide(Route route, String... response) {
    return decide(route, fields(), 200, fields(response));
  }

  private static Storability verdict(Route route, String... response) {
    return decide(route, response).verdict();
  }

  private static Storability verdict(String cacheControl) {
    return verdict(PLAIN, "Cache-Control", cacheControl);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "PUT", "OPTIONS", "get"})
  void onlyAnswersToGetAreStoredForWhatTheyAre(String method) {
    Fields response = fields("Cache-Control", "max-age=60");

    assertThat(Storing.decide(URI, method, fields(), 200, response, TTL, NOW, NOW).verdict())
        .isEqualTo(Storability.METHOD);
  }

  @Test
  void routeMaySwitchOff() {
    assertThat(verdict(route().cacheOff().ttlSeconds(5).build(), "Cache-Control", "max-age=60"))
        .isEqualTo(Storability.ROUTE_OFF);
  }

  @ParameterizedTest
  @CsvSource({
    "text/event-stream, EVENT_STREAM",
    "TEXT/Event-Stream;charset=utf-8, EVENT_STREAM",
    "multipart/x-mixed-replace; boundary=a, EVENT_STREAM",
    "text/event-streams, STORABLE",
    "multipart/mixed, STORABLE"
  })
  void whatStreamsWithoutAnEndIsNotStored(String type, Storability verdict) {
    assertThat(verdict(TTL, "Content-Type", type, "Cache-Control", "public, max-age=60"))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @EnumSource(Storability.class)
  void everyVerdictHasAWord(Storability verdict) {
    assertThat(verdict.text()).matches("[a-z-]+");
    assertThat(verdict.storable()).isEqualTo(verdict == Storability.STORABLE);
  }

  @Nested
  class Directives {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\'',
        value = {
          "max-age=60                          | STORABLE",
          "s-maxage=60                         | STORABLE",
          "public, max-age=60                  | STORABLE",
          "public                              | NO_FRESHNESS",
          "must-revalidate                     | NO_FRESHNESS",
          "foo=bar                             | NO_FRESHNESS",
          "no-store                            | NO_STORE",
          "no-store, max-age=60                | NO_STORE",
          "max-age=60, NO-STORE                | NO_STORE",
          "no-cache, no-store, max-age=0       | NO_STORE",
          "private, max-age=60                 | PRIVATE",
          "private, public, s-maxage=60        | PRIVATE",
          "private=\"x-user\", max-age=60      | STORABLE",
          "private=\"x-user\"                  | NO_FRESHNESS",
          "private=\"x user\", max-age=60      | PRIVATE",
          "private=\"vary\", max-age=60        | PRIVATE",
          "no-cache, max-age=60                | NO_CACHE",
          "no-cache=\"set-cookie\", max-age=60 | STORABLE",
          "no-cache=\"Content-Type\", max-age=60 | NO_CACHE",
          "max-age=0                           | EXPIRED",
          "s-maxage=0, max-age=60              | EXPIRED",
          "max-age=60, s-maxage=0              | EXPIRED",
          "max-age=x                           | EXPIRED",
          "max-age=-5                          | EXPIRED",
          "must-understand, no-store, max-age=60 | STORABLE",
          "must-understand, no-store, private, max-age=60 | PRIVATE",
        })
    void decide(String cacheControl, Storability expected) {
      assertThat(verdict(cacheControl)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"no-store", "no-cache", "private", "max-age=0", "s-maxage=0", "max-age=x"})
    void aRoutesLifetimeNeverOverridesTheUpstream(String cacheControl) {
      assertThat(verdict(TTL, "Cache-Control", cacheControl)).isNotEqualTo(Storability.STORABLE);
    }

    @Test
    void directivesOfAllLinesCount() {
      assertThat(verdict(PLAIN, "Cache-Control", "max-age=60", "cache-control", "no-store"))
          .isEqualTo(Storability.NO_STORE);
    }

    @Test
    void pragmaCountsWithoutCacheControl() {
      assertThat(verdict(TTL, "Pragma", "no-cache")).isEqualTo(Storability.NO_CACHE);
      assertThat(verdict(TTL, "Pragma", "no-cache", "Cache-Control", "max-age=60"))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void clientsNoStoreCountsOnlyWhereClientsAreObeyed() {
      Fields request = fields("Cache-Control", "no-store");
      Fields response = fields("Cache-Control", "max-age=60");

      assertThat(StoringTest.decide(PLAIN, request, 200, response).verdict())
          .isEqualTo(Storability.NO_STORE);
      assertThat(
              StoringTest.decide(route().ignoreClients().build(), request, 200, response).verdict())
          .isEqualTo(Storability.STORABLE);
    }
  }

  @Nested
  class Statuses {

    @ParameterizedTest
    @ValueSource(ints = {100, 103, 199, 206, 304, 407, 412, 416, 417, 421, 425, 426, 0, -1, 600})
    void whatIsNotAWholeFinalAnswerIsNeverStored(int status) {
      assertThat(status(TTL, status, "public, max-age=60")).isEqualTo(Storability.STATUS);
      assertThat(status(TTL, status, "foo")).isEqualTo(Storability.STATUS);
    }

    /** Source: https://www.rfc-editor.org/rfc/rfc6585 */
    @ParameterizedTest
    @ValueSource(ints = {428, 429, 431, 511})
    void whatRfc6585ForbidsIsNeverStored(int status) {
      assertThat(status(TTL, status, "public, max-age=60")).isEqualTo(Storability.STATUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 203, 204, 299, 301, 302, 307, 400, 404, 410, 414, 500, 503, 599})
    void explicitFreshnessIsObeyedWithAnyFinalStatus(int status) {
      assertThat(status(PLAIN, status, "max-age=60")).isEqualTo(Storability.STORABLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 410})
    void aRoutesLifetimeIsForWhatLasts(int status) {
      assertThat(status(TTL, status, "foo")).isEqualTo(Storability.STORABLE);
      assertThat(status(PLAIN, status, "foo")).isEqualTo(Storability.NO_FRESHNESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 406, 414, 500, 501, 502, 503, 504})
    void aRoutesLifetimeIsNotForErrors(int status) {
      assertThat(status(TTL, status, "foo")).isEqualTo(Storability.ERROR_STATUS);
      assertThat(status(PLAIN, status, "foo")).isEqualTo(Storability.ERROR_STATUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 302, 303, 307})
    void aRoutesLifetimeIsNotForTheMoment(int status) {
      assertThat(status(TTL, status, "foo")).isEqualTo(Storability.NO_FRESHNESS);
    }

    @Test
    void mustUnderstandNeedsAnUnderstoodStatus() {
      assertThat(status(PLAIN, 200, "must-understand, max-age=60")).isEqualTo(Storability.STORABLE);
      assertThat(status(PLAIN, 299, "must-understand, max-age=60")).isEqualTo(Storability.STATUS);
    }

    private static Storability status(Route route, int status, String cacheControl) {
      return StoringTest.decide(route, fields(), status, fields("Cache-Control", cacheControl))
          .verdict();
    }
  }

  @Nested
  class OfTheResponse {

    @Test
    void aCookieIsNotStoredUnlessTheRouteSaysSo() {
      String[] response = {"Cache-Control", "public, max-age=60", "Set-Cookie", "a=b"};

      assertThat(verdict(PLAIN, response)).isEqualTo(Storability.SET_COOKIE);
      assertThat(verdict(route().storeSetCookie().build(), response))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void aVaryStarIsNotStored() {
      assertThat(verdict(PLAIN, "Cache-Control", "max-age=60", "Vary", "Accept, *"))
          .isEqualTo(Storability.VARY_STAR);
    }
  }

  @Test
  void neverThrowsAndNeverStoresWhatIsOver() {
    long seed = 51;
    Random random = new Random(seed);
    Route everything =
        route()
            .ttlSeconds(60)
            .staleWhileRevalidateSeconds(10)
            .staleIfErrorSeconds(20)
            .ttlByStatusSeconds(404, 404, 5)
            .heuristicFraction(0.1)
            .keepSeconds(30)
            .jitter(0.5)
            .targetedFields("cdn-cache-control")
            .build();
    for (int i = 0; i < 50_000; i++) {
      Fields response =
          fields(
              "Cache-Control",
              Mutations.of("max-age=60, stale-while-revalidate=5", random),
              "Date",
              Mutations.of("Fri, 15 Jan 2027 08:00:00 GMT", random),
              "Expires",
              Mutations.of("Fri, 15 Jan 2027 08:00:10 GMT", random),
              "Age",
              Mutations.of("12", random),
              "Vary",
              Mutations.of("Accept", random),
              "ETag",
              Mutations.of("\"a\"", random),
              "Last-Modified",
              Mutations.of("Fri, 15 Jan 2027 07:00:00 GMT", random),
              "CDN-Cache-Control",
              Mutations.of("max-age=60, private=\"a\"", random));
      Route route = i % 2 == 0 ? TTL : everything;
      StoreDecision decision = decide(route, fields(), i % 3 == 0 ? 404 : 200, response);
      if (decision.storable()) {
        assertThat(decision.goneAtMillis()).as("seed %d", seed).isGreaterThan(NOW);
        assertThat(decision.originMillis()).isLessThanOrEqualTo(NOW);
        assertThat(decision.staleWhileRevalidateUntilMillis())
            .isBetween(decision.freshUntilMillis(), decision.goneAtMillis());
      }
    }
  }
}
