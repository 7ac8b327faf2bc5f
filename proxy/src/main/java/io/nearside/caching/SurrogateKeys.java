package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names that a backend gives its response to be purged by: what stands in the route's surrogate
 * key fields, and its cache groups. Case counts.
 */
final class SurrogateKeys {
  /*
   * Cache-Tag is a list with commas, as all lists are. The other fields have spaces between their
   * keys; but whoever made one line of several has put commas there. No key has one: the
   * configuration does not take such a name.
   */
  private static final String WITH_COMMAS = "cache-tag";

  private SurrogateKeys() {}

  /**
   * The names, without doubles.
   *
   * @param atMost how many are looked for: what has more is of no use to anybody
   */
  static Set<String> of(Fields response, SurrogateRules rules, int atMost) {
    Set<String> names = new LinkedHashSet<>();
    for (String group : CacheGroups.of(response)) {
      if (!group.isEmpty() && names.size() < atMost) {
        names.add(group);
      }
    }
    for (String field : rules.fields()) {
      boolean spacesSeparate = !field.equals(WITH_COMMAS);
      for (String line : response.all(field)) {
        addAll(names, line, spacesSeparate, atMost);
      }
    }
    return names;
  }

  private static void addAll(Set<String> names, String line, boolean spacesSeparate, int atMost) {
    int at = 0;
    while (at < line.length() && names.size() < atMost) {
      int end = at;
      while (end < line.length() && !separates(line.charAt(end), spacesSeparate)) {
        end++;
      }
      add(names, line, at, end);
      at = end + 1;
    }
  }

  private static boolean separates(char c, boolean spacesSeparate) {
    return c == ',' || (spacesSeparate && isSpace(c));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static void add(Set<String> names, String line, int from, int end) {
    int first = from;
    int last = end;
    while (first < last && isSpace(line.charAt(first))) {
      first++;
    }
    while (last > first && isSpace(line.charAt(last - 1))) {
      last--;
    }
    if (first < last) {
      names.add(line.substring(first, last));
    }
  }
}
