package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The tables of SECURITY.md name tests that exist, and no vector goes without. */
class SecurityTableTest {
  private static final Path FILE = Path.of("SECURITY.md");
  private static final Pattern NAME =
      Pattern.compile("`((?:[a-z0-9]+\\.)*[A-Z]\\w+Test)(?:\\.(\\w+))?`");

  /** A row's cells: vector, outcome, tests. */
  private static Stream<List<String>> rows() throws IOException {
    // The tables behind are of figures.
    return Files.readAllLines(FILE).stream()
        .takeWhile(line -> !line.equals("## Fuzzing"))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| vector |"))
        .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(cells -> Stream.of(cells).map(String::strip).toList());
  }

  @Test
  void everySectionIsThere() throws IOException {
    List<String> sections =
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3))
            .toList();
    assertThat(sections)
        .containsSubsequence(
            "Requests",
            "Responses",
            "Tunnels and streams",
            "HTTP/2",
            "TLS, listeners and the PROXY protocol",
            "Upstreams",
            "Bounds",
            "Cache poisoning",
            "Cache deception",
            "Admin port",
            "Fuzzing",
            "Soak",
            "Clients");
    assertThat(rows()).hasSizeGreaterThan(40);
  }

  @Test
  void everyRowIsComplete() throws IOException {
    rows().forEach(row -> assertThat(row).as("%s", row).hasSize(3).doesNotContain(""));
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    rows()
        .forEach(row -> Stream.of(row.get(2).split(", ")).forEach(SecurityTableTest::assertExists));
  }

  private static void assertExists(String name) {
    Matcher parts = NAME.matcher(name);
    assertThat(parts.matches()).as("%s names a test", name).isTrue();
    List<String> tests = tests("io.nearside." + parts.group(1));
    assertThat(tests).as("tests of %s", parts.group(1)).isNotEmpty();
    if (parts.group(2) != null) {
      assertThat(tests).as("tests of %s", parts.group(1)).contains(parts.group(2));
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
