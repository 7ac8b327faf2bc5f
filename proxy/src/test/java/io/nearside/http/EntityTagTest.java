package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 sections 8.8.3 and 13.1.2. */
class EntityTagTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"xyzzy\"       | false | xyzzy",
        "W/\"xyzzy\"     | true  | xyzzy",
        "\"\"            | false | ~~",
        "W/\"\"          | true  | ~~",
        "\"a,b\"         | false | a,b",
        "\"\\\"          | false | \\",
        "\"W/\"          | false | W/",
        "\"!#~\u00e9\u00ff\" | false | !#~\u00e9\u00ff",
      })
  void readsStrongAndWeakOnes(String text, boolean weak, String opaque) {
    EntityTag tag = EntityTag.parse(text);

    assertThat(tag).isEqualTo(new EntityTag(weak, opaque)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xyzzy",
        "\"",
        "\"a",
        "a\"",
        "w/\"a\"",
        "W\"a\"",
        "W/",
        "W/\"",
        "W/ \"a\"",
        " \"a\"",
        "\"a\" ",
        "\"a\"b",
        "\"a b\"",
        "\"a\tb\"",
        "\"a\u007f\"",
        "\"\u0100\"",
        "'a'",
        "\"a\", \"b\"",
        "*",
      })
  void refusesEverythingElse(String text) {
    assertThat(EntityTag.parse(text)).isNull();
  }

  @Test
  void noFieldIsNoEntityTag() {
    assertThat(EntityTag.parse(null)).isNull();
  }

  /** The table of section 8.8.3.2. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "W/\"1\", W/\"1\", false, true",
        "W/\"1\", W/\"2\", false, false",
        "W/\"1\", \"1\",   false, true",
        "\"1\",   W/\"1\", false, true",
        "\"1\",   \"1\",   true,  true",
        "\"1\",   \"2\",   false, false",
        "\"a\",   \"A\",   false, false",
      })
  void comparesStronglyAndWeakly(String one, String two, boolean strongly, boolean weakly) {
    EntityTag first = EntityTag.parse(one);
    EntityTag second = EntityTag.parse(two);

    assertThat(first.stronglyMatches(second)).isEqualTo(strongly);
    assertThat(first.weaklyMatches(second)).isEqualTo(weakly);
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(51);
    String[] seeds = {"\"xyzzy\"", "W/\"r2d2\"", "W/\"a\", \"b,c\", \"\"", "*"};
    for (int i = 0; i < 100_000; i++) {
      String text = Mutations.of(seeds[i % seeds.length], random);
      EntityTag tag = EntityTag.parse(text);
      if (tag != null) {
        assertThat(tag).hasToString(text);
        assertThat(EntityTag.parse(tag.toString())).isEqualTo(tag);
      }
      EntityTags tags = EntityTags.parse(List.of(text));
      assertThat(EntityTags.parse(List.of(tags.toString()))).as(text).isEqualTo(tags);
    }
  }
}
