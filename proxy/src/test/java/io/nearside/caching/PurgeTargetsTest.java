package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeTargetsTest {
  private static final Route ITEMS =
      RouteBuilder.route("/items/**")
          .key(RouteBuilder.keyQuery(true, null, List.of("utm_*")))
          .build();

  private final PurgeTargets targets =
      new PurgeTargets(
          new Routes(List.of(ITEMS, RouteBuilder.route().build())),
          Map.of("www.test", "test"),
          (typed, known) -> typed.equals("/itens/**") ? "/items/**" : null);

  private static PurgeOrder order(String kind, String... names) {
    List<String> all = List.of(names);
    List<String> none = List.of();
    return new PurgeOrder(
        kind.equals("urls") ? all : none,
        kind.equals("prefixes") ? all : none,
        kind.equals("tags") ? all : none,
        kind.equals("hosts") ? all : none,
        kind.equals("routes") ? all : none,
        false,
        false);
  }

  private long[] tags(String kind, String... names) throws PurgeOrder.Invalid {
    return targets.tags(order(kind, names));
  }

  private static long[] sorted(long... tags) {
    return LongStream.of(tags).sorted().distinct().toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://test/a",
        "https://test/a",
        "HTTP://TEST:80/a",
        "https://test:443/a",
        "http://www.test/%61",
        "http://test/b/../a",
        "//www.test/a"
      })
  void aUrlWithoutAQueryIsTheResource(String url) throws Exception {
    assertThat(tags("urls", url)).containsExactly(PurgeTags.url("test", "/a"));
  }

  @Test
  void aUrlWithoutASchemeIsMeantWithBoth() throws Exception {
    assertThat(tags("urls", "//test:443/a"))
        .containsExactly(sorted(PurgeTags.url("test", "/a"), PurgeTags.url("test:443", "/a")));
  }

  @Test
  void aUrlWithoutAPathIsTheRoot() throws Exception {
    assertThat(tags("urls", "http://test")).containsExactly(PurgeTags.url("test", "/"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://test/items/1?b=2&a=1,        a=1&b=2",
    "http://test/items/1?utm_x=1&a=1,    a=1",
    "http://test/items/1?a=%7e,          a=~",
  })
  void aUrlWithAQueryIsThatQueryUnderItsRoutesRules(String url, String query) throws Exception {
    assertThat(tags("urls", url))
        .containsExactly(PurgeTags.urlWithQuery("test", "/items/1", query, ITEMS.key()));
  }

  @Test
  void aUrlWithAnEmptyQueryIsThatQueryOnly() throws Exception {
    assertThat(tags("urls", "http://test/a?"))
        .containsExactly(PurgeTags.urlWithQuery("test", "/a", "", KeyRules.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource({
    "http://test/a,         /a",
    "http://test/a/,        /a",
    "https://www.test/a/**, /a",
    "http://test/**,        /",
    "http://test,           /",
    "http://test/1/2/3/4/5/6/7/8/9, /1/2/3/4/5/6/7/8"
  })
  void aPrefixIsItsPath(String prefix, String path) throws Exception {
    assertThat(tags("prefixes", prefix)).containsExactly(PurgeTags.prefix("test", path));
  }

  @Test
  void aHostIsMeantWithTheDefaultPortsOfBothSchemes() throws Exception {
    assertThat(tags("hosts", "WWW.test")).containsExactly(PurgeTags.host("test"));
    assertThat(tags("hosts", "test:443"))
        .containsExactly(sorted(PurgeTags.host("test"), PurgeTags.host("test:443")));
    assertThat(tags("hosts", "[::1]:8080")).containsExactly(PurgeTags.host("[::1]:8080"));
  }

  @Test
  void tagsAndRoutesAreTheirNames() throws Exception {
    assertThat(tags("tags", "a,b")).containsExactly(PurgeTags.surrogate("a,b"));
    assertThat(tags("routes", "/items/**")).containsExactly(PurgeTags.route("/items/**"));
    assertThat(tags("routes", "/**", "/**")).containsExactly(PurgeTags.route("/**"));
    assertThat(tags("routes", "everything else")).containsExactly(PurgeTags.route("default"));
  }

  @Test
  void everythingIsOneTagBesideTheOthers() throws Exception {
    PurgeOrder all =
        new PurgeOrder(List.of(), List.of(), List.of("a"), List.of(), List.of(), true, false);
    assertThat(targets.tags(all))
        .containsExactly(sorted(PurgeTags.surrogate("a"), PurgeTags.everything()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "urls     | /a                   | not an absolute URL; accepted: http://host/path",
        "urls     | ftp://test/a         | not an absolute URL",
        "urls     | test/a               | not an absolute URL",
        "urls     | ws://test//a         | not an absolute URL",
        "urls     | http:///a            | not a URL",
        "urls     | http://u:p@test/a    | not a URL",
        "urls     | http://test/a#b      | not a URL",
        "urls     | http://test/a b      | not a URL",
        "urls     | http://test/%zz      | not a URL",
        "urls     | http://test:99999/   | not a URL",
        "urls     | http://test/a/**     | * has no meaning in a URL; accepted: prefixes",
        "prefixes | /a/**                | not an absolute URL",
        "prefixes | http://test/a?b=1    | a prefix has no query",
        "prefixes | http://test/*/b      | * can only be a last /**",
        "prefixes | http://test/a*       | * can only be a last /**",
        "hosts    | http://test          | not a host; accepted: HOST or HOST:PORT",
        "hosts    | test/a               | not a host",
        "tags     | ' a'                 | not a tag",
        "tags     | ''                   | not a tag",
        "tags     | ä                    | not a tag; accepted: visible ASCII",
        "routes   | /itens/**            | did you mean \"/items/**\"?; accepted: /items/**, /**",
        "routes   | x                    | no such route; accepted: /items/**, /**",
      })
  void whatCannotBeIsSaidWithWhatIsAccepted(String kind, String name, String said) {
    assertThatThrownBy(() -> tags(kind, name))
        .isInstanceOf(PurgeOrder.Invalid.class)
        .hasMessageStartingWith(kind + ": \"" + name + "\": ")
        .hasMessageContaining(said);
  }

  @Test
  void nothingIsNothing() {
    assertThatThrownBy(() -> tags("urls")).hasMessageStartingWith("nothing to purge; accepted:");
  }

  @Test
  void thereIsABoundOnTargets() throws Exception {
    String[] most = Collections.nCopies(PurgeOrder.MAX_TARGETS, "a").toArray(String[]::new);
    assertThat(tags("tags", most)).hasSize(1);

    String[] more = Collections.nCopies(PurgeOrder.MAX_TARGETS + 1, "a").toArray(String[]::new);
    assertThatThrownBy(() -> tags("tags", more)).hasMessageContaining("accepted: up to 1000");
  }

  @Test
  void whatIsLongIsNotRepeatedWhole() {
    assertThatThrownBy(() -> tags("urls", "x".repeat(10_000)))
        .satisfies(invalid -> assertThat(invalid.getMessage()).hasSizeLessThan(400));
  }
}
