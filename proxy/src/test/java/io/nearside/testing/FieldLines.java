package io.nearside.testing;

import java.util.List;

/**
 * The field lines of a head, in the order and spelling in which they came.
 *
 * @param lines each {@code Name: value}, without its CRLF
 */
public record FieldLines(List<String> lines) {
  public FieldLines {
    lines = List.copyOf(lines);
  }

  /** The values of all lines with this name, in order. */
  public List<String> all(String name) {
    return lines.stream()
        .filter(line -> line.substring(0, line.indexOf(':')).equalsIgnoreCase(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .toList();
  }

  /** The value of the first line with this name, or null. */
  public String first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.get(0);
  }
}
