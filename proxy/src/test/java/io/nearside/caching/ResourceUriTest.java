package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Mutations;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceUriTest {

  private static ResourceUri uri(String target) {
    return ResourceUri.parse("http", "example.com", target, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/%61%7A%2d%2E%5f%7e, /az-._~",
    "/%2f%c3%a9, /%2F%C3%A9",
    "/a%2Fb, /a%2Fb",
    "/%25%36%31, /%2561",
    "/%2561, /%2561",
    "/a//b, /a//b",
    "//a, //a",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/b/., /a/b/",
    "/.., /",
    "/., /",
    "/../../a, /a",
    "/a/%2e%2E/b, /b",
    "/a/%2e/b, /a/b",
    "/a/.%2e/b, /b",
    "/a//../b, /a/b",
    "/a/..., /a/...",
    "/.hidden, /.hidden",
    "/a/..b, /a/..b",
    "/a;x=1/../b, /b",
    "/a|b[c]^d, /a|b[c]^d",
    "/a%5Cb, /a%5Cb",
    "/a/...;x, /a/...;x",
    "/a%2F.b, /a%2F.b",
    "/a..%2Fb, /a..%2Fb",
    "/a;x=1/./b, /a;x=1/b",
    "/%2500, /%2500",
  })
  void pathHasOneForm(String target, String path) {
    assertThat(uri(target).path()).isEqualTo(path);
    assertThat(uri(target).query()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/?a=b, a=b",
    "/?%61=%2f, a=%2F",
    "/?a=../b/./c, a=../b/./c",
    "/??, ?",
    "/?a=%26&b, a=%26&b",
    "/?a+b, a+b",
    "/?a={b}|c\\^`[], a={b}|c\\^`[]",
    "/?%00, %00",
    "/?..%2F, ..%2F",
  })
  void queryHasOneForm(String target, String query) {
    assertThat(uri(target).path()).isEqualTo("/");
    assertThat(uri(target).query()).isEqualTo(query);
  }

  @Test
  void emptyQueryIsNotNone() {
    assertThat(uri("/?").query()).isEmpty();
    assertThat(uri("/").query()).isNull();
    assertThat(uri("/?")).isNotEqualTo(uri("/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "a/b",
        "http://example.com/",
        "?a",
        "/%",
        "/%4",
        "/%4g",
        "/%g4",
        "/a?%",
        "/a?%4",
        "/a%?x",
        "/%4?1",
        "/ ",
        "/a b",
        "/\t",
        "/\0",
        "/\r\n",
        "/\u007f",
        "/\u0080",
        "/\u00e9",
        "/\u4e2d",
        "/#",
        "/a?b#c",
        "/a?b c",
        "/a\\b",
        "/a{b}",
        "/a`b",
        "/a\"b",
        "/a<b",
        "/a>b",
        "/a?b\"c",
        "/a?b<c",
        "/a?b>c",
        "/a%00.css",
        "/a/..%2Fb",
        "/a/..%2fb",
        "/a/%2e%2e%2fb",
        "/a/..%5Cb",
        "/a%2F../b",
        "/a%2F..%2Fb",
        "/a%5C..",
        "/a/..;/b",
        "/a/..;x=1/b",
        "/a/.;/b",
        "/a/..%3B/b",
        "/a/..;"
      })
  void malformedTargetsAreRefused(String target) {
    assertThat(uri(target)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http, Example.COM, example.com",
    "http, example.com:80, example.com",
    "http, example.com:080, example.com",
    "https, example.com:443, example.com",
    "http, example.com:443, example.com:443",
    "https, example.com:80, example.com:80",
    "http, example.com:, example.com",
    "http, example.com:8080, example.com:8080",
    "http, localhost, localhost",
    "http, my_service.local, my_service.local",
    "http, 127.0.0.1:65535, 127.0.0.1:65535",
    "http, [::1], [::1]",
    "http, [::1]:80, [::1]",
    "http, [2001:DB8::1]:81, [2001:db8::1]:81",
    "http, [::ffff:1.2.3.4], [::ffff:1.2.3.4]",
    "http, [1:2:3:4:5:6:7:8], [1:2:3:4:5:6:7:8]",
    "http, [1:2:3:4:5:6:1.2.3.4], [1:2:3:4:5:6:1.2.3.4]",
    "http, [1::], [1::]",
    "http, [::], [::]",
    "http, [1::8]:82, [1::8]:82",
  })
  void authorityHasOneForm(String scheme, String authority, String expected) {
    assertThat(ResourceUri.parse(scheme, authority, "/", Map.of()).authority()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "user@host",
        "host:80x",
        "host:-1",
        "host:0",
        "host:65536",
        "host:99999999999",
        "host:80:80",
        "a b",
        "a/b",
        "a,b",
        "a#b",
        "a?b",
        "a%20b",
        "h\u00f6st",
        "host\0",
        "[]",
        "[",
        "[::1",
        "[1]",
        "[::g]",
        "[::1]x",
        "[::1%25eth0]",
        "[1:2]",
        "[:::]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7::8]",
        "[12345::]",
        "[1:2:3:4:5:6:7:]",
        "[::1.2.3]",
        "[::1.2.3.256]",
        "[::1.2.3.4.5]",
        "[::01.2.3.4]",
        "[v1.a:b]",
        "[::1",
        "::1",
        "[\u0661::1]"
      })
  void badAuthoritiesAreRefused(String authority) {
    assertThat(ResourceUri.parse("http", authority, "/", Map.of())).isNull();
  }

  @Test
  void aliasesAreFolded() {
    Map<String, String> aliases = Map.of("www.example.com", "example.com");

    assertThat(ResourceUri.parse("http", "WWW.example.com:80", "/", aliases)).isEqualTo(uri("/"));
    assertThat(ResourceUri.parse("http", "www.example.com:81", "/", aliases).authority())
        .isEqualTo("www.example.com:81");
  }

  @Test
  void whatNeedsNoNormalizingIsNotCopied() {
    String target = "/catalog/items/17";

    assertThat(uri(target).path()).isSameAs(target);
  }

  @Test
  void normalizingTwiceIsNormalizingOnce() {
    Random random = new Random(11);
    int parsed = 0;
    for (int i = 0; i < 100_000; i++) {
      String target = Mutations.of("/a/%2e%2E/%7e%41%2f//./b/..?x=%2d%25&%61", random);
      ResourceUri uri = uri(target);
      if (uri != null) {
        parsed++;
        assertThat(uri(uri.pathAndQuery())).as("%s, seed 11", target).isEqualTo(uri);
        assertThat(uri.path()).startsWith("/").doesNotContain("/../").doesNotContain("/./");
      }
    }
    assertThat(parsed).isGreaterThan(1000);
  }

  @Test
  void parsingNeverThrows() {
    Random random = new Random(12);
    for (int i = 0; i < 100_000; i++) {
      String authority = Mutations.of("[2001:db8::1]:8080", random);
      ResourceUri.parse("http", authority, Mutations.of("/a?b", random), Map.of());
      uri("/a/b").resolve(Mutations.of("https://example.com:443/a/../b?c#d", random));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/x, https://example.com/x",
    "HTTP://EXAMPLE.com:80/x, http://example.com/x",
    "//other:81/x?y, http://other:81/x?y",
    "http://example.com, http://example.com/",
    "http://example.com?q, http://example.com/?q",
    "/x/../y?z, http://example.com/y?z",
    "x, http://example.com/a/x",
    "./x, http://example.com/a/x",
    "../x, http://example.com/x",
    "../../x, http://example.com/x",
    "?q, http://example.com/a/b?q",
    "'', http://example.com/a/b?c",
    "#f, http://example.com/a/b?c",
    "/x#f?g, http://example.com/x",
    "x:y/z#, ''",
    "mailto:a@b, ''",
    "ftp://example.com/x, ''",
    "http:x, ''",
    "http:/x, ''",
    "http://, ''",
    "http://user@example.com/, ''",
    "/a b, ''",
    "/%zz, ''",
  })
  void referencesAreResolvedAgainstTheTarget(String reference, String expected) {
    ResourceUri resolved = uri("/a/b?c").resolve(reference);

    String text =
        resolved == null
            ? ""
            : resolved.scheme() + "://" + resolved.authority() + resolved.pathAndQuery();
    assertThat(text).isEqualTo(expected);
  }

  @Test
  void originIsSchemeAndAuthority() {
    assertThat(uri("/a").sameOrigin(uri("/b?c"))).isTrue();
    assertThat(uri("/a").sameOrigin(uri("/a").resolve("https://example.com/a"))).isFalse();
    assertThat(uri("/a").sameOrigin(uri("/a").resolve("//example.com:81/a"))).isFalse();
  }
}
