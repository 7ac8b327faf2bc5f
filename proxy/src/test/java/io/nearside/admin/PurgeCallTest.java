package io.nearside.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.caching.PurgeOrder;
import io.nearside.config.Suggestion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeCallTest {
  private static PurgeCall read(String json) throws PurgeOrder.Invalid {
    return PurgeCall.read(json, Suggestion::of);
  }

  @Test
  void everyMemberIsRead() throws Exception {
    assertThat(
            read(
                "{\"urls\":[\"a\"],\"prefixes\":[\"b\"],\"tags\":[\"c\",\"d.e\"],\"hosts\":[\"f\"],"
                    + "\"routes\":[\"g\"],\"everything\":true,\"soft\":true,\"wait\":true}"))
        .isEqualTo(
            new PurgeCall(
                new PurgeOrder(
                    List.of("a"),
                    List.of("b"),
                    List.of("c", "d.e"),
                    List.of("f"),
                    List.of("g"),
                    true,
                    true),
                true));
  }

  @Test
  void everyMemberMayBeMissing() throws Exception {
    assertThat(read("{}").order().targets()).isZero();
  }

  @Test
  void escapesAreText() throws Exception {
    assertThat(read("{\"tags\":[\"a\\\"],{[\\u0041\\\\\"]}").order().tags())
        .containsExactly("a\"],{[A\\");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{\"urls\":[",
        "{\"urls\":[\"a\"]} x",
        "{urls:[\"a\"]}",
        "{\"urls\" = [\"a\"]}",
        "{\"urls\":[\"a\"] // no\n}",
        "{\"urls\":[\"a\",]}",
        "{\"urls\":['a']}",
        "{\"tags\":[${HOME}]}",
        "include \"x\"",
        "urls=a"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(PurgeOrder.Invalid.class)
        .hasMessageStartingWith("the body is not JSON")
        .hasMessageContaining("accepted: {\"urls\": []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[\"a\"]"})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).hasMessageStartingWith("the body is not a JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"url\":[]}            | \"url\": unknown member; did you mean \"urls\"?",
        "{\"frobnicate\":1}      | \"frobnicate\": unknown member; accepted: urls, prefixes, tags",
        "{\"Everything\":true}   | did you mean \"everything\"?",
        "{\"urls\":\"http://a\"} | urls: a value of type string; accepted: a list of strings",
        "{\"urls\":null}         | urls: a value of type null; accepted: a list of strings",
        "{\"urls\":[\"a\",1]}    | urls[1]: a value of type number; accepted: a string",
        "{\"tags\":[[\"a\"]]}    | tags[0]: a value of type list; accepted: a string",
        "{\"tags\":{\"a\":1}}    | tags: a value of type object; accepted: a list of strings",
        "{\"soft\":\"true\"}     | soft: a value of type string; accepted: true or false",
        "{\"everything\":1}      | everything: a value of type number; accepted: true or false",
      })
  void whatIsWrongIsSaidWithWhatIsAccepted(String json, String said) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(PurgeOrder.Invalid.class)
        .hasMessageContaining(said);
  }

  @Test
  void depthAndNumberOfValuesAreBounded() {
    assertThatThrownBy(() -> read("[".repeat(500_000)))
        .hasMessageStartingWith("the body has too many values");
    assertThatThrownBy(() -> read("{\"tags\":[" + "1,".repeat(400_000) + "1]}"))
        .hasMessageContaining("accepted: up to 1000 targets");
    assertThatThrownBy(() -> read("{\"a\":".repeat(9) + "1" + "}".repeat(9)))
        .isInstanceOf(PurgeOrder.Invalid.class);
  }

  @Test
  void bracketsAndCommasInStringsDoNotCount() throws Exception {
    String name = "[{,".repeat(2_000);
    assertThat(read("{\"tags\":[\"" + name + "\"]}").order().tags()).containsExactly(name);
  }
}
