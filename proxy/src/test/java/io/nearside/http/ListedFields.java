package io.nearside.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Header fields from a list of names and values, for tests. */
public final class ListedFields implements Fields {
  private final String[] namesAndValues;

  private ListedFields(String... namesAndValues) {
    this.namesAndValues = namesAndValues;
  }

  /** Names and values in turn. */
  public static Fields fields(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value");
    }
    return new ListedFields(namesAndValues);
  }

  @Override
  public String first(String name) {
    List<String> lines = all(name);
    return lines.isEmpty() ? null : lines.get(0);
  }

  @Override
  public List<String> all(String name) {
    List<String> lines = new ArrayList<>();
    forEachLine(
        (known, value) -> {
          if (known.equalsIgnoreCase(name)) {
            lines.add(value);
          }
        });
    return lines;
  }

  @Override
  public boolean contains(String name) {
    return !all(name).isEmpty();
  }

  @Override
  public void forEachLine(BiConsumer<String, String> line) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      line.accept(namesAndValues[i], namesAndValues[i + 1]);
    }
  }
}
