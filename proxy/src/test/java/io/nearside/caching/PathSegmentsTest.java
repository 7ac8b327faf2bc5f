package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PathSegmentsTest {

  @Test
  void dotSegmentsAreRemovedAsRfc3986Describes() {
    long seed = 17;
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int length = random.nextInt(12); length > 0; length--) {
        path.append("//..a".charAt(random.nextInt(5)));
      }
      assertThat(PathSegments.withoutDots(path.toString()))
          .as("%s, seed %d", path, seed)
          .isEqualTo(asDescribed(path.toString()));
    }
  }

  /** The steps of https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4, word for word. */
  private static String asDescribed(String path) {
    String input = path;
    String output = "";
    while (!input.isEmpty()) {
      if (input.startsWith("/./")) {
        input = input.substring(2);
      } else if (input.equals("/.")) {
        input = "/";
      } else if (input.startsWith("/../") || input.equals("/..")) {
        input = input.equals("/..") ? "/" : input.substring(3);
        output = output.substring(0, Math.max(0, output.lastIndexOf('/')));
      } else {
        int end = input.indexOf('/', 1);
        end = end < 0 ? input.length() : end;
        output += input.substring(0, end);
        input = input.substring(end);
      }
    }
    return output;
  }

  @Test
  void trailingSlashesGoExceptTheRoot() {
    assertThat(PathSegments.withoutTrailingSlashes("/a//")).isEqualTo("/a");
    assertThat(PathSegments.withoutTrailingSlashes("/a")).isEqualTo("/a");
    assertThat(PathSegments.withoutTrailingSlashes("//")).isEqualTo("/");
    assertThat(PathSegments.withoutTrailingSlashes("/")).isEqualTo("/");
  }

  @Test
  void levelsEndAtSlashes() {
    assertThat(PathSegments.endOfLevel("/ab/c", 0)).isZero();
    assertThat(PathSegments.endOfLevel("/ab/c", 1)).isEqualTo(3);
    assertThat(PathSegments.endOfLevel("/ab/c", 2)).isEqualTo(5);
    assertThat(PathSegments.endOfLevel("/ab/c", 9)).isEqualTo(5);
  }
}
