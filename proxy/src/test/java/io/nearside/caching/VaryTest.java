package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import io.nearside.http.Mutations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaryTest {

  private static String digest(String name, String... lines) {
    List<String> request = new ArrayList<>();
    for (String line : lines) {
      request.add(name);
      request.add(line);
    }
    return hex(List.of(name), fields(request.toArray(new String[0])));
  }

  private static String hex(List<String> names, Fields request) {
    return HexFormat.of().formatHex(Vary.digest(names, request));
  }

  @Test
  void namesAreSortedLowerCaseAndWithoutDoubles() {
    assertThat(Vary.names(fields("Vary", "Origin, accept , ,X", "vary", "ACCEPT")))
        .containsExactly("accept", "origin", "x");
    assertThat(Vary.names(fields())).isEmpty();
    assertThat(Vary.names(fields("Vary", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "accept, *", "* ,accept", "Accept Encoding", "a;b", "\"a\"", "\u00e9"})
  void whatCannotBeMatchedIsAStar(String line) {
    assertThat(Vary.names(fields("Vary", line))).isNull();
    assertThat(Vary.names(fields("Vary", "Accept", "Vary", line))).isNull();
  }

  @Test
  void tooManyNamesAreAStar() {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      line.append("x-").append(i).append(',');
    }
    assertThat(Vary.names(fields("Vary", line.toString()))).hasSize(64);
    assertThat(Vary.names(fields("Vary", line + "y"))).isNull();
  }

  @Test
  void caseOfValuesCounts() {
    assertThat(digest("authorization", "Bearer aB"))
        .isNotEqualTo(digest("authorization", "Bearer Ab"));
    assertThat(digest("accept", "A")).isNotEqualTo(digest("accept", "a"));
  }

  @Test
  void absentIsNotEmpty() {
    assertThat(digest("accept")).isNotEqualTo(digest("accept", ""));
    assertThat(digest("user-agent")).isNotEqualTo(digest("user-agent", ""));
  }

  @Test
  void spacesAndLinesOfListsDoNotCount() {
    String expected = digest("accept-encoding", "gzip, br");

    assertThat(digest("accept-encoding", "gzip,br")).isEqualTo(expected);
    assertThat(digest("accept-encoding", " gzip\t,  br ")).isEqualTo(expected);
    assertThat(digest("accept-encoding", "gzip", "br")).isEqualTo(expected);
    assertThat(digest("accept-encoding", "br, gzip")).isNotEqualTo(expected);
  }

  @Test
  void quotedCommasOfListsCount() {
    assertThat(digest("accept", "a;x=\"b,c\"")).isNotEqualTo(digest("accept", "a;x=\"b, c\""));
    assertThat(digest("accept", "a;x=\"b", "c\"")).isNotEqualTo(digest("accept", "a;x=\"b,c\""));
  }

  @Test
  void otherFieldsAreComparedAsTheyCame() {
    assertThat(digest("user-agent", "a, b")).isNotEqualTo(digest("user-agent", "a,b"));
    assertThat(digest("cookie", "a", "b")).isNotEqualTo(digest("cookie", "a,b"));
    assertThat(digest("cookie", "a", "b")).isNotEqualTo(digest("cookie", "ab"));
  }

  @Test
  void namesCount() {
    Fields request = fields("A", "x", "B", "x");

    assertThat(hex(List.of("a"), request)).isNotEqualTo(hex(List.of("b"), request));
    assertThat(hex(List.of("a"), request)).isNotEqualTo(hex(List.of("a", "b"), request));
  }

  @Test
  void differentValuesNeverShareADigest() {
    long seed = 8;
    Random random = new Random(seed);
    Map<String, List<List<String>>> seen = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      List<String> lines = new ArrayList<>();
      for (int count = random.nextInt(5); count > 0; count--) {
        lines.add(random.nextBoolean() ? "X-A" : "X-B");
        lines.add(Mutations.of("ab", random).strip());
      }
      Fields request = fields(lines.toArray(new String[0]));
      List<List<String>> values = List.of(request.all("x-a"), request.all("x-b"));
      List<List<String>> other = seen.put(hex(List.of("x-a", "x-b"), request), values);
      assertThat(other == null || other.equals(values))
          .as("%s and %s, seed %d", other, values, seed)
          .isTrue();
    }
  }

  @Test
  void slotsAreBelowTheCapAndSpread() {
    int[] hits = new int[64];
    for (int i = 0; i < 6400; i++) {
      byte[] digest = Vary.digest(List.of("x"), fields("X", "v" + i));
      assertThat(digest).hasSize(32);
      hits[Vary.slot(digest, 64)]++;
    }
    for (int count : hits) {
      assertThat(count).isBetween(50, 160);
    }
    assertThat(Vary.slot(Vary.digest(List.of("x"), fields()), 1)).isZero();
  }
}
