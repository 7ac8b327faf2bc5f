package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Mutations;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "id=1             | =1",
        "a=0; id=1; b=2   | =1",
        "a=0;id=1;b=2     | =1",
        ";; id=1 ;;       | =1",
        "id=              | =",
        "id               | ''",
        "id = 1           | ' = 1'",
        "id=a=b           | =a=b",
        "ID=1             |",
        "xid=1            |",
        "idx=1            |",
        "a=id=1           |",
      })
  void findsACookieByItsExactName(String line, String value) {
    assertThat(Cookies.values(fields("Cookie", line), "id"))
        .isEqualTo(value == null ? List.of() : List.of(value));
  }

  @Test
  void allCookiesOfThatNameCount() {
    assertThat(Cookies.values(fields("Cookie", "id=1; id=2", "X", "", "cookie", "id=3"), "id"))
        .containsExactly("=1", "=2", "=3");
  }

  @Test
  void aQuotationMarkMakesTheWholeFieldCount() {
    String line = "x=\"; id=eve; y=\"";

    assertThat(Cookies.values(fields("Cookie", line), "id")).containsExactly(line);
    assertThat(Cookies.hasOthers(fields("Cookie", line), List.of("x", "y", "id"))).isTrue();
  }

  @Test
  void knowsWhetherThereAreOthers() {
    assertThat(Cookies.hasOthers(fields("Cookie", "a=1; b=2;"), List.of("a", "b"))).isFalse();
    assertThat(Cookies.hasOthers(fields("Cookie", "a=1; b=2"), List.of("a"))).isTrue();
    assertThat(Cookies.hasOthers(fields("Cookie", "a=1", "Cookie", "b"), List.of("a"))).isTrue();
    assertThat(Cookies.hasOthers(fields(), List.of())).isFalse();
    assertThat(Cookies.hasOthers(fields("Cookie", " ; "), List.of())).isFalse();
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(31);
    for (int i = 0; i < 50_000; i++) {
      String line = Mutations.of("a=b; id=1; c", random);
      Cookies.values(fields("Cookie", line), "id");
      Cookies.hasOthers(fields("Cookie", line), List.of("id"));
    }
  }
}
