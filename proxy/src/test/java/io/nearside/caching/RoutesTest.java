package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final Route LAST = route().build();

  @Test
  void firstMatchWins() {
    Route first = route("/a/b").build();
    Route second = route("/a/**").build();
    Routes routes = new Routes(List.of(first, second, LAST));

    assertThat(routes.find("GET", "h", "/a/b")).isSameAs(first);
    assertThat(routes.find("GET", "h", "/a/c")).isSameAs(second);
    assertThat(routes.find("GET", "h", "/b")).isSameAs(LAST);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "Example.COM, example.com, true",
    "example.com, example.com:8080, true",
    "example.com:8080, example.com:8080, true",
    "example.com:8080, example.com, false",
    "example.com:8080, example.com:80801, false",
    "example.com, example.com.evil, false",
    "example.com, www.example.com, false",
    "[::1], [::1]:8080, true",
    "[::1]:80, [::1]:8080, false",
  })
  void hostWithoutAPortMatchesAtEveryPort(String host, String authority, boolean matches) {
    Route hosted = route("/**").host(host).build();

    assertThat(new Routes(List.of(hosted, LAST)).find("GET", authority, "/") == hosted)
        .isEqualTo(matches);
  }

  @Test
  void headMatchesWhereGetDoes() {
    Route reads = route("/**").methods("GET").build();
    Routes routes = new Routes(List.of(reads, LAST));

    assertThat(routes.find("GET", "h", "/")).isSameAs(reads);
    assertThat(routes.find("HEAD", "h", "/")).isSameAs(reads);
    assertThat(routes.find("POST", "h", "/")).isSameAs(LAST);
    assertThat(routes.find("get", "h", "/")).isSameAs(LAST);
  }

  @Test
  void lastRouteMustMatchEverything() {
    for (Route last :
        List.of(
            route("/a/**").build(),
            route("/*").build(),
            route().host("h").build(),
            route().methods("GET").build())) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Routes(List.of(LAST, last)));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Routes(List.of()));
  }

  @Test
  void badPatternIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Routes(List.of(route("/a**").build(), LAST)))
        .withMessageContaining("/a**");
  }

  @Test
  void capturesOfARoute() {
    assertThat(Routes.captures(route("/items/{id}").build(), "/items/17"))
        .isEqualTo(Map.of("id", "17"));
    assertThat(Routes.captures(LAST, "/items/17")).isEmpty();
  }

  @Test
  void capturesAreExpandedOnce() {
    assertThat(Captures.expand("item-{id}", Map.of("id", "{x}", "x", "y"))).isEqualTo("item-{x}");
    assertThat(Captures.expand("{a}{b}/{c", Map.of("a", "1"))).isEqualTo("1{b}/{c");
    assertThat(Captures.expand("plain", Map.of("a", "1"))).isEqualTo("plain");
  }
}
