package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "/**, /, true",
    "/**, /a/b, true",
    "/, /, true",
    "/, /a, false",
    "/a, /a, true",
    "/a, /a/, false",
    "/a, /ab, false",
    "/a, /, false",
    "/a/, /a/, true",
    "/a/, /a, false",
    "/catalog/**, /catalog, true",
    "/catalog/**, /catalog/, true",
    "/catalog/**, /catalog/a/b/c, true",
    "/catalog/**, /catalogue, false",
    "/catalog/**, /, false",
    "/a/*/c, /a/b/c, true",
    "/a/*/c, /a//c, false",
    "/a/*/c, /a/b/d/c, false",
    "/a/*, /a/b, true",
    "/a/*, /a/, false",
    "/a/*, /a, false",
    "/a/*, /a/b/, false",
    "/*/b, /x/b, true",
    "/items/{id}, /items/17, true",
    "/items/{id}, /items/, false",
    "/items/{id}/**, /items/17, true",
    "/items/{id}/**, /items/17/x/y, true",
    "/a//b, /a//b, true",
    "/a//b, /a/b, false",
    "/%7Ea/%2f, /~a/%2F, true",
    "/A, /a, false",
    "/a/*.css, /a/x.css, true",
    "/a/*.css, /a/.css, true",
    "/a/*.css, /a/x.css.js, false",
    "/a/*.css, /a/x/y.css, false",
    "/a/*.css, /a/x.CSS, false",
    "/app-*.js, /app-3f.min.js, true",
    "/a*/b*c, /ax/byyc, true",
    "/a*/b*c, /x/byyc, false",
    "/**/*.css, /x.css, true",
    "/**/*.css, /a/b/x.css, true",
    "/**/*.css, /a/x.css/, false",
    "/**/*.css, /, false",
    "/a/**/*.css, /a/x.css, true",
    "/a/**/*.css, /a/b/c/x.css, true",
    "/a/**/*.css, /b/x.css, false",
    "/a/**/*.css, /a.css, false",
    "/a/**/*, /a/b/c, true",
    "/a/**/*, /a/b/, false",
    "/a/**/index, /a/b/c/index, true",
    "/a.css/**/*.css, /a.css, false",
    "/{x}/**/*.css, /a/b/c.css, true",
  })
  void matchesWholeSegments(String pattern, String path, boolean matches) {
    assertThat(PathPattern.parse(pattern).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "'', not a path",
    "a, not a path",
    "**, not a path",
    "/**/a/b, only one segment",
    "/**/**, only one segment",
    "/**/{a}, without braces",
    "/**/, without braces",
    "/a**, ** must be a whole segment",
    "/***, ** must be a whole segment",
    "/x{id}, {name} must be a whole segment",
    "/{id}x, {name} must be a whole segment",
    "/{}, not a name in the braces",
    "/{a b}, not a name in the braces",
    "/{a}/{a}, twice",
    "/a b, percent-encode",
    "/ä, percent-encode",
    "/a?b, a query has no meaning",
    "/a#b, a query has no meaning",
    "/%zz, hex",
    "/a/../b, dot segment",
    "/a/%2e/b, dot segment",
  })
  void sayWhatIsWrong(String pattern, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(pattern))
        .withMessageContaining("\"" + pattern + "\"")
        .withMessageContaining(reason);
  }

  @Test
  void capturesSegments() {
    PathPattern pattern = PathPattern.parse("/shops/{shop}/items/{id}/**");

    assertThat(pattern.captureNames()).containsExactly("shop", "id");
    assertThat(pattern.captures("/shops/a%2Fb/items/17/x"))
        .isEqualTo(Map.of("shop", "a%2Fb", "id", "17"));
    assertThat(pattern.captures("/shops/a/items")).isEmpty();
    assertThat(PathPattern.parse("/{shop}/**/*.css").captures("/a/b/c.css"))
        .isEqualTo(Map.of("shop", "a"));
  }

  @Test
  void onlyAllPathsAreEverything() {
    assertThat(PathPattern.parse("/**").matchesEverything()).isTrue();
    assertThat(PathPattern.parse("/*").matchesEverything()).isFalse();
    assertThat(PathPattern.parse("/a/**").matchesEverything()).isFalse();
    assertThat(PathPattern.parse("/**/*").matchesEverything()).isFalse();
  }
}
