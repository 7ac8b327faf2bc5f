package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The tables of CONFORMANCE.md name tests that exist, and no requirement goes without. */
class ConformanceTableTest {
  private static final Path FILE = Path.of("CONFORMANCE.md");
  private static final Set<String> LEVELS =
      Set.of("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "rule", "ought");
  private static final Pattern SECTION =
      Pattern.compile(
          "\\[(\\d+(?:\\.\\d+)*)]\\(https://www\\.rfc-editor\\.org/rfc/rfc\\d{4}#section-\\1\\)");
  private static final Pattern NAME = Pattern.compile("`([a-z.]+\\.[A-Z]\\w+)\\.(\\w+)`");

  /** A row's cells. */
  private record Row(List<String> cells) {
    String section() {
      return cells.get(0);
    }

    String level() {
      return cells.get(2);
    }

    String what() {
      return cells.get(3);
    }

    String tests() {
      return cells.get(4);
    }

    boolean isDeparture() {
      return what().startsWith("Not ");
    }

    @Override
    public String toString() {
      return String.join(" | ", cells);
    }
  }

  private static Stream<Row> rows() throws IOException {
    return Files.readAllLines(FILE).stream()
        .filter(line -> line.startsWith("| ["))
        .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(cells -> new Row(Stream.of(cells).map(String::strip).toList()));
  }

  @Test
  void everyRfcHasItsRows() throws IOException {
    String text = Files.readString(FILE);
    assertThat(rows()).hasSizeGreaterThan(250);
    for (String rfc : List.of("9110", "9111", "9211", "9209", "9213", "5861", "8246", "9875")) {
      assertThat(text).contains("\n## RFC " + rfc).contains("/rfc" + rfc + "#section-");
    }
  }

  @Test
  void everyRowIsComplete() throws IOException {
    rows().forEach(ConformanceTableTest::assertComplete);
  }

  private static void assertComplete(Row row) {
    assertThat(row.cells()).as("%s", row).hasSize(5).doesNotContain("");
    assertThat(row.section()).as("section of %s", row).matches(SECTION);
    assertThat(LEVELS).as("%s", row).contains(row.level());
    assertThat(row.what())
        .as("%s", row)
        .doesNotContainIgnoringCase("todo")
        .doesNotMatch("(?i).*\\bopen\\b.*");
  }

  @Test
  void whatMustBeDoneIsShown() throws IOException {
    rows().forEach(ConformanceTableTest::assertShown);
  }

  private static void assertShown(Row row) {
    boolean must = row.level().startsWith("MUST") || row.level().equals("rule");
    if (must || !row.isDeparture()) {
      assertThat(row.tests()).as("%s", row).isNotEqualTo("-");
      assertThat(must && row.isDeparture()).as("%s", row).isFalse();
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    rows().forEach(ConformanceTableTest::assertExists);
  }

  private static void assertExists(Row row) {
    if (row.tests().equals("-")) {
      return;
    }
    for (String name : row.tests().split(", ")) {
      Matcher parts = NAME.matcher(name);
      assertThat(parts.matches()).as("%s names a test", name).isTrue();
      assertThat(tests("io.nearside." + parts.group(1)))
          .as("tests of %s", parts.group(1))
          .contains(parts.group(2));
    }
  }

  /** The names of the tests in a class and the classes within it. */
  private static List<String> tests(String className) {
    List<Class<?>> classes = new ArrayList<>();
    try {
      Class<?> outer = Class.forName(className);
      classes.add(outer);
      classes.addAll(List.of(outer.getDeclaredClasses()));
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no class " + className, e);
    }
    return classes.stream()
        .flatMap(in -> Stream.of(in.getDeclaredMethods()))
        .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
        .map(Method::getName)
        .toList();
  }
}
