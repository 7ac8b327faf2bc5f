package io.nearside.caching;

import java.util.List;

/**
 * What is done to the fields of a message on its way: some are removed, then some are set in the
 * place of what is there, then some are added to what is there.
 *
 * @param remove lower-case names
 * @param set lines of one name stand together
 * @param add lines of one name stand together
 */
public record FieldRules(List<String> remove, List<Line> set, List<Line> add) {
  /** Everything stays as it is. */
  public static final FieldRules NONE = new FieldRules(List.of(), List.of(), List.of());

  /** A field line. */
  public record Line(String name, String value) {}

  public FieldRules {
    remove = List.copyOf(remove);
    set = List.copyOf(set);
    add = List.copyOf(add);
  }

  /** Whether everything stays as it is. */
  public boolean isNone() {
    return remove.isEmpty() && set.isEmpty() && add.isEmpty();
  }

  /** Whether nothing stays of what a message itself says in this field. */
  public boolean ends(String lowerCaseName) {
    return remove.contains(lowerCaseName)
        || set.stream().anyMatch(line -> line.name().equalsIgnoreCase(lowerCaseName));
  }
}
