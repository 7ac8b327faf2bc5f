package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {
  private static final ResourceUri TARGET =
      ResourceUri.parse("http", "example.com", "/items?x=1", Map.of());
  private static final Route PLAIN = route().build();
  private static final long TARGET_TAG = PurgeTags.url("example.com", "/items");

  @ParameterizedTest
  @CsvSource({
    "POST, 200, true",
    "PUT, 204, true",
    "DELETE, 299, true",
    "PATCH, 303, true",
    "POST, 399, true",
    "FOO, 200, true",
    "POST, 199, false",
    "POST, 400, false",
    "POST, 500, false",
    "GET, 200, false",
    "HEAD, 200, false",
    "OPTIONS, 200, false",
    "TRACE, 200, false",
  })
  void onlyAnUnsafeMethodWithoutAnErrorInvalidates(String method, int status, boolean applies) {
    assertThat(Invalidation.applies(method, status)).isEqualTo(applies);
  }

  @Test
  void targetIsPurgedWithAllItsQueries() {
    assertThat(Invalidation.tags(TARGET, PLAIN, fields())).containsExactly(TARGET_TAG);
    assertThat(Invalidation.tagsWithoutResponse(TARGET, PLAIN)).containsExactly(TARGET_TAG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/items/17",
        "items/17",
        "/items/17?x=y#z",
        "http://example.com/items/17",
        "http://EXAMPLE.com:80/items/./17",
        "HTTP://example.com/%69tems/17",
        "../x/../items/17",
        "//example.com/items/17"
      })
  void locationsOfTheSameOriginArePurged(String reference) {
    long tag = PurgeTags.url("example.com", "/items/17");

    assertThat(Invalidation.tags(TARGET, PLAIN, fields("Location", reference)))
        .containsExactlyInAnyOrder(TARGET_TAG, tag);
    assertThat(Invalidation.tags(TARGET, PLAIN, fields("Content-Location", reference)))
        .containsExactlyInAnyOrder(TARGET_TAG, tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://other.example/items/17",
        "https://example.com/items/17",
        "https://example.com:80/items/17",
        "http://example.com:8080/items/17",
        "http://user@example.com/items/17",
        "http:/items/17",
        "http:///items/17",
        "http://example.com.evil/items/17",
        "//evil/items/17",
        "javascript:alert(1)",
        "/items/%zz",
        ""
      })
  void locationsOfAnotherOriginAreNotPurged(String reference) {
    assertThat(Invalidation.tags(TARGET, PLAIN, fields("Location", reference)))
        .containsExactly(TARGET_TAG);
  }

  @Test
  void allLocationLinesCount() {
    assertThat(
            Invalidation.tags(
                TARGET,
                PLAIN,
                fields("Location", "/a", "Content-Location", "/b", "Location", "/c")))
        .hasSize(4)
        .contains(PurgeTags.url("example.com", "/c"));
  }

  @Test
  void locationsAtAnAliasArePurged() {
    Map<String, String> aliases = Map.of("www.example.com", "example.com");

    assertThat(
            Invalidation.tags(
                TARGET, PLAIN, fields("Location", "http://www.example.com/a"), aliases))
        .contains(PurgeTags.url("example.com", "/a"));
  }

  @Test
  void routeNamesWhatElseIsPurged() {
    ResourceUri target = ResourceUri.parse("http", "h", "/shops/7/items/9", Map.of());
    Route route =
        route("/shops/{shop}/items/{id}")
            .onWritePurge(
                new Route.PurgePattern.Path("/shops/{shop}/%6Cist"),
                new Route.PurgePattern.Prefix("/shops/{shop}"),
                new Route.PurgePattern.Tag("shop-{shop}"))
            .build();

    assertThat(Invalidation.tagsWithoutResponse(target, route))
        .containsExactlyInAnyOrder(
            PurgeTags.url("h", "/shops/7/items/9"),
            PurgeTags.url("h", "/shops/7/list"),
            PurgeTags.prefix("h", "/shops/7"),
            PurgeTags.surrogate("shop-7"));
    assertThat(Invalidation.tags(target, route, fields("Location", "/x"))).hasSize(5);
  }

  @Test
  void whatIsPurgedIsWhatWasStored() {
    Route route = route().onWritePurge(new Route.PurgePattern.Prefix("/catalog")).build();
    ResourceUri read = ResourceUri.parse("https", "h", "/catalog/items/1?a=b", Map.of());
    ResourceUri write = ResourceUri.parse("http", "h", "/catalog/items", Map.of());

    assertThat(PurgeTags.ofResponse(read, route)).contains(PurgeTags.prefix("h", "/catalog"));
    assertThat(Invalidation.tagsWithoutResponse(write, route))
        .contains(PurgeTags.prefix("h", "/catalog"));
  }

  @Test
  void originOfATargetWithAPortIsThePortToo() {
    ResourceUri target = ResourceUri.parse("https", "example.com:8443", "/items", Map.of());

    for (String same : List.of("https://example.com:8443/x", "//example.com:8443/x", "/x", "x")) {
      assertThat(Invalidation.tags(target, PLAIN, fields("Location", same)))
          .as(same)
          .contains(PurgeTags.url("example.com:8443", "/x"));
    }
    for (String other : List.of("https://example.com/x", "http://example.com:8443/x")) {
      assertThat(Invalidation.tags(target, PLAIN, fields("Location", other))).as(other).hasSize(1);
    }
  }

  @Test
  void groupsOfTheTargetsOriginArePurged() {
    long[] tags =
        Invalidation.tags(
            TARGET,
            PLAIN,
            fields(
                "Cache-Group-Invalidation", "\"a\";x=1, \"B c\"",
                "cache-group-invalidation", "\"a\""));

    assertThat(tags)
        .containsExactlyInAnyOrder(
            TARGET_TAG, PurgeTags.group(TARGET, "a"), PurgeTags.group(TARGET, "B c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\"a\", b", "\"a", "\"a\",", "(\"a\")", "1", "\"\u00e9\""})
  void groupsThatAreNoListOfStringsAreIgnored(String value) {
    assertThat(Invalidation.tags(TARGET, PLAIN, fields("Cache-Group-Invalidation", value)))
        .containsExactly(TARGET_TAG);
  }

  @Test
  void endlessGroupsPurgeTheHost() {
    StringBuilder groups = new StringBuilder("\"0\"");
    for (int i = 1; i < 3000; i++) {
      groups.append(",\"").append(i).append('"');
    }

    assertThat(
            Invalidation.tags(TARGET, PLAIN, fields("Cache-Group-Invalidation", groups.toString())))
        .hasSize(CacheGroups.MAX_GROUPS + 2)
        .contains(PurgeTags.host("example.com"));
  }
}
