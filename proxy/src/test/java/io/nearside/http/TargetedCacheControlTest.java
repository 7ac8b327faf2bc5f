package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.StructuredFields.Token;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directives as structured values: https://www.rfc-editor.org/rfc/rfc9213#section-2.1. */
class TargetedCacheControlTest {
  private static final List<Object> NO_NUMBERS =
      List.of(true, false, "60", new Token("x"), new BigDecimal("60.5"), -1L, List.of(60L));

  private static CacheControl of(String name, Object value) {
    return CacheControl.ofTargeted(Map.of(name, value));
  }

  @Test
  void readsEveryResponseDirective() {
    CacheControl control =
        CacheControl.ofTargeted(
            Map.of(
                "no-store", true,
                "no-cache", true,
                "private", true,
                "public", true,
                "must-revalidate", true,
                "proxy-revalidate", true,
                "must-understand", true,
                "immutable", true,
                "max-age", 1L,
                "s-maxage", 2L));

    assertThat(control.noStore()).isTrue();
    assertThat(control.noCache()).isTrue();
    assertThat(control.isPrivate()).isTrue();
    assertThat(control.isPublic()).isTrue();
    assertThat(control.mustRevalidate()).isTrue();
    assertThat(control.proxyRevalidate()).isTrue();
    assertThat(control.mustUnderstand()).isTrue();
    assertThat(control.immutable()).isTrue();
    assertThat(control.maxAgeSeconds()).isEqualTo(1);
    assertThat(control.sMaxAgeSeconds()).isEqualTo(2);
  }

  @Test
  void windowsAreSeconds() {
    CacheControl control =
        CacheControl.ofTargeted(Map.of("stale-while-revalidate", 3L, "stale-if-error", 4L));

    assertThat(control.staleWhileRevalidateSeconds()).isEqualTo(3);
    assertThat(control.staleIfErrorSeconds()).isEqualTo(4);
    assertThat(control.maxAgeSeconds()).isEqualTo(CacheControl.ABSENT);
  }

  @Test
  void whatIsNoNumberOfSecondsIsZero() {
    for (Object value : NO_NUMBERS) {
      assertThat(of("max-age", value).maxAgeSeconds()).as("%s", value).isZero();
      assertThat(of("s-maxage", value).sMaxAgeSeconds()).as("%s", value).isZero();
      assertThat(of("stale-if-error", value).staleIfErrorSeconds()).as("%s", value).isZero();
    }
    assertThat(of("max-age", 999_999_999_999_999L).maxAgeSeconds())
        .isEqualTo(CacheControl.MAX_SECONDS);
  }

  @Test
  void onlyAStringNamesFields() {
    assertThat(of("private", "A, b").privateFields()).containsExactly("a", "b");
    assertThat(of("private", "A, b").isPrivate()).isFalse();
    assertThat(of("no-cache", "A").noCacheFields()).containsExactly("a");
    for (Object value : List.of(true, "", " , ", "a b", new Token("a"), 1L, List.of("a"))) {
      assertThat(of("private", value).isPrivate()).as("%s", value).isTrue();
      assertThat(of("no-cache", value).noCache()).as("%s", value).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "must-revalidate", "proxy-revalidate", "no-cache", "private"})
  void whatRestrictsCountsUnlessItIsFalse(String name) {
    assertThat(restricts(of(name, true))).isTrue();
    assertThat(restricts(of(name, 1L))).isTrue();
    assertThat(restricts(of(name, new Token("x")))).isTrue();
    assertThat(restricts(of(name, false))).isFalse();
  }

  private static boolean restricts(CacheControl control) {
    return control.noStore()
        || control.mustRevalidate()
        || control.proxyRevalidate()
        || control.noCache()
        || control.isPrivate();
  }

  @Test
  void whatAllowsCountsOnlyWhenItIsTrue() {
    for (Object value : List.of(false, "x", 1L, new Token("true"))) {
      assertThat(of("public", value).isPublic()).isFalse();
      assertThat(of("must-understand", value).mustUnderstand()).isFalse();
      assertThat(of("immutable", value).immutable()).isFalse();
    }
  }

  @Test
  void whatIsUnknownAndWhatIsOfRequestsIsIgnored() {
    CacheControl control =
        CacheControl.ofTargeted(
            Map.of("foo", true, "max-stale", 5L, "min-fresh", 5L, "only-if-cached", true));

    assertThat(control.maxStaleSeconds()).isEqualTo(CacheControl.ABSENT);
    assertThat(control.minFreshSeconds()).isEqualTo(CacheControl.ABSENT);
    assertThat(control.onlyIfCached()).isFalse();
    assertThat(control.noStore()).isFalse();
  }
}
