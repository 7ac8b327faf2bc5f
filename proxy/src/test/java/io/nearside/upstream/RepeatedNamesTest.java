package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepeatedNamesTest {
  private final RepeatedNames names = new RepeatedNames();

  @Test
  void aNameThatComesAgainInItsPlaceIsTheSame() {
    Object first = name(0, "Content-Type");
    assertThat(first).hasToString("Content-Type");
    assertThat(name(0, "Content-Type")).isSameAs(first);
  }

  @Test
  void aNameInAnotherCaseStaysAsItCame() {
    name(0, "Content-Type");
    assertThat(name(0, "content-type")).hasToString("content-type");
    assertThat(name(0, "Content-Type")).hasToString("Content-Type");
  }

  @Test
  void aNameThatBeginsLikeAnotherIsNotTakenForIt() {
    name(0, "Content-Type");
    assertThat(name(0, "Content")).hasToString("Content");
    assertThat(name(0, "Content-Type-Of")).hasToString("Content-Type-Of");
  }

  @Test
  void eachPlaceHasItsOwn() {
    name(0, "Date");
    assertThat(name(1, "Vary")).hasToString("Vary");
    assertThat(name(0, "Date")).hasToString("Date");
  }

  @Test
  void whatIsTooLongOrTooFarBehindIsMadeEachTime() {
    String tooLong = "x".repeat(65);
    assertThat(name(0, tooLong)).hasToString(tooLong).isNotSameAs(name(0, tooLong));
    assertThat(name(16, "Date")).hasToString("Date").isNotSameAs(name(16, "Date"));
  }

  private Object name(int place, String text) {
    byte[] line = (" " + text + ": 1").getBytes(StandardCharsets.US_ASCII);
    return names.name(place, line, 1, text.length());
  }
}
