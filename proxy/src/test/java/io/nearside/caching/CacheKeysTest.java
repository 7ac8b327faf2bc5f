package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyCookies;
import static io.nearside.caching.RouteBuilder.keyHeaders;
import static io.nearside.caching.RouteBuilder.keyPrincipal;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeysTest {
  private static final KeyRules PRINCIPAL_HEADER =
      keyPrincipal(new KeyRules.Principal.Header("authorization"));
  private static final KeyRules PRINCIPAL_COOKIE =
      keyPrincipal(new KeyRules.Principal.Cookie("session"));

  private static ResourceUri uri(String target) {
    return ResourceUri.parse("http", "example.com", target, Map.of());
  }

  private static String key(String target, KeyRules rules, String... request) {
    return CacheKeys.of(uri(target), rules, fields(request)).text();
  }

  @Test
  void readsLikeTheUrl() {
    assertThat(key("/path?b=1&c=2", KeyRules.DEFAULT)).isEqualTo("http://example.com/path?b=1&c=2");
    assertThat(key("/", KeyRules.DEFAULT)).isEqualTo("http://example.com/");
    assertThat(key("/?", KeyRules.DEFAULT)).isEqualTo("http://example.com/?");
    assertThat(key("/?b&a", KeyRules.DEFAULT)).isEqualTo("http://example.com/?a&b");
  }

  @Test
  void schemeAndAuthorityArePartOfIt() {
    Set<String> keys = new HashSet<>();
    for (String scheme : List.of("http", "https")) {
      for (String authority : List.of("a.example", "b.example", "a.example:8080")) {
        ResourceUri uri = ResourceUri.parse(scheme, authority, "/x", Map.of());
        keys.add(CacheKeys.of(uri, KeyRules.DEFAULT, fields()).text());
      }
    }
    assertThat(keys).hasSize(6);
  }

  @Test
  void equivalentTargetsHaveOneKey() {
    assertThat(key("/%61/./b/../c?%7e=%2f", KeyRules.DEFAULT))
        .isEqualTo(key("/a/c?~=%2F", KeyRules.DEFAULT));
  }

  @Test
  void headersAreReadableAndEscaped() {
    KeyRules rules = keyHeaders("x-tenant", "accept-language");

    assertThat(key("/", rules, "X-Tenant", "acme", "Accept-Language", "de, en;q=0.5"))
        .isEqualTo("http://example.com/#h.x-tenant=acme#h.accept-language=de%2C%20en;q%3D0.5");
  }

  @Test
  void absentEmptyAndSeveralHeaderLinesAreDifferent() {
    KeyRules rules = keyHeaders("x-tenant");

    assertThat(
            Set.of(
                key("/", rules),
                key("/", rules, "X-Tenant", ""),
                key("/", rules, "X-Tenant", "", "X-Tenant", ""),
                key("/", rules, "X-Tenant", "a,b"),
                key("/", rules, "X-Tenant", "a", "X-Tenant", "b"),
                key("/", rules, "X-Tenant", "b", "X-Tenant", "a")))
        .hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"authorization", "cookie", "x-api-key", "x-auth-token", "x-session-id", "x-jwt"})
  void secretsAreOnlyThereAsDigests(String name) {
    String key = key("/", keyHeaders(name), name, "opensesame");

    assertThat(key).doesNotContain("opensesame").startsWith("http://example.com/#h." + name + "=");
    assertThat(key).isNotEqualTo(key("/", keyHeaders(name), name, "opensesamf"));
  }

  @Test
  void cookiesAndPrincipalsAreOnlyThereAsDigests() {
    assertThat(key("/", keyCookies("lang"), "Cookie", "lang=opensesame"))
        .doesNotContain("opensesame")
        .isNotEqualTo(key("/", keyCookies("lang"), "Cookie", "lang=other"));
    assertThat(key("/", PRINCIPAL_HEADER, "Authorization", "Bearer opensesame"))
        .doesNotContain("opensesame")
        .isNotEqualTo(key("/", PRINCIPAL_HEADER, "Authorization", "Bearer other"));
    assertThat(key("/", PRINCIPAL_COOKIE, "Cookie", "session=opensesame"))
        .doesNotContain("opensesame")
        .isNotEqualTo(key("/", PRINCIPAL_COOKIE, "Cookie", "session=other"));
  }

  @Test
  void absentPrincipalIsNotAnEmptyOne() {
    assertThat(key("/", PRINCIPAL_HEADER))
        .isNotEqualTo(key("/", PRINCIPAL_HEADER, "Authorization", ""));
    assertThat(key("/", PRINCIPAL_COOKIE))
        .isNotEqualTo(key("/", PRINCIPAL_COOKIE, "Cookie", "session="));
    assertThat(key("/", PRINCIPAL_COOKIE, "Cookie", "session"))
        .isNotEqualTo(key("/", PRINCIPAL_COOKIE, "Cookie", "session="));
  }

  @Test
  void otherCookiesMakeNoDifference() {
    assertThat(key("/", PRINCIPAL_COOKIE, "Cookie", "session=1; _ga=2"))
        .isEqualTo(key("/", PRINCIPAL_COOKIE, "Cookie", "_ga=3", "Cookie", "session=1"));
  }

  @Test
  void caseOfValuesIsKept() {
    assertThat(key("/", PRINCIPAL_HEADER, "Authorization", "Bearer aB"))
        .isNotEqualTo(key("/", PRINCIPAL_HEADER, "Authorization", "Bearer Ab"));
  }

  @Test
  void longKeysKeepAReadableBeginning() {
    String path = "/" + "x".repeat(600);

    String key = key(path, KeyRules.DEFAULT);

    assertThat(key).hasSizeLessThan(CacheKeys.MAX_LENGTH).startsWith("http://example.com/xxx");
    assertThat(key).contains("#s.").isNotEqualTo(key(path + "y", KeyRules.DEFAULT));
  }

  @Test
  void everyOneOfManyParametersCounts() {
    Set<String> keys = new HashSet<>();
    for (int changed = 0; changed < 150; changed++) {
      StringBuilder target = new StringBuilder("/?");
      for (int i = 0; i < 150; i++) {
        target.append('p').append(i).append('=').append(i == changed ? "x" : "y").append('&');
      }
      keys.add(key(target.toString(), KeyRules.DEFAULT));
    }
    assertThat(keys).hasSize(150);
  }

  /** What two requests must have in common to share a key, in a form that cannot be mistaken. */
  private record Tuple(
      String scheme,
      String authority,
      String path,
      List<String> query,
      List<List<String>> headers,
      List<String> cookie,
      List<String> principal) {}

  @Test
  void differentRequestsNeverShareAKeyAndEqualOnesAlwaysDo() {
    long seed = 97;
    Random random = new Random(seed);
    KeyRules rules =
        new KeyRules(
            true,
            null,
            List.of(),
            false,
            List.of("x-a", "x-b"),
            List.of("c"),
            new KeyRules.Principal.Header("authorization"));
    Map<String, Tuple> tuples = new HashMap<>();
    Map<Tuple, String> keys = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      ResourceUri uri =
          ResourceUri.parse(
              random.nextBoolean() ? "http" : "https",
              random.nextBoolean() ? "h" : "h:81",
              "/" + text(random, "ab/%3D.", 3).replace("%", "%2") + query(random),
              Map.of());
      if (uri == null) {
        continue;
      }
      Fields request = request(random);
      CacheKey key = CacheKeys.of(uri, rules, request);
      Tuple tuple = tuple(uri, request);

      assertThat(key.text()).as("seed %d", seed).matches("[\\x21-\\x7e]{1,512}");
      Tuple other = tuples.put(key.text(), tuple);
      assertThat(other == null || other.equals(tuple))
          .as("%s and %s both have %s, seed %d", other, tuple, key, seed)
          .isTrue();
      String known = keys.put(tuple, key.text());
      assertThat(known == null || known.equals(key.text()))
          .as("%s has %s and %s, seed %d", tuple, known, key, seed)
          .isTrue();
    }
    assertThat(tuples).hasSizeGreaterThan(50_000);
  }

  private static String query(Random random) {
    return random.nextInt(3) == 0 ? "" : "?" + text(random, "ab&=?", 5);
  }

  private static Fields request(Random random) {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("X-A", "X-B", "Authorization")) {
      for (int count = random.nextInt(3); count > 0; count--) {
        lines.add(name);
        lines.add(text(random, "a#=,.h\0\u00e9\u0129 %2\u4e2d", 3));
      }
    }
    for (int count = random.nextInt(2); count > 0; count--) {
      lines.add("Cookie");
      lines.add("c=" + text(random, "ab", 2) + "; d=" + text(random, "ab", 2));
    }
    return fields(lines.toArray(new String[0]));
  }

  private static Tuple tuple(ResourceUri uri, Fields request) {
    List<String> query = new ArrayList<>();
    if (uri.query() != null) {
      query.addAll(List.of(uri.query().split("&", -1)));
      query.sort((a, b) -> a.split("=", -1)[0].compareTo(b.split("=", -1)[0]));
    }
    List<String> cookie = new ArrayList<>();
    request.all("cookie").forEach(line -> cookie.add(line.substring(0, line.indexOf(';'))));
    return new Tuple(
        uri.scheme(),
        uri.authority(),
        uri.path(),
        query,
        List.of(request.all("x-a"), request.all("x-b")),
        cookie,
        request.all("authorization"));
  }

  private static String text(Random random, String letters, int most) {
    StringBuilder out = new StringBuilder();
    for (int length = random.nextInt(most + 1); length > 0; length--) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }
}
