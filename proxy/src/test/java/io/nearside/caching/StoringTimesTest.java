package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoringTimesTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final ResourceUri URI = ResourceUri.parse("http", "h", "/a", Map.of());
  private static final Route PLAIN = route().build();
  private static final Route TTL =
      route().ttlSeconds(60).staleWhileRevalidateSeconds(10).staleIfErrorSeconds(20).build();

  private static StoreDecision decide(Route route, String... response) {
    return Storing.decide(URI, "GET", fields(), 200, fields(response), route, NOW, NOW);
  }

  private static Storability verdict(Route route, String... response) {
    return decide(route, response).verdict();
  }

  private static Storability verdict(String cacheControl) {
    return verdict(PLAIN, "Cache-Control", cacheControl);
  }

  @Test
  void explicitLifetimeCountsFromTheOrigin() {
    StoreDecision decision = decide(PLAIN, "Cache-Control", "max-age=60", "Age", "10");

    assertThat(decision.originMillis()).isEqualTo(NOW - 10_000);
    assertThat(decision.freshUntilMillis()).isEqualTo(NOW + 50_000);
    assertThat(decision.staleWhileRevalidateUntilMillis()).isEqualTo(NOW + 50_000);
    assertThat(decision.staleIfErrorUntilMillis()).isEqualTo(NOW + 50_000);
    assertThat(decision.goneAtMillis()).isEqualTo(NOW + 50_000);
    assertThat(decision.lifetimeByRule()).isFalse();
  }

  @Test
  void routesLifetimeCountsFromTheArrival() {
    StoreDecision decision =
        Storing.decide(URI, "GET", fields(), 200, fields(), TTL, NOW - 90_000, NOW);

    assertThat(decision.originMillis()).isEqualTo(NOW - 90_000);
    assertThat(decision.freshUntilMillis()).isEqualTo(NOW + 60_000);
    assertThat(decision.staleWhileRevalidateUntilMillis()).isEqualTo(NOW + 70_000);
    assertThat(decision.staleIfErrorUntilMillis()).isEqualTo(NOW + 80_000);
    assertThat(decision.goneAtMillis()).isEqualTo(NOW + 80_000);
    assertThat(decision.lifetimeByRule()).isTrue();
  }

  @Test
  void routesWindowsAlsoFollowAnExplicitLifetime() {
    StoreDecision decision = decide(TTL, "Cache-Control", "max-age=5");

    assertThat(decision.freshUntilMillis()).isEqualTo(NOW + 5_000);
    assertThat(decision.staleWhileRevalidateUntilMillis()).isEqualTo(NOW + 15_000);
    assertThat(decision.lifetimeByRule()).isFalse();
  }

  @Test
  void windowsOfTheResponseWinOverTheRoutes() {
    StoreDecision decision =
        decide(TTL, "Cache-Control", "max-age=5, stale-while-revalidate=100, stale-if-error=0");

    assertThat(decision.staleWhileRevalidateUntilMillis()).isEqualTo(NOW + 105_000);
    assertThat(decision.staleIfErrorUntilMillis()).isEqualTo(NOW + 5_000);
    assertThat(decision.goneAtMillis()).isEqualTo(NOW + 105_000);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.4 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=5, must-revalidate, stale-while-revalidate=100",
        "max-age=5, proxy-revalidate, stale-if-error=100",
        "s-maxage=5, stale-while-revalidate=100, stale-if-error=100"
      })
  void someDirectivesForbidAllStaleUse(String cacheControl) {
    assertThat(decide(TTL, "Cache-Control", cacheControl).goneAtMillis()).isEqualTo(NOW + 5_000);
  }

  @Test
  void mustRevalidateAloneForbidsStaleUseOfARoutesLifetime() {
    StoreDecision decision = decide(TTL, "Cache-Control", "must-revalidate");

    assertThat(decision.verdict()).isEqualTo(Storability.STORABLE);
    assertThat(decision.goneAtMillis()).isEqualTo(NOW + 60_000);
  }

  @Test
  void aResponseThatIsOnlyGoodStaleIsStoredWhenItSaysSo() {
    StoreDecision decision = decide(PLAIN, "Cache-Control", "max-age=0, stale-while-revalidate=10");

    assertThat(decision.verdict()).isEqualTo(Storability.STORABLE);
    assertThat(decision.freshUntilMillis()).isEqualTo(NOW);
    assertThat(decision.staleWhileRevalidateUntilMillis()).isEqualTo(NOW + 10_000);
    assertThat(verdict("max-age=0, stale-while-revalidate=10, must-revalidate"))
        .isEqualTo(Storability.EXPIRED);
    assertThat(verdict(PLAIN, "Cache-Control", "max-age=1, stale-if-error=5", "Age", "9"))
        .isEqualTo(Storability.EXPIRED);
  }

  @Test
  void greatNumbersDoNotOverflow() {
    Route forever =
        new RouteBuilder().ttlSeconds(Long.MAX_VALUE / 1000).staleIfErrorSeconds(5).build();

    assertThat(decide(forever).freshUntilMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(decide(forever).goneAtMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(decide(forever, "Cache-Control", "max-age=99999999999999999999").freshUntilMillis())
        .isEqualTo(NOW + (1000L << 31));
    assertThat(verdict(PLAIN, "Cache-Control", "max-age=60", "Age", "99999999999999999999"))
        .isEqualTo(Storability.EXPIRED);
  }
}
