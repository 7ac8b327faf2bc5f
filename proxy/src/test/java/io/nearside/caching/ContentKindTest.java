package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lifetime of ours, or a rule by extension, is for content that is what the extension says. */
class ContentKindTest {
  private static final Route TTL = route().ttlSeconds(60).build();
  private static final Route PLAIN = route().build();

  private static Storability verdict(
      Route route, String target, Fields request, int status, Fields response) {
    // Whatever targets are refused before: this holds for every path.
    String path = PercentEncoding.normalize(target, 0, target.length());
    ResourceUri uri = new ResourceUri("http", "h", path, null);
    return Storing.decide(uri, "GET", request, status, response, route, NOW, NOW).verdict();
  }

  private static Storability verdict(Route route, String target, String... response) {
    return verdict(route, target, fields(), 200, fields(response));
  }

  @ParameterizedTest
  @CsvSource({
    "/x.css, text/css",
    "/x.css, text/css; charset=utf-8",
    "/x.CSS, Text/CSS",
    "/x.min.js, text/javascript",
    "/x.js, application/javascript;charset=utf-8",
    "/x.mjs, application/x-javascript",
    "/x.json, application/json",
    "/x.json, application/problem+json",
    "/x.map, application/octet-stream",
    "/x.jpg, image/webp",
    "/x.svg, image/svg+xml",
    "/x.ico, image/vnd.microsoft.icon",
    "/x.woff2, font/woff2",
    "/x.woff, application/font-woff",
    "/x.ttf, application/x-font-ttf",
    "/x.pdf, application/pdf",
    "/x.txt, text/plain",
    "/x.xml, application/rss+xml",
    "/x.mp4, video/mp4",
    "/x.mp3, audio/mpeg",
    "/x.wasm, application/wasm",
    "/x.zip, application/x-zip-compressed",
    "/x.gz, application/gzip",
    "/x.csv, text/csv",
    "/x.xlsx, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "/x.html, text/html",
    "/x.css;v=1, text/css",
    "/x, text/html",
    "/x.unknown, text/html",
    "/x.css/y, text/html",
    "/v1.0/y, text/html",
  })
  void whatFitsIsStored(String target, String type) {
    assertThat(verdict(TTL, target, "Content-Type", type)).isEqualTo(Storability.STORABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "/account/x.css, text/html",
    "/account/x.CSS, text/html",
    "/account/.css, text/html",
    "/account/x%2ecss, text/html",
    "/account/x%2Ecss, text/html",
    "/account%2fx.css, text/html",
    "/account%5Cx.css, text/html",
    "/account;x.css, text/html",
    "/account%3bx.css, text/html",
    "/account%253bx.css, text/html",
    "/account/x%252ecss, text/html",
    "/account/x.css;y, text/html",
    "/account/x.css%3Fy, text/html",
    "/account%3Fx.css, text/html",
    "/account%23x.css, text/html",
    "/account%20x.css, text/html",
    "/account/x.c%73s, text/html",
    "/account/x.js, application/json",
    "/account/x.png, text/html",
    "/account/x.svg, text/html",
    "/account/x.woff, text/html",
    "/account/x.pdf, text/html",
    "/account/x.txt, text/html",
    "/account/x.xml, application/xhtml+xml",
    "/account/x.json, text/html",
    "/account/x.zip, application/json",
    "/account/x.map, text/html",
    "/account/x.css, text/css-not",
    "/account/x.css, ''",
    "/account/x.css;y.png, text/css",
  })
  void whatDoesNotFitIsNotStored(String target, String type) {
    assertThat(verdict(TTL, target, "Content-Type", type)).isEqualTo(Storability.CONTENT_TYPE);
  }

