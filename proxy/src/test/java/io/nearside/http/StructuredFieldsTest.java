package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.StructuredFields.DisplayString;
import io.nearside.http.StructuredFields.Token;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.rfc-editor.org/rfc/rfc9651#section-4.2 */
class StructuredFieldsTest {

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("0", 0L),
        Arguments.of("-0", 0L),
        Arguments.of("00042", 42L),
        Arguments.of("999999999999999", 999_999_999_999_999L),
        Arguments.of("-999999999999999", -999_999_999_999_999L),
        Arguments.of("1.5", new BigDecimal("1.5")),
        Arguments.of("-0.123", new BigDecimal("-0.123")),
        Arguments.of("123456789012.123", new BigDecimal("123456789012.123")),
        Arguments.of("\"\"", ""),
        Arguments.of("\"a, b;\"", "a, b;"),
        Arguments.of("\"a\\\"b\\\\c\"", "a\"b\\c"),
        Arguments.of("a", new Token("a")),
        Arguments.of("*a/b:c!#$%&'+-.^_`|~9", new Token("*a/b:c!#$%&'+-.^_`|~9")),
        Arguments.of("Foo", new Token("Foo")),
        Arguments.of("?1", true),
        Arguments.of("?0", false),
        Arguments.of("@1659578233", Instant.ofEpochSecond(1_659_578_233)),
        Arguments.of("@-1", Instant.ofEpochSecond(-1)),
        Arguments.of("%\"f%c3%bc%22\"", new DisplayString("fü\"")),
        Arguments.of("()", List.of()),
        Arguments.of("( )", List.of()),
        Arguments.of("(1 2)", List.of(1L, 2L)),
        Arguments.of("(  1   \"x\" )", List.of(1L, "x")),
        Arguments.of("(1;a 2;b=c);d", List.of(1L, 2L)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsReadInAListAndInADictionary(String text, Object value) {
    assertThat(StructuredFields.list(List.of(text))).containsExactly(value);
    assertThat(StructuredFields.dictionary(List.of("k=" + text))).isEqualTo(Map.of("k", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "--1",
        "- 1",
        "1.",
        ".1",
        "1.1234",
        "1.2.3",
        "1e5",
        "+1",
        "1a",
        "1000000000000000",
        "1234567890123.1",
        "1234567890123.",
        "\"",
        "\"a",
        "\"\\",
        "\"\\a\"",
        "\"\\",
        "\"a\tb\"",
        "\"\u007f\"",
        "\"é\"",
        "'a'",
        "a\"b",
        "a(b",
        "a@b",
        "é",
        "!a",
        "?",
        "?2",
        "?t",
        "?10",
        "?01",
        ":YQ==",
        ":Y:",
        ":=:",
        ":YQ=:",
        ":Y_-Q:",
        ":Y Q:",
        "@",
        "@1.5",
        "@a",
        "@@1",
        "@1000000000000000",
        "%\"",
        "%a",
        "%\"%C3%BC\"",
        "%\"%c3\"",
        "%\"%c\"",
        "%\"é\"",
        "(",
        "(1",
        "(1 ",
        "(1,2)",
        "(1\t2)",
        "(1;a",
        "(())",
        "(1(2))",
        "(1\"a\")",
        ")",
        "1)",
        "1;",
        "1;A",
        "1;1",
        "1;a=",
        "1; ",
        "1 ;a",
        "1;a =1",
        "1;a= 1",
        "1;a=(1)",
        "1;\ta",
        "1 2",
        "1,",
        "1, ",
        ",1",
        ",",
        "1,,2",
        "1;a,",
        "1\n",
        "\0",
        "{",
        "a\u0000b"
      })
  void oneErrorMakesTheWholeFieldUnreadable(String text) {
    assertThat(StructuredFields.list(List.of(text))).isNull();
    assertThat(StructuredFields.list(List.of("ok", text))).isNull();
    assertThat(StructuredFields.dictionary(List.of("ok, k=" + text))).isNull();
  }

  @Test
  void spacesAroundTheFieldAndWhitespaceAroundCommasAreFree() {
    assertThat(StructuredFields.list(List.of("  1 \t,\t 2,3  "))).containsExactly(1L, 2L, 3L);
    assertThat(StructuredFields.dictionary(List.of("  a=1\t,\tb  ")))
        .isEqualTo(Map.of("a", 1L, "b", true));
    assertThat(StructuredFields.list(List.of("1\t"))).containsExactly(1L);
    assertThat(StructuredFields.list(List.of("\t1"))).as("only spaces may lead").isNull();
  }

  @Test
  void linesAreOneField() {
    assertThat(StructuredFields.list(List.of("1, 2", "3"))).containsExactly(1L, 2L, 3L);
    assertThat(StructuredFields.dictionary(List.of("a=1", "b=2", "a=3")))
        .containsExactly(Map.entry("a", 3L), Map.entry("b", 2L));
    assertThat(StructuredFields.list(List.of("1", "", "2"))).isNull();
    // A string that is split gets the comma of the split.
    assertThat(StructuredFields.list(List.of("\"a", "b\""))).containsExactly("a, b");
  }

  @Test
  void nothingIsEmpty() {
    assertThat(StructuredFields.list(List.of())).isEmpty();
    assertThat(StructuredFields.list(List.of(""))).isEmpty();
    assertThat(StructuredFields.list(List.of("   "))).isEmpty();
    assertThat(StructuredFields.dictionary(List.of())).isEmpty();
    assertThat(StructuredFields.dictionary(List.of(" "))).isEmpty();
  }

  @Test
  void parametersAreReadAndDropped() {
    assertThat(StructuredFields.list(List.of("a;b;c=1; d=\"x,y\";e=:YQ==:, 2;*f=?0;b=1")))
        .containsExactly(new Token("a"), 2L);
    assertThat(StructuredFields.dictionary(List.of("a;x=1, b=2;y")))
        .isEqualTo(Map.of("a", true, "b", 2L));
  }

  @Test
  void keysAreLowerCase() {
    assertThat(StructuredFields.dictionary(List.of("*a_-.9*=1"))).isEqualTo(Map.of("*a_-.9*", 1L));
    for (String key : List.of("A", "9", "-a", "_a", ".a", "aB", "a b", "a!", "\"a\"", "=1")) {
      assertThat(StructuredFields.dictionary(List.of(key))).as(key).isNull();
    }
    for (String field : List.of("a=", "a =1", "a= 1", "a=1 b=2", "a,", "a,,b", ",a")) {
      assertThat(StructuredFields.dictionary(List.of(field))).as(field).isNull();
    }
  }

  @Test
  void bytesAreReadWithAndWithoutPadding() {
    for (String text : List.of(":aGVsbG8=:", ":aGVsbG8:")) {
      List<Object> list = StructuredFields.list(List.of(text));
      assertThat(list).hasSize(1);
      assertThat((byte[]) list.get(0)).asString().isEqualTo("hello");
    }
    List<Object> none = StructuredFields.list(List.of("::"));
    assertThat((byte[]) none.get(0)).isEmpty();
  }

  @Test
  void whatTheRfcRequiresToFitFits() {
    String member = "\"" + "x".repeat(1024) + "\"";
    assertThat(StructuredFields.list(List.of((member + ",").repeat(1023) + member))).hasSize(1024);
    assertThat(StructuredFields.list(List.of("(" + "1 ".repeat(256) + ")")).get(0))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(256);
    String key = "k".repeat(64);
    assertThat(StructuredFields.dictionary(List.of(key + "=" + "t".repeat(512)))).hasSize(1);
    assertThat(StructuredMembers.of("a" + ";p".repeat(255) + ";q").get(0).parameters())
        .containsKeys("p", "q");
  }

  @Test
  void parametersCanBeReadBack() {
    StructuredMembers.Member member = StructuredMembers.of("cache; hit; ttl=-5; d=\"x\"").get(0);
    assertThat(member.value()).isEqualTo(new Token("cache"));
    assertThat(member.parameters()).isEqualTo(Map.of("hit", true, "ttl", -5L, "d", "x"));
  }

  @Test
  void anythingIsReadOrRefused() {
    Random random = new Random(9651);
    String[] seeds = {
      "a;b=1, \"x\\\"y\";c, (1 2.5 :YQ==:);d=?1, @123, %\"%c3%bc\"",
      "max-age=60, stale-if-error=(1 2), private, x=\"a,b\";p=tok, y=?0, z=:aGVsbG8=:",
      "-999999999999999, 123456789012.123"
    };
    for (int i = 0; i < 200_000; i++) {
      String text = Mutations.of(seeds[i % seeds.length], random);
      List<String> lines =
          i % 4 == 0 ? List.of(text, Mutations.of(seeds[1], random)) : List.of(text);
      List<Object> list = StructuredFields.list(lines);
      if (list != null) {
        assertThat(list.size()).isLessThanOrEqualTo(text.length() + 100);
      }
      Map<String, Object> dictionary = StructuredFields.dictionary(lines);
      if (dictionary != null) {
        assertThat(dictionary).doesNotContainKey("");
      }
    }
  }
}
