package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyCookies;
import static io.nearside.caching.RouteBuilder.keyHeaders;
import static io.nearside.caching.RouteBuilder.keyPrincipal;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoringCredentialsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final ResourceUri URI = ResourceUri.parse("http", "h", "/a", Map.of());
  private static final Route PLAIN = route().build();
  private static final Route TTL = route().ttlSeconds(60).build();

  private static StoreDecision decide(Route route, Fields request, int status, Fields response) {
    return Storing.decide(URI, "GET", request, status, response, route, NOW, NOW);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.5 */
  @Nested
  class Authorization {
    private final Fields request = fields("Authorization", "Bearer x");

    @ParameterizedTest
    @CsvSource({
      "'max-age=60', AUTHORIZATION",
      "'immutable, max-age=60', AUTHORIZATION",
      "'proxy-revalidate, max-age=60', AUTHORIZATION",
      "'foo', AUTHORIZATION",
      "'public, max-age=60', STORABLE",
      "'must-revalidate, max-age=60', STORABLE",
      "'s-maxage=60', STORABLE",
      "'s-maxage=0, max-age=60', EXPIRED",
    })
    void needsADirectiveThatAllowsSharing(String cacheControl, Storability expected) {
      assertThat(authorized(TTL, cacheControl)).isEqualTo(expected);
    }

    @Test
    void inTheKeyNeedsNone() {
      KeyRules.Principal principal = new KeyRules.Principal.Header("Authorization");

      assertThat(authorized(route().key(keyPrincipal(principal)).build(), "max-age=60"))
          .isEqualTo(Storability.STORABLE);
      assertThat(authorized(route().key(keyHeaders("authorization")).build(), "max-age=60"))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void anotherPrincipalInTheKeyDoesNotStandForIt() {
      KeyRules.Principal principal = new KeyRules.Principal.Cookie("session");

      assertThat(authorized(route().key(keyPrincipal(principal)).build(), "max-age=60"))
          .isEqualTo(Storability.AUTHORIZATION);
    }

    @Test
    void inTheKeyDoesNotMakePrivateShared() {
      assertThat(authorized(route().key(keyHeaders("authorization")).build(), "private"))
          .isEqualTo(Storability.PRIVATE);
    }

    private Storability authorized(Route route, String cacheControl) {
      return decide(route, request, 200, fields("Cache-Control", cacheControl)).verdict();
    }
  }

  @Nested
  class CredentialsOfTheRequest {

    @Test
    void keepARoutesLifetimeAway() {
      assertThat(by(TTL, "Cookie", "a=b")).isEqualTo(Storability.CREDENTIALS);
      assertThat(by(TTL, "Authorization", "x")).isEqualTo(Storability.AUTHORIZATION);
    }

    @Test
    void cookieDoesNotMatterWhereTheUpstreamSaysHowLong() {
      Fields response = fields("Cache-Control", "max-age=60");

      assertThat(decide(PLAIN, fields("Cookie", "a=b"), 200, response).verdict())
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void cookiesMayBeIgnored() {
      assertThat(by(route().ttlSeconds(60).ignoreCookies().build(), "Cookie", "a=b"))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void cookiesMayBeInTheKey() {
      Route keyed = route().ttlSeconds(60).key(keyCookies("lang")).build();

      assertThat(by(keyed, "Cookie", "lang=de")).isEqualTo(Storability.STORABLE);
      assertThat(by(keyed, "Cookie", "lang=de; session=1")).isEqualTo(Storability.CREDENTIALS);
      assertThat(by(route().ttlSeconds(60).key(keyHeaders("cookie")).build(), "Cookie", "a=b"))
          .isEqualTo(Storability.STORABLE);
    }

    @Test
    void aPrincipalThatIsThereNamesTheUser() {
      Route bySession =
          route()
              .ttlSeconds(60)
              .key(keyPrincipal(new KeyRules.Principal.Cookie("session")))
              .build();

      assertThat(by(bySession, "Cookie", "session=1; _ga=2")).isEqualTo(Storability.STORABLE);
      assertThat(by(bySession)).isEqualTo(Storability.STORABLE);
    }

    @Test
    void aPrincipalThatIsNotThereNamesNobody() {
      Route byHeader =
          route()
              .ttlSeconds(60)
              .key(keyPrincipal(new KeyRules.Principal.Header("Authorization")))
              .build();

      assertThat(by(byHeader, "Cookie", "session=1")).isEqualTo(Storability.CREDENTIALS);
      assertThat(by(byHeader, "Cookie", "session=1", "Authorization", "x"))
          .isEqualTo(Storability.STORABLE);
    }

    private static Storability by(Route route, String... request) {
      return decide(route, fields(request), 200, fields()).verdict();
    }
  }
}
