package io.nearside.caching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a query that makes a key: the parameters that a rule keeps, sorted by name. */
final class KeyQuery {
  /*
   * Parameters are what stands between ampersands. "a" and "a=" are two things, and parameters of
   * one name keep their order, because backends tell them apart. Names are compared with a rule's
   * globs decoded, as the backend reads them: else "%5Bq%5D" would slip past a rule that keeps
   * "[q]" and change the response without changing the key. For the same reason a parameter with a
   * semicolon, which some backends take for an ampersand, is never left out.
   */
  private static final Comparator<String> BY_NAME = Comparator.comparing(KeyQuery::name);

  private KeyQuery() {}

  /** The query in its one form under these rules, or null when there is none. */
  static @Nullable String canonical(@Nullable String query, KeyRules rules) {
    if (query == null || (query.isEmpty() && rules.emptyQueryIsNone())) {
      return null;
    }
    boolean all = rules.keepQuery() == null && rules.dropQuery().isEmpty();
    if (all && (!rules.sortQuery() || isSorted(query))) {
      return query;
    }
    List<String> parameters = kept(query, rules);
    if (parameters.isEmpty()) {
      return null;
    }
    if (rules.sortQuery()) {
      parameters.sort(BY_NAME);
    }
    return String.join("&", parameters);
  }

  private static List<String> kept(String query, KeyRules rules) {
    List<String> parameters = new ArrayList<>();
    int from = 0;
    while (from <= query.length()) {
      int ampersand = query.indexOf('&', from);
      int end = ampersand < 0 ? query.length() : ampersand;
      String parameter = query.substring(from, end);
      if (isKept(parameter, rules)) {
        parameters.add(parameter);
      }
      from = end + 1;
    }
    return parameters;
  }

  private static boolean isKept(String parameter, KeyRules rules) {
    List<String> keep = rules.keepQuery();
    if ((keep == null && rules.dropQuery().isEmpty()) || parameter.indexOf(';') >= 0) {
      return true;
    }
    String name = PercentEncoding.decodeName(name(parameter));
    return (keep == null || Glob.anyMatches(keep, name))
        && !Glob.anyMatches(rules.dropQuery(), name);
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }

  /** Fast path: most queries have one parameter or are in order, and stay as they are. */
  private static boolean isSorted(String query) {
    int previous = 0;
    int ampersand = query.indexOf('&');
    while (ampersand >= 0) {
      int next = ampersand + 1;
      if (compareNames(query, previous, next) > 0) {
        return false;
      }
      previous = next;
      ampersand = query.indexOf('&', next);
    }
    return true;
  }

  private static int compareNames(String query, int left, int right) {
    for (int i = 0; ; i++) {
      int a = nameCharAt(query, left + i);
      int b = nameCharAt(query, right + i);
      if (a != b || a < 0) {
        return a - b;
      }
    }
  }

  /** The character of a name, or -1 behind its end. */
  private static int nameCharAt(String query, int at) {
    if (at >= query.length()) {
      return -1;
    }
    char c = query.charAt(at);
    return c == '&' || c == '=' ? -1 : c;
  }
}
