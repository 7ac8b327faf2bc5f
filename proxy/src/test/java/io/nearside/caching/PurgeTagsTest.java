package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyQuery;
import static io.nearside.caching.RouteBuilder.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeTagsTest {

  private static ResourceUri uri(String target) {
    return ResourceUri.parse("http", "h", target, Map.of());
  }

  private static long[] tags(String target) {
    return PurgeTags.ofResponse(uri(target), route().build());
  }

  @Test
  void responseIsFoundByEverythingItBelongsTo() {
    Route route = route("/a/{id}/**").tags("all", "item-{id}").build();

    assertThat(PurgeTags.ofResponse(uri("/a/7/c?y&x"), route))
        .containsExactlyInAnyOrder(
            PurgeTags.url("h", "/a/7/c"),
            PurgeTags.urlWithQuery("h", "/a/7/c", "x&y", KeyRules.DEFAULT),
            PurgeTags.prefix("h", "/"),
            PurgeTags.prefix("h", "/a"),
            PurgeTags.prefix("h", "/a/7"),
            PurgeTags.prefix("h", "/a/7/c"),
            PurgeTags.host("h"),
            PurgeTags.route("/a/{id}/**"),
            PurgeTags.everything(),
            PurgeTags.surrogate("all"),
            PurgeTags.surrogate("item-7"));
  }

  @Test
  void tagsHaveNoDoubles() {
    long[] tags = PurgeTags.ofResponse(uri("/"), route().tags("a", "a").build());

    assertThat(tags).doesNotHaveDuplicates().contains(PurgeTags.surrogate("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a, /a, true",
    "/a, /a/, true",
    "/a, /a/x, true",
    "/a, /ab, false",
    "/a, /, false",
    "/a/, /a, true",
    "/a/, /a/x, true",
    "/, /, true",
    "/, /x/y, true",
    "/a/b, /a/b/c, true",
    "/a/b, /a/c, false",
    "/a//b, /a//b/c, true",
    "/a//, /a/b, true",
    "/a, /a//b, true",
    "/1/2/3/4/5/6/7/8, /1/2/3/4/5/6/7/8/9, true",
    "/1/2/3/4/5/6/7/8/9/10, /1/2/3/4/5/6/7/8/9/10, true",
    "/1/2/3/4/5/6/7/8/9/10, /1/2/3/4/5/6/7/8/x, true",
    "/1/2/3/4/5/6/7/8/9/10, /1/2/3/4/5/6/7/x, false",
  })
  void prefixHitsWhatIsAtOrBelowIt(String prefix, String path, boolean hit) {
    assertThat(contains(tags(path), PurgeTags.prefix("h", prefix))).isEqualTo(hit);
  }

  @Test
  void aPrefixNeverMissesWhatIsBelowIt() {
    long seed = 3;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder prefix = new StringBuilder();
      for (int count = random.nextInt(12); count >= 0; count--) {
        prefix.append('/').append("ab".repeat(random.nextInt(2)));
      }
      String below = prefix + "/" + "x/".repeat(random.nextInt(4));
      for (String path : List.of(prefix.toString(), below)) {
        assertThat(contains(tags(path), PurgeTags.prefix("h", prefix.toString())))
            .as("%s of %s, seed %d", prefix, path, seed)
            .isTrue();
      }
    }
  }

  @Test
  void numberOfTagsIsBounded() {
    assertThat(tags("/x".repeat(4000))).hasSize(14);
  }

  @Test
  void urlIsAllItsQueriesAndUrlWithQueryIsOne() {
    long one = PurgeTags.urlWithQuery("h", "/a", "x=1", KeyRules.DEFAULT);

    assertThat(tags("/a?x=1")).contains(PurgeTags.url("h", "/a"), one);
    assertThat(tags("/a?x=2")).contains(PurgeTags.url("h", "/a")).doesNotContain(one);
    assertThat(tags("/a")).contains(PurgeTags.url("h", "/a")).doesNotContain(one);
    assertThat(PurgeTags.urlWithQuery("h", "/a", null, KeyRules.DEFAULT))
        .isNotEqualTo(PurgeTags.url("h", "/a"))
        .isNotEqualTo(PurgeTags.urlWithQuery("h", "/a", "", KeyRules.DEFAULT));
  }

  @Test
  void queryOfATagIsTheQueryOfTheKey() {
    KeyRules drop = keyQuery(true, null, List.of("utm_*"));
    Route route = route().key(drop).build();

    assertThat(PurgeTags.ofResponse(uri("/a?b&utm_x=1&a"), route))
        .contains(PurgeTags.urlWithQuery("h", "/a", "utm_y=2&a&b", drop));
  }

  @Test
  void schemeIsInNoTag() {
    ResourceUri secure = ResourceUri.parse("https", "h", "/a", Map.of());

    assertThat(PurgeTags.ofResponse(secure, route().build())).isEqualTo(tags("/a"));
  }

  @Test
  void kindsAndScopesAreApart() {
    Set<Long> tags = new HashSet<>();
    for (String name : List.of("", "h", "/", "/a")) {
      tags.add(PurgeTags.url("h", name));
      tags.add(PurgeTags.url("h/", name));
      tags.add(PurgeTags.prefix("h", "/x" + name));
      tags.add(PurgeTags.host(name));
      tags.add(PurgeTags.route(name));
      tags.add(PurgeTags.surrogate(name));
      tags.add(PurgeTags.everything());
    }
    // "/x" and "/x/" are one prefix.
    assertThat(tags).hasSize(4 * 6 - 1 + 1);
  }

  /** Computed apart from this code: another release that computes others purges nothing of ours. */
  @Test
  void tagsAreTheSameInEveryRelease() {
    assertThat(Long.toHexString(PurgeTags.url("example.com", "/a"))).isEqualTo("e7c878933a20a12d");
    assertThat(Long.toHexString(PurgeTags.surrogate("catalog"))).isEqualTo("78ded467e01cac33");
  }

  private static boolean contains(long[] tags, long tag) {
    for (long known : tags) {
      if (known == tag) {
        return true;
      }
    }
    return false;
  }
}
