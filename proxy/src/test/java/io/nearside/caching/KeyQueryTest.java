package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.keyQuery;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyQueryTest {

  @ParameterizedTest
  @CsvSource({
    "a=1, a=1",
    "b=2&a=1, a=1&b=2",
    "b=1&a=2&b=0, a=2&b=1&b=0",
    "a=2&a=1, a=2&a=1",
    "a=&a, a=&a",
    "a&a=, a&a=",
    "b&a=, a=&b",
    "b&&a, &a&b",
    "&, &",
    "ab=1&a=2, a=2&ab=1",
    "a-b=1&a=2, a=2&a-b=1",
    "a=b=d&a=b=c, a=b=d&a=b=c",
  })
  void parametersAreSortedByNameOnly(String query, String canonical) {
    assertThat(KeyQuery.canonical(query, KeyRules.DEFAULT)).isEqualTo(canonical);
  }

  @Test
  void orderStaysWhereSortingIsOff() {
    assertThat(KeyQuery.canonical("b&a", keyQuery(false, null, List.of()))).isEqualTo("b&a");
  }

  @Test
  void emptyQueryIsNoneOnlyWhereTheRuleSaysSo() {
    KeyRules same = new KeyRules(true, null, List.of(), true, List.of(), List.of(), null);

    assertThat(KeyQuery.canonical("", KeyRules.DEFAULT)).isEmpty();
    assertThat(KeyQuery.canonical("", same)).isNull();
    assertThat(KeyQuery.canonical(null, KeyRules.DEFAULT)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "utm_source=x&a=1, a=1",
        "a=1&utm_=x&utm_y, a=1",
        "utm_source=x, none",
        "utm%5Fsource=x&a, a",
        "fbclid=1&fbclid=2&b, b",
        "fbclidx=1, fbclidx=1",
        "x_utm_y=1, x_utm_y=1",
        "'', ''",
      })
  void droppedParametersMakeNoKey(String query, String canonical) {
    KeyRules drop = keyQuery(true, null, List.of("utm_*", "fbclid"));

    assertThat(KeyQuery.canonical(query, drop)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "page=1&x=2&q=3, page=1&q=3",
        "x=1, none",
        "filter[a]=1, filter[a]=1",
        "filter%5Ba%5D=1&x, filter%5Ba%5D=1",
        "Q=1, none",
      })
  void onlyKeptParametersMakeAKey(String query, String canonical) {
    KeyRules keep = keyQuery(true, List.of("q", "page", "filter[*]"), List.of());

    assertThat(KeyQuery.canonical(query, keep)).isEqualTo(canonical);
  }

  @Test
  void dropWinsOverKeep() {
    assertThat(KeyQuery.canonical("a=1&ab=2", keyQuery(true, List.of("a*"), List.of("ab"))))
        .isEqualTo("a=1");
  }

  @Test
  void aParameterThatHidesAnotherBehindASemicolonIsNeverLeftOut() {
    KeyRules drop = keyQuery(true, null, List.of("utm_*"));

    assertThat(KeyQuery.canonical("utm_x=1;q=evil", drop)).isEqualTo("utm_x=1;q=evil");
  }

  @Test
  void sortedFastPathAgreesWithSorting() {
    long seed = 21;
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder query = new StringBuilder();
      for (int length = random.nextInt(10); length >= 0; length--) {
        query.append("ab&=".charAt(random.nextInt(4)));
      }
      List<String> sorted = new ArrayList<>(List.of(query.toString().split("&", -1)));
      sorted.sort(Comparator.comparing(parameter -> parameter.split("=", -1)[0]));
      assertThat(KeyQuery.canonical(query.toString(), KeyRules.DEFAULT))
          .as("%s, seed %d", query, seed)
          .isEqualTo(String.join("&", sorted));
    }
  }
}
