package io.nearside.caching;

import static io.nearside.caching.Decisions.date;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.freshSeconds;
import static io.nearside.caching.Decisions.verdict;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.nearside.http.Mutations;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9213 demands. */
class TargetedFieldsMustTest {
  private static final String OWN = "Nearside-Cache-Control";
  private static final String CDN = "CDN-Cache-Control";
  private static final List<String> NAMES = List.of("nearside-cache-control", "cdn-cache-control");
  private static final Route ROUTE =
      route().targetedFields(NAMES.toArray(String[]::new)).keepSeconds(600).build();

  private static long seconds(String... response) {
    return freshSeconds(decide(ROUTE, response));
  }

  @Test
  void firstOfTheListWinsWhateverTheOrderInTheResponse() {
    assertThat(seconds(CDN, "max-age=5", OWN, "max-age=60")).isEqualTo(60);
    assertThat(seconds(CDN, "max-age=5", "Cache-Control", "max-age=60")).isEqualTo(5);
  }

  @Test
  void cacheControlExpiresAndPragmaAreIgnored() {
    assertThat(seconds(CDN, "max-age=60", "Cache-Control", "no-store, private")).isEqualTo(60);
    assertThat(seconds(CDN, "max-age=60", "Cache-Control", "s-maxage=5")).isEqualTo(60);
    assertThat(seconds(CDN, "max-age=60", "Pragma", "no-cache")).isEqualTo(60);
    assertThat(verdict(ROUTE, CDN, "foo", "Expires", date(60), "Cache-Control", "max-age=60"))
        .isEqualTo(Storability.NO_FRESHNESS);
    assertThat(verdict(ROUTE, CDN, "no-store", "Cache-Control", "max-age=60"))
        .isEqualTo(Storability.NO_STORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "max-age=60, &&&",
        "max-age=\"60",
        "max-age=",
        "MAX-AGE=60",
        "max-age=60,,"
      })
  void emptyAndUnreadableFieldsAreAsIfTheyWereNotThere(String value) {
    assertThat(seconds(OWN, value, CDN, "max-age=7", "Cache-Control", "max-age=60")).isEqualTo(7);
    assertThat(seconds(OWN, value, "Cache-Control", "max-age=60")).isEqualTo(60);
    assertThat(seconds(OWN, value, CDN, value, "Expires", date(60))).isEqualTo(60);
    assertThat(verdict(ROUTE, OWN, value, "Cache-Control", "no-store"))
        .isEqualTo(Storability.NO_STORE);
  }

  @Test
  void fieldsThatAreNotOnTheListChangeNothing() {
    assertThat(seconds("Other-Cache-Control", "no-store", "Cache-Control", "max-age=60"))
        .isEqualTo(60);
    assertThat(freshSeconds(decide(route().build(), CDN, "no-store", "Cache-Control", "max-age=9")))
        .isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "max-age=60               | STORABLE",
        "max-age=60, no-store     | NO_STORE",
        "max-age=60, no-cache     | NO_CACHE",
        "max-age=60, private      | PRIVATE",
        "max-age=60, private=\"a\"| STORABLE",
        "max-age=60, no-cache=\"a\" | STORABLE",
        "max-age=60, private=a    | PRIVATE",
        "max-age=60, no-store=?0  | STORABLE",
        "max-age=60, no-store=1   | NO_STORE",
        "max-age=60;p=1, x        | STORABLE",
        "max-age=0                | EXPIRED",
        "max-age=\"60\"           | EXPIRED",
        "max-age=1.5              | EXPIRED",
        "max-age=-1               | EXPIRED",
        "max-age                  | EXPIRED",
        "max-age=60, max-age=0    | EXPIRED",
        "max-age=0, max-age=60    | STORABLE",
        "s-maxage=60              | STORABLE",
        "none                     | NO_FRESHNESS",
      })
  void directivesMeanWhatTheyMeanInCacheControl(String value, Storability expected) {
    assertThat(verdict(ROUTE, CDN, value, "Cache-Control", "max-age=99")).isEqualTo(expected);
  }

  @Test
  void mustRevalidateForbidsStaleUse() {
    StoreDecision stored = decide(ROUTE, CDN, "max-age=5, must-revalidate");

    assertThat(stored.staleForbidden()).isTrue();
    assertThat(decide(ROUTE, CDN, "max-age=5", "Cache-Control", "must-revalidate").staleForbidden())
        .isFalse();
  }

  @Test
  void noCacheWithAValidatorIsStoredToBeValidated() {
    StoreDecision stored = decide(ROUTE, CDN, "max-age=5, no-cache", "ETag", "\"a\"");

    assertThat(stored.mustValidate()).isTrue();
    assertThat(decide(ROUTE, CDN, "max-age=5, private=\"A, b\"").unstoredFields())
        .containsExactly("a", "b");
  }

  @Test
  void authorizedRequestsGoByTheTargetedFieldToo() {
    assertThat(
            decide(
                    ROUTE,
                    fields("Authorization", "x"),
                    200,
                    CDN,
                    "max-age=60",
                    "Cache-Control",
                    "public")
                .verdict())
        .isEqualTo(Storability.AUTHORIZATION);
  }

  @Test
  void linesOfOneFieldAreOneDictionary() {
    assertThat(seconds(CDN, "max-age=60", CDN, "must-revalidate", CDN, "max-age=7")).isEqualTo(7);
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(91);
    String seed = "max-age=60, private=\"a, b\", no-cache, s-maxage=5;x=1, foo=(a b), bar=:aGk=:";
    for (int i = 0; i < 50_000; i++) {
      String value = Mutations.of(seed, random);
      assertThatCode(() -> ResponseControl.of(fields(CDN, value), NAMES))
          .as(value)
          .doesNotThrowAnyException();
    }
  }
}
