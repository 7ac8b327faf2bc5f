package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, ab, false",
    "*, '', true",
    "*, abc, true",
    "a*, a, true",
    "a*, abc, true",
    "*a, cba, true",
    "*a, cab, false",
    "a*c, abcabc, true",
    "a*b*c, a__b__c, true",
    "a*b*c, a__c__b, false",
    "'', '', true",
    "'', a, false",
    "A*, abc, false",
    "a.c, abc, false",
  })
  void starStandsForAnything(String pattern, String name, boolean matches) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(matches);
  }

  @Test
  void agreesWithARegularExpression() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab*");
      String name = text(random, "ab");
      assertThat(Glob.matches(pattern, name))
          .as("%s %s, seed 5", pattern, name)
          .isEqualTo(name.matches(pattern.replace("*", ".*")));
    }
  }

  @Test
  void manyStarsTakeNoExponentialTime() {
    String name = "a".repeat(10_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> Glob.matches("*a*a*a*a*a*a*a*a*b", name));
  }

  private static String text(Random random, String letters) {
    StringBuilder out = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }
}
