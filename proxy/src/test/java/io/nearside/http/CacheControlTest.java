package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {

  private static CacheControl parse(String... lines) {
    return CacheControl.parse(List.of(lines));
  }

  @Test
  void noLinesAreNoDirectives() {
    assertThat(CacheControl.parse(List.of())).isSameAs(CacheControl.NONE);
    assertThat(CacheControl.NONE.maxAgeSeconds()).isEqualTo(CacheControl.ABSENT);
    assertThat(CacheControl.NONE.noStore()).isFalse();
    assertThat(CacheControl.NONE.privateFields()).isEmpty();
  }

  @Test
  void readsEveryDirective() {
    CacheControl control =
        parse(
            "no-store, no-cache, private, public, must-revalidate, proxy-revalidate",
            "must-understand, immutable, only-if-cached, no-transform",
            "max-age=1, s-maxage=2, stale-while-revalidate=3, stale-if-error=4",
            "max-stale=5, min-fresh=6");

    assertThat(control.noStore()).isTrue();
    assertThat(control.noCache()).isTrue();
    assertThat(control.isPrivate()).isTrue();
    assertThat(control.isPublic()).isTrue();
    assertThat(control.mustRevalidate()).isTrue();
    assertThat(control.proxyRevalidate()).isTrue();
    assertThat(control.mustUnderstand()).isTrue();
    assertThat(control.immutable()).isTrue();
    assertThat(control.onlyIfCached()).isTrue();
    assertThat(control.noTransform()).isTrue();
    assertThat(control.maxAgeSeconds()).isEqualTo(1);
    assertThat(control.sMaxAgeSeconds()).isEqualTo(2);
    assertThat(control.staleWhileRevalidateSeconds()).isEqualTo(3);
    assertThat(control.staleIfErrorSeconds()).isEqualTo(4);
    assertThat(control.maxStaleSeconds()).isEqualTo(5);
    assertThat(control.minFreshSeconds()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-store",
        "NO-STORE",
        "No-Store",
        "  no-store\t",
        ",,no-store,,",
        "max-age=1,no-store",
        "max-age=1 , \t no-store , public",
        "foo=\"a, b\", no-store",
        "foo=\"a\\\", b\", no-store",
        "no-store=1",
        "no-store=\"x\"",
        "foo=\"unfinished, no-store",
        "foo=\"unfinished\\\", no-store",
        "foo=\"a\"junk, no-store",
        "=, no-store",
        "=\"\", no-store",
        "foo=, no-store",
        "foo bar, no-store",
      })
  void findsNoStoreAmongOddities(String line) {
    assertThat(parse(line).noStore()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo=\"no-store\"",
        "foo=\"a, no-store, b\"",
        "no-storex",
        "xno-store",
        "no_store"
      })
  void findsNoStoreOnlyWhereItIsADirective(String line) {
    assertThat(parse(line).noStore()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "max-age=60          | 60",
        "MAX-AGE=60          | 60",
        "max-age=\"60\"      | 60",
        "max-age=\"6\\0\"    | 60",
        "max-age=0060        | 60",
        "max-age=0           | 0",
        "max-age=2147483648  | 2147483648",
        "max-age=2147483649  | 2147483648",
        "max-age=99999999999999999999999999 | 2147483648",
        "max-age             | 0",
        "max-age=            | 0",
        "max-age=\"\"        | 0",
        "max-age=-1          | 0",
        "max-age=+60         | 0",
        "max-age=1.5         | 0",
        "max-age=60s         | 0",
        "max-age=abc         | 0",
        "max-age= 60         | 0",
        "max-age =60         | 0",
        "max-age=\" 60\"     | 0",
        "max-age=\"60\"0     | 0",
        "max-age=\"60        | 0",
        "max-age=6 0         | 0",
        "max-age=60;foo      | 0",
        "max-age=60, max-age=30 | 30",
        "max-age=30, max-age=60 | 30",
        "max-age=60, max-age=x  | 0",
        "xmax-age=60         | -1",
        "foo=\"max-age=60\"  | -1",
      })
  void readsMaxAgeTowardsLessReuse(String line, long seconds) {
    assertThat(parse(line).maxAgeSeconds()).isEqualTo(seconds);
    String shared = line.replace("max-age", "s-maxage").replace("MAX-AGE", "S-MAXAGE");
    assertThat(parse(shared).sMaxAgeSeconds()).isEqualTo(seconds);
  }

  @Test
  void lowestOfSeveralLinesWins() {
    assertThat(parse("max-age=60", "max-age=30", "max-age=90").maxAgeSeconds()).isEqualTo(30);
  }

  @Test
  void highestMinFreshWins() {
    assertThat(parse("min-fresh=60, min-fresh=90, min-fresh=x").minFreshSeconds()).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource({
    "max-stale, 9223372036854775807",
    "max-stale=10, 10",
    "max-stale=x, -1",
    "max-stale=, -1",
    "public, -1"
  })
  void bareMaxStaleHasNoLimit(String line, long seconds) {
    assertThat(parse(line).maxStaleSeconds()).isEqualTo(seconds);
  }

  @Test
  void qualifiedNoCacheNamesFields() {
    CacheControl control = parse("no-cache=\"Set-Cookie, X-Foo\", no-cache=X-Bar");

    assertThat(control.noCache()).isFalse();
    assertThat(control.noCacheFields()).containsExactly("set-cookie", "x-foo", "x-bar");
  }

  @Test
  void qualifiedPrivateNamesFields() {
    CacheControl control = parse("private=\"X-User\"", "max-age=60");

    assertThat(control.isPrivate()).isFalse();
    assertThat(control.privateFields()).containsExactly("x-user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private",
        "private=",
        "private=\"\"",
        "private=\" , \"",
        "private=\"a\", private",
        "private=\"a b\"",
        "private=\"a\"b",
        "private=\"a",
        "private=a;b"
      })
  void privateWithoutFieldNamesIsUnqualified(String line) {
    assertThat(parse(line).isPrivate()).isTrue();
    assertThat(parse(line.replace("private", "no-cache")).noCache()).isTrue();
  }

  @Test
  void unfinishedQuoteMakesNothingLessStrict() {
    CacheControl control = parse("private=\"x, no-store, max-age=5");

    assertThat(control.isPrivate()).isTrue();
    assertThat(control.noStore()).isTrue();
    assertThat(control.maxAgeSeconds()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=\"", "\"", ",", "a=\"b\",", "\\\"", "no-cache=a,", "=", "a =\"\\"})
  void takesLinearTime(String piece) {
    String line = piece.repeat(1_000_000 / piece.length());

    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> parse(line));
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(7);
    String seed = "private=\"a, b\", no-cache=\"x\\\"y\", max-age=60, s-maxage=\"5\", max-stale,";
    for (int i = 0; i < 100_000; i++) {
      CacheControl control = parse(Mutations.of(seed, random), Mutations.of(seed, random));
      assertThat(control.maxAgeSeconds()).isBetween(-1L, CacheControl.MAX_SECONDS);
    }
  }
}
