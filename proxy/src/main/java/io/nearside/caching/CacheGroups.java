package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.StructuredFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The groups that a backend puts its responses into, and those that it calls out of date. Their
 * names only mean something within one origin.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9875
 */
public final class CacheGroups {
  /** More than any response may have tags: what has more groups is not stored anyway. */
  static final int MAX_GROUPS = 2048;

  private CacheGroups() {}

  /**
   * The groups of a response, without doubles; none when the field is absent or no list of strings.
   * At most {@link #MAX_GROUPS}.
   */
  public static List<String> of(Fields response) {
    return strings(response.all("cache-groups"));
  }

  /**
   * The groups that the answer to an unsafe request ends, without doubles. On the answer to a safe
   * one the field must be ignored.
   */
  static List<String> invalidatedBy(Fields response) {
    return strings(response.all("cache-group-invalidation"));
  }

  private static List<String> strings(List<String> lines) {
    if (lines.isEmpty()) {
      return List.of();
    }
    List<Object> members = StructuredFields.list(lines);
    if (members == null) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (Object member : members) {
      if (!(member instanceof String name)) {
        // As a whole it is not what it is defined to be.
        return List.of();
      }
      if (names.size() < MAX_GROUPS) {
        names.add(name);
      }
    }
    return new ArrayList<>(names);
  }
}
