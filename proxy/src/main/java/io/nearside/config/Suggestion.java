package io.nearside.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known word that somebody who typed an unknown one probably meant. */
final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest of the known words, or null when none is near. */
  static @Nullable String of(String typed, Collection<String> known) {
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String word : known) {
      int distance = distance(plain(typed), plain(word));
      // A word of three letters is not meant by three others.
      if (distance < least && distance <= MAX_DISTANCE && distance * 2 < word.length()) {
        nearest = word;
        least = distance;
      }
    }
    return nearest;
  }

  /** So that {@code maxObjectSize} and {@code max_object_size} are near {@code max-object-size}. */
  private static String plain(String word) {
    return word.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's: insertions, deletions and replacements. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
