package io.nearside.caching;

import java.util.List;

/** A pattern for names in which a {@code *} stands for any characters, also none. */
final class Glob {
  private Glob() {}

  static boolean anyMatches(List<String> patterns, String name) {
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), name)) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int starEnd = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starEnd = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        // Let the last star take one character more and try again behind it.
        p = star + 1;
        n = ++starEnd;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
