package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import io.nearside.http.ListedFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurrogateKeysTest {
  private static final ResourceUri URI = ResourceUri.parse("http", "h", "/a", Map.of());
  private static final long[] OF_THE_URL = PurgeTags.ofResponse(URI, route().build());

  private static Set<String> keys(String... fields) {
    return SurrogateKeys.of(ListedFields.fields(fields), SurrogateRules.DEFAULT, 1024);
  }

  private static Fields numbered(String field, String between, int count) {
    String value =
        IntStream.range(0, count).mapToObj(i -> "k" + i).collect(Collectors.joining(between));
    return ListedFields.fields(field, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Surrogate-Key | a b          | a;b",
        "surrogate-key | a\tb \t c    | a;b;c",
        "xkey          | ' a  b '     | a;b",
        "xkey          | a, b,c       | a;b;c",
        "xkey          | a a A        | a;A",
        "Cache-Tag     | a,b          | a;b",
        "Cache-Tag     | ' a , b\t,c' | a;b;c",
        "Cache-Tag     | a b,c        | a b;c",
        "Cache-Tag     | ',, ,a,'     | a",
        "Cache-Groups  | '\"a b\", \"c\", \"\"' | a b;c",
      })
  void aFieldNamesKeys(String field, String value, String keys) {
    assertThat(keys(field, value)).containsExactly(keys.split(";"));
  }

  @Test
  void aFieldWithoutKeysNamesNone() {
    assertThat(keys()).isEmpty();
    assertThat(keys("Surrogate-Key", "", "xkey", " \t ", "Cache-Tag", " , ,")).isEmpty();
    assertThat(keys("Surrogate-Keys", "a", "X-Tag", "b")).isEmpty();
  }

  @Test
  void allLinesOfAllFieldsCount() {
    assertThat(keys("xkey", "a", "Cache-Tag", "b", "xkey", "c a", "Surrogate-Key", "d"))
        .containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void theRouteSaysWhichFieldsHoldThem() {
    SurrogateRules rules = new SurrogateRules(List.of("my-tags"), false);
    assertThat(SurrogateKeys.of(ListedFields.fields("My-Tags", "a b", "xkey", "c"), rules, 9))
        .containsExactly("a", "b");
  }

  @Test
  void theyArePurgeTagsOfTheResponse() {
    Fields fields =
        ListedFields.fields("Surrogate-Key", "a b", "Cache-Tag", "b,c", "Cache-Groups", "\"c\"");
    assertThat(PurgeTags.ofResponse(URI, route().build(), fields))
        .hasSize(OF_THE_URL.length + 4)
        .contains(OF_THE_URL)
        .contains(PurgeTags.surrogate("a"), PurgeTags.surrogate("b"), PurgeTags.surrogate("c"))
        .contains(PurgeTags.group(URI, "c"))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(
            PurgeTags.ofResponse(URI, route().tags("a").build(), ListedFields.fields("xkey", "a")))
        .hasSize(OF_THE_URL.length + 1);
  }

  @ParameterizedTest
  @CsvSource({"xkey, ' '", "Cache-Tag, ','"})
  void asManyAsTheRouteAllowsAreNotTooMany(String field, String between) {
    Route route = route().build();
    assertThat(PurgeTags.hasTooMany(route, numbered(field, between, 128))).isFalse();
    assertThat(PurgeTags.hasTooMany(route, numbered(field, between, 129))).isTrue();
    assertThat(PurgeTags.ofResponse(URI, route, numbered(field, between, 128)))
        .hasSize(OF_THE_URL.length + 128);
  }

  @Test
  void theSameKeyCountsOnce() {
    String value = "a b ".repeat(1000);
    assertThat(PurgeTags.hasTooMany(route().build(), ListedFields.fields("xkey", value))).isFalse();
  }

  /** Text and keys that are there to cost time: what is linear takes a few milliseconds of it. */
  @Test
  void longFieldsTakeTimeInProportion() {
    Route route = route().build();
    List<String> values =
        List.of(
            " ".repeat(100_000) + "a",
            "a ".repeat(50_000),
            IntStream.range(0, 20_000).mapToObj(i -> "" + i).collect(Collectors.joining(" ")),
            // All with one hash code.
            IntStream.range(0, 1 << 12)
                .mapToObj(SurrogateKeysTest::ofOneHash)
                .collect(Collectors.joining(" ")));
    assertThat(ofOneHash(1).hashCode()).isEqualTo(ofOneHash(2).hashCode());
    long began = System.nanoTime();
    for (String value : values) {
      Fields fields = ListedFields.fields("xkey", value, "Cache-Tag", value.replace(' ', ','));
      assertThat(PurgeTags.ofResponse(URI, route, fields).length)
          .isLessThanOrEqualTo(OF_THE_URL.length + 129);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  private static String ofOneHash(int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }
}