  @Test
  void aPathThatPromisesSomethingNeedsOneContentType() {
    assertThat(verdict(TTL, "/x.css")).isEqualTo(Storability.CONTENT_TYPE);
    assertThat(verdict(TTL, "/x.css", "Content-Type", "text/css", "Content-Type", "text/html"))
        .isEqualTo(Storability.CONTENT_TYPE);
    assertThat(verdict(TTL, "/x")).isEqualTo(Storability.STORABLE);
  }

  @Test
  void everyLifetimeOfOursAsksForIt() {
    Route override = route().ttlOverrideSeconds(60).build();
    Route byStatus = route().ttlByStatusSeconds(200, 299, 60).build();
    Route guessed = route().heuristicFraction(0.1).build();

    assertThat(verdict(override, "/x.css", "Cache-Control", "max-age=0"))
        .isEqualTo(Storability.CONTENT_TYPE);
    assertThat(verdict(byStatus, "/x.css")).isEqualTo(Storability.CONTENT_TYPE);
    assertThat(verdict(guessed, "/x.css", "Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"))
        .isEqualTo(Storability.CONTENT_TYPE);
  }

  @Test
  void whatTheUpstreamSaysItselfIsItsOwnWord() {
    String[] explicit = {"Cache-Control", "max-age=60", "Content-Type", "text/html"};

    assertThat(verdict(TTL, "/x.css", explicit)).isEqualTo(Storability.STORABLE);
    assertThat(verdict(PLAIN, "/x.css", explicit)).isEqualTo(Storability.STORABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/**/*.css", "/account/*.css", "/account/x*.css"})
  void aRuleByExtensionAsksForItWhoeverGivesTheLifetime(String pattern) {
    Route byExtension = route(pattern).build();
    String[] page = {"Cache-Control", "max-age=60", "Content-Type", "text/html"};
    String[] sheet = {"Cache-Control", "max-age=60", "Content-Type", "text/css"};

    assertThat(verdict(byExtension, "/account/x.css", page)).isEqualTo(Storability.CONTENT_TYPE);
    assertThat(verdict(byExtension, "/account/x.css", sheet)).isEqualTo(Storability.STORABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "/**/*.css, true",
    "/a/*.JS, true",
    "/a/app-*.min.js, true",
    "/**, false",
    "/a/*, false",
    "/a/x.css, false",
    "/a/*.v1, false",
    "/a/x.css*, false",
    "/*.css/x, false",
  })
  void someRulesAreByExtension(String pattern, boolean named) {
    assertThat(ContentKind.isNamedBy(pattern)).isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 308, 404, 410})
  void whatHasNoContentOfItsOwnIsStoredAsAnywhere(int status) {
    assertThat(verdict(TTL, "/x.css", fields(), status, fields("Content-Type", "text/html")))
        .isEqualTo(Storability.STORABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/static/..%2faccount",
        "/static/..%2Faccount",
        "/static/%2e%2e%2faccount",
        "/static/..%5caccount",
        "/static/..\\account",
        "/static/x%2f..%2f..%2faccount",
        "/static/%252e%252e%252faccount",
        "/static/%252e%252e/account",
        "/static/%25252e%25252e/account",
        "/static/..;/account",
        "/static/..;x=y/account",
        "/static/..%3b/account",
        "/static/.%2faccount",
        "/static/account%00.css",
        "/static/account%0a.css",
        "/static/account%0d%0ax",
        "/static/account%2500",
        "/static/account%7f",
      })
  void noLifetimeOfOursIsForAPathThatMayLeadElsewhere(String target) {
    assertThat(verdict(TTL, target)).isEqualTo(Storability.AMBIGUOUS_PATH);
    assertThat(verdict(TTL, target, "Cache-Control", "max-age=60")).isEqualTo(Storability.STORABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/items/a%2Fb", "/a;b=c", "/a%20b", "/50%25", "/a..b", "/a/...", "/%C3%A9", "//a"})
  void otherPathsAreWhatTheyAre(String target) {
    assertThat(verdict(TTL, target)).isEqualTo(Storability.STORABLE);
  }
}
