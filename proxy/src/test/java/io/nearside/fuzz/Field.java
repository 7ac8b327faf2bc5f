package io.nearside.fuzz;

import java.util.List;
import java.util.Locale;

/** A field line: its name as written, its value without the whitespace around it. */
record Field(String name, String value) {

  boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  String lowerName() {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The values of all lines with this name. */
  static List<String> all(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }
}
