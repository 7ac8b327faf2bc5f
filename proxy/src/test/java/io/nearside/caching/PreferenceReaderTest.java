package io.nearside.caching;

import static io.nearside.caching.NegotiatedField.ACCEPT;
import static io.nearside.caching.NegotiatedField.ACCEPT_ENCODING;
import static io.nearside.caching.NegotiatedField.ACCEPT_LANGUAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Mutations;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2 */
class PreferenceReaderTest {

  private static List<Preference> read(NegotiatedField field, String... lines) {
    return PreferenceReader.read(field, List.of(lines));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "1., 1000",
    "1.0, 1000",
    "1.000, 1000",
    "0, 0",
    "0., 0",
    "0.0, 0",
    "0.5, 500",
    "0.50, 500",
    "0.500, 500",
    "0.001, 1",
    "0.999, 999"
  })
  void weightsAreNumbers(String weight, int thousandths) {
    assertThat(read(ACCEPT_ENCODING, "br;q=" + weight))
        .containsExactly(new Preference("br", List.of(), thousandths));
    assertThat(read(ACCEPT_LANGUAGE, "de ;\tQ=" + weight))
        .containsExactly(new Preference("de", List.of(), thousandths));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "2", "1.1", "1.001", "0.1234", "1.0000", "-0", "+1", "00", "01", ".5", "a", "0.a",
        "1e0", "0x1", " 1", "1.0.0", "0.5 5"
      })
  void whatIsNoWeightMakesTheFieldUnreadable(String weight) {
    assertThat(read(ACCEPT_ENCODING, "gzip, br;q=" + weight)).isNull();
    assertThat(read(ACCEPT, "a/b;q=" + weight)).isNull();
  }

  @Test
  void rangesAreInLowerCase() {
    assertThat(read(ACCEPT_LANGUAGE, "de-AT, EN"))
        .extracting("range")
        .containsExactly("de-at", "en");
    assertThat(read(ACCEPT_ENCODING, "GZip, *")).extracting("range").containsExactly("gzip", "*");
    assertThat(read(ACCEPT, "Text/HTML, IMAGE/*, */*"))
        .extracting("range")
        .containsExactly("text/html", "image/*", "*/*");
  }

  @Test
  void oldNamesOfCodingsAreTheNewOnes() {
    assertThat(read(ACCEPT_ENCODING, "X-GZIP, x-compress"))
        .extracting("range")
        .containsExactly("gzip", "compress");
  }

  @Test
  void emptyMembersAreNone() {
    assertThat(read(ACCEPT_LANGUAGE, "", " ,, de,\t, en , ")).hasSize(2);
    assertThat(read(ACCEPT_LANGUAGE, "")).isEmpty();
  }

  @Test
  void mediaRangesHaveParameters() {
    assertThat(read(ACCEPT, "text/plain; Format=\"flo\\wed, x\";;q=0.5 ; a=b, a/b"))
        .containsExactly(
            new Preference("text/plain", List.of("format", "flowed, x", "a", "b"), 500),
            new Preference("a/b", List.of(), 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "text",
        "text/",
        "/html",
        "*/html",
        "a/b/c",
        "a b/c",
        "a/b;q",
        "a/b;=1",
        "a/b;x= 1",
        "a/b;x =1",
        "a/b;x=\"",
        "a/b;x=\"\\",
        "a/b;q=1;q=1",
        "a/b c/d",
        "a/b;x=\"1\"2",
        "\u00e9/b"
      })
  void whatIsNoMediaRangeMakesTheFieldUnreadable(String value) {
    assertThat(read(ACCEPT, "text/html, " + value)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"de_AT", "abcdefghi", "d1", "de-", "-de", "de--at", "de-*", "de;x=1", "de;", "**"})
  void whatIsNoLanguageRangeMakesTheFieldUnreadable(String value) {
    assertThat(read(ACCEPT_LANGUAGE, value)).isNull();
    assertThat(read(ACCEPT_LANGUAGE, "en", value)).isNull();
  }

  @Test
  void endlessListsAreNotRead() {
    assertThat(read(ACCEPT_ENCODING, "a,".repeat(128))).hasSize(128);
    assertThat(read(ACCEPT_ENCODING, "a,".repeat(129))).isNull();
  }

  @Test
  void anythingIsReadOrRefused() {
    Random random = new Random(12);
    for (int i = 0; i < 100_000; i++) {
      String text = Mutations.of("text/html;a=\"b\\\"c\";q=0.5, de-AT;q=1.0,*/*", random);
      for (NegotiatedField field : NegotiatedField.values()) {
        List<Preference> members = read(field, text);
        if (members != null) {
          assertThat(members).allMatch(m -> m.thousandths() >= 0 && m.thousandths() <= 1000);
        }
        Negotiation.choice(field, List.of(text), List.of("text/html", "de/en"));
      }
    }
  }
}
