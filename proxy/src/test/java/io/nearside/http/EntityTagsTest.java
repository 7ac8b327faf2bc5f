package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 13.1.2. */
class EntityTagsTest {
  private static final EntityTag B = EntityTag.parse("\"b\"");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"a\", \"b\"          | \"a\", \"b\"",
        "\"a\",\"b\"           | \"a\", \"b\"",
        "\"a\"\t, \tW/\"b\"    | \"a\", W/\"b\"",
        ",, \"a\" ,, \"b\" ,   | \"a\", \"b\"",
        "\"a,b\", \"c\"        | \"a,b\", \"c\"",
        "\",\",\",\"           | \",\", \",\"",
        "~~                    | ~~",
        "~,~                   | ~~",
      })
  void readsAList(String text, String members) {
    assertThat(EntityTags.parse(List.of(text))).hasToString(members);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a, \"b\"              | \"b\"",
        "\"a\"x, \"b\"         | \"b\"",
        "\"a\" \"b\", \"c\"    | \"c\"",
        "\"a b\", \"c\"        | \"c\"",
        "w/\"a\", \"b\"        | \"b\"",
        "\"b\", \"a            | \"b\"",
        "\"b\", *              | \"b\"",
        "*, \"b\"              | \"b\"",
        "*, *                  | ~~",
        "W/, \"b\"             | \"b\"",
      })
  void whatIsMalformedMatchesNothing(String text, String members) {
    assertThat(EntityTags.parse(List.of(text))).hasToString(members);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", " *", "*\t"})
  void anAsteriskIsAnyRepresentation(String text) {
    EntityTags any = EntityTags.parse(List.of(text));

    assertThat(any.any()).isTrue();
    assertThat(any.weaklyMatch(B)).isTrue();
    assertThat(any.weaklyMatch(null)).isTrue();
  }

  @Test
  void anAsteriskOfSeveralLinesIsNone() {
    assertThat(EntityTags.parse(List.of("*", "\"a\"")).any()).isFalse();
  }

  @Test
  void severalLinesAreOneList() {
    assertThat(EntityTags.parse(List.of("\"a\"", "W/\"b\", \"c\"")))
        .hasToString("\"a\", W/\"b\", \"c\"");
  }

  @Test
  void anyMemberMayMatch() {
    assertThat(EntityTags.parse(List.of("\"a\"", "W/\"b\"")).weaklyMatch(B)).isTrue();
    assertThat(EntityTags.parse(List.of("\"a\", \"c\"")).weaklyMatch(B)).isFalse();
    assertThat(EntityTags.parse(List.of("\"a\"")).weaklyMatch(null)).isFalse();
    assertThat(EntityTags.parse(List.of("")).weaklyMatch(B)).isFalse();
  }

  @Test
  void anEndlessListIsReadInPart() {
    String text = "\"a\", ".repeat(EntityTags.MAX_MEMBERS) + "\"b\"";

    EntityTags tags = EntityTags.parse(List.of(text));

    assertThat(tags.members()).hasSize(EntityTags.MAX_MEMBERS);
    assertThat(tags.weaklyMatch(B)).isFalse();
  }

  @Test
  void theWorkIsLinear() {
    for (String part : new String[] {"\"", "\",", ",", "W/", "W/\"", "\"a", "\"a b,"}) {
      String text = part.repeat(1_000_000 / part.length());

      assertThat(EntityTags.parse(List.of(text)).members())
          .hasSizeLessThanOrEqualTo(EntityTags.MAX_MEMBERS);
    }
  }
}
