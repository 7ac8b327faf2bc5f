package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.Rewrite.Backend;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientReferenceTest {
  private static final Backend BACKEND = new Backend("http", List.of("backend:8000", "named"));

  private static String of(String reference, PathRewrite path, String scheme) {
    Rewrite rewrite = new Rewrite(path, "named", BACKEND, FieldRules.NONE, FieldRules.NONE);
    ResourceUri asked =
        Objects.requireNonNull(ResourceUri.parse(scheme, "shop", "/api/a/b?c", Map.of()));
    return ClientReference.of(reference, rewrite, asked, List.of("shop", "public:81"));
  }

  @ParameterizedTest
  @CsvSource({
    "/x, /api/x",
    "/x?y#z, /api/x?y#z",
    "/api/x, /api/x",
    "'', ''",
    "x, x",
    "../x, ../x",
    "?y, ?y",
    "#z, #z",
    "mailto:a@named, mailto:a@named",
    "http:/x, http:/x",
    "https:x, https:x",
    // Its own.
    "http://backend:8000/x, /api/x",
    "HTTP://Backend:8000/x, /api/x",
    "http://backend:8000, /api/",
    "http://backend:8000?y, /api/?y",
    "http://named/x, /api/x",
    "http://named:80/x, /api/x",
    "//named/x, /api/x",
    "http://named/api/x, /api/x",
    // The client's.
    "http://shop/x, http://shop/api/x",
    "http://SHOP:80/x, http://SHOP:80/api/x",
    "https://shop/x, https://shop/api/x",
    "//shop/x, //shop/api/x",
    "http://public:81/x, http://public:81/api/x",
    "http://shop/api/x, http://shop/api/x",
    // Somebody else's.
    "http://other/x, http://other/x",
    "//other/x, //other/x",
    "http://backend:8001/x, http://backend:8001/x",
    "http://named@other/x, http://named@other/x",
    "http://named:x/x, http://named:x/x"
  })
  void aReferenceIsTheClients(String reference, String expected) {
    assertThat(of(reference, new PathRewrite("/api", ""), "http")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // The upstream's own scheme, and the client's.
    "http, http://named/x, /x",
    "https, http://named/x, /x",
    "https, https://named/x, /x",
    // Another one, which is asked for.
    "http, https://named/x, https://shop/x",
  })
  void anotherSchemeOfTheUpstreamIsKept(String scheme, String reference, String expected) {
    assertThat(of(reference, PathRewrite.NONE, scheme)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://named//evil/x, /.//evil/x",
    "/v1//evil/x, /.//evil/x",
    "http://named/v1//evil/x, /.//evil/x",
  })
  void noPathBecomesAHost(String reference, String expected) {
    PathRewrite path = new PathRewrite("", reference.contains("/v1") ? "/v1" : "");
    assertThat(of(reference, path, "http")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"http://named/elsewhere", "/elsewhere", "http://shop/elsewhere"})
  void whatClientsCannotAskForStays(String reference) {
    assertThat(of(reference, new PathRewrite("/api", "/v1"), "http")).isEqualTo(reference);
  }

  /** https://url.spec.whatwg.org/#relative-slash-state */
  @ParameterizedTest
  @ValueSource(strings = {"//evil", "/\\evil", "/\t/evil", "/\t\\evil"})
  void aPathDoesNotBecomeTheNameOfAHost(String path) {
    assertThat(of("http://named" + path, PathRewrite.NONE, "http")).isEqualTo("/." + path);
    assertThat(of("/v1" + path, new PathRewrite("", "/v1"), "http")).isEqualTo("/." + path);
  }
}
