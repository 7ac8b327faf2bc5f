package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import io.nearside.http.Mutations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaryTest {
  private static final VaryRules AS_THEY_CAME =
      new VaryRules(false, List.of(), List.of(), List.of());

  private static String digest(String name, String... lines) {
    List<String> request = new ArrayList<>();
    for (String line : lines) {
      request.add(name);
      request.add(line);
    }
    return hex(List.of(name), fields(request.toArray(new String[0])));
  }

  private static String hex(List<String> names, Fields request) {
    return HexFormat.of().formatHex(Vary.digest(names, request, AS_THEY_CAME));
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
      List<List<String>> values = List.of(combined(request, "x-a"), combined(request, "x-b"));
      List<List<String>> other = seen.put(hex(List.of("x-a", "x-b"), request), values);
      assertThat(other == null || other.equals(values))
          .as("%s and %s, seed %d", other, values, seed)
          .isTrue();
    }
  }

  /** Several lines mean what one with their values in a row means. */
  private static List<String> combined(Fields request, String name) {
    List<String> lines = request.all(name);
    return lines.isEmpty() ? lines : List.of(String.join(", ", lines));
  }

  @Test
  void severalLinesAreOneWithCommas() {
    assertThat(digest("x-a", "1", "2")).isEqualTo(digest("x-a", "1, 2"));
    assertThat(digest("x-a", "1", "2")).isNotEqualTo(digest("x-a", "2, 1"));
    assertThat(digest("cookie", "a", "b")).isNotEqualTo(digest("cookie", "a, b"));
  }

  @Test
  void slotsAreBelowTheCapAndSpread() {
    int[] hits = new int[64];
    for (int i = 0; i < 6400; i++) {
      byte[] digest = Vary.digest(List.of("x"), fields("X", "v" + i), AS_THEY_CAME);
      assertThat(digest).hasSize(32);
      hits[Vary.slot(digest, 64)]++;
    }
    for (int count : hits) {
      assertThat(count).isBetween(50, 160);
    }
    assertThat(Vary.slot(Vary.digest(List.of("x"), fields(), AS_THEY_CAME), 1)).isZero();
  }

  private static String normalized(String name, String... lines) {
    List<String> request = new ArrayList<>();
    for (String line : lines) {
      request.add(name);
      request.add(line);
    }
    Fields fields = fields(request.toArray(new String[0]));
    return HexFormat.of().formatHex(Vary.digest(List.of(name), fields, VaryRules.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept-encoding | gzip, br          | GZIP,BR",
        "accept-encoding | gzip, br          | br, gzip",
        "accept-encoding | gzip, br          | br;q=1, gzip;q=1.000",
        "accept-encoding | gzip;q=0.5        | gzip; q=0.500",
        "accept-encoding | gzip, gzip        | ,gzip,",
        "accept-encoding | gzip              | x-gzip",
        "accept-language | de, en;q=0.5      | EN;Q=0.5,DE",
        "accept          | text/html;a=b     | TEXT/HTML ; A=\"b\"",
        "accept          | text/html, */*    | */*,text/html;q=1",
      })
  void normalizedValuesThatMeanTheSameMatch(String name, String one, String other) {
    assertThat(normalized(name, one)).isEqualTo(normalized(name, other));
    assertThat(digest(name, one)).isNotEqualTo(digest(name, other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept-encoding | gzip;q=0.5     | gzip;q=0.501",
        "accept-encoding | gzip;q=0       | ''",
        "accept-encoding | gzip;q=2       | gzip",
        "accept-encoding | gzip;q=2, br   | br, gzip;q=2",
        "accept-language | de, en;q=0.5   | de;q=0.5, en",
        "accept-language | de             | de-AT",
        "accept-language | de_AT          | DE_AT",
        "accept          | text/html;a=b  | text/html;a=B",
        "accept          | text/html;a=b  | text/html;b=b",
        "accept          | a/b;c=\"d,e/f\"| a/b;c=d,e/f",
        "accept-charset  | utf-8          | UTF-8",
        "user-agent      | a              | A",
      })
  void whatMayMeanSomethingElseDoesNotMatch(String name, String one, String other) {
    assertThat(normalized(name, one)).isNotEqualTo(normalized(name, other));
  }

  @Test
  void normalizedAbsentIsNotEmpty() {
    assertThat(normalized("accept")).isNotEqualTo(normalized("accept", ""));
    assertThat(normalized("accept", "")).isEqualTo(normalized("accept", " , "));
    assertThat(normalized("accept", "")).isNotEqualTo(normalized("accept", "a/b"));
  }

  @Test
  void normalizedLinesAreOneList() {
    assertThat(normalized("accept-language", "de", "en"))
        .isEqualTo(normalized("accept-language", "de, en"));
  }

  @Test
  void anyValueHasADigestThatNoReorderingChanges() {
    Random random = new Random(41);
    for (int i = 0; i < 50_000; i++) {
      String text = Mutations.of("gzip;q=0.5, br, *;q=0", random);
      List<Preference> members =
          PreferenceReader.read(NegotiatedField.ACCEPT_ENCODING, List.of(text));
      if (members == null) {
        assertThat(normalized("accept-encoding", text)).isEqualTo(digest("accept-encoding", text));
      } else {
        List<String> parts = new ArrayList<>(List.of(text.split(",")));
        Collections.reverse(parts);
        assertThat(normalized("accept-encoding", text))
            .as(text)
            .isEqualTo(normalized("accept-encoding", String.join(",", parts)));
      }
    }
  }
}
