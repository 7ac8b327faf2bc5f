package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.rfc-editor.org/rfc/rfc9875 */
class CacheGroupsTest {
  private static final ResourceUri URI = uri("http", "h");

  private static ResourceUri uri(String scheme, String authority) {
    return ResourceUri.parse(scheme, authority, "/a", Map.of());
  }

  @Test
  void groupsAreStringsInOneOrSeveralLines() {
    Fields response =
        fields("Cache-Groups", "\"scripts\";v=1, \"A, b\"", "cache-groups", "\"\", \"scripts\"");

    assertThat(CacheGroups.of(response)).containsExactly("scripts", "A, b", "");
    assertThat(CacheGroups.of(fields())).isEmpty();
    assertThat(CacheGroups.of(fields("Cache-Groups", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scripts", "\"a\", b", "\"a\" \"b\"", "?1", "\"a"})
  void whatIsNoListOfStringsIsNoGroup(String value) {
    assertThat(CacheGroups.of(fields("Cache-Groups", value))).isEmpty();
  }

  @Test
  void thirtyTwoGroupsOfThirtyTwoCharactersFit() {
    List<String> names = IntStream.range(0, 32).mapToObj(i -> "x".repeat(30) + (i + 10)).toList();
    String value = names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));

    assertThat(CacheGroups.of(fields("Cache-Groups", value))).isEqualTo(names);
    assertThat(PurgeTags.ofResponse(URI, route().build(), fields("Cache-Groups", value)))
        .hasSize(PurgeTags.ofResponse(URI, route().build()).length + 2 * 32);
  }

  @Test
  void aGroupIsATagOfTheResponse() {
    long[] tags =
        PurgeTags.ofResponse(URI, route().build(), fields("Cache-Groups", "\"a\", \"b\""));

    assertThat(tags)
        .contains(PurgeTags.ofResponse(URI, route().build()))
        .contains(PurgeTags.group(URI, "a"), PurgeTags.group(URI, "b"))
        .contains(PurgeTags.surrogate("a"), PurgeTags.surrogate("b"))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(PurgeTags.ofResponse(URI, route().build(), fields()))
        .isEqualTo(PurgeTags.ofResponse(URI, route().build()));
  }

  @Test
  void aGroupBelongsToItsOriginAndItsNameToTheLetter() {
    long tag = PurgeTags.group(URI, "a");

    assertThat(PurgeTags.group(uri("http", "H:80"), "a")).isEqualTo(tag);
    assertThat(PurgeTags.group(uri("https", "h"), "a")).isNotEqualTo(tag);
    assertThat(PurgeTags.group(uri("http", "h:81"), "a")).isNotEqualTo(tag);
    assertThat(PurgeTags.group(uri("http", "g"), "a")).isNotEqualTo(tag);
    assertThat(PurgeTags.group(URI, "A")).isNotEqualTo(tag);
    assertThat(PurgeTags.surrogate("a")).isNotEqualTo(tag);
  }

  @Test
  void endlessGroupsAreCut() {
    String value =
        IntStream.range(0, 5000).mapToObj(i -> "\"" + i + '"').collect(Collectors.joining(","));

    assertThat(CacheGroups.of(fields("Cache-Groups", value))).hasSize(CacheGroups.MAX_GROUPS);
  }
}
