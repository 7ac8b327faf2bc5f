package io.nearside.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known word that somebody who typed an unknown one probably meant. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest of the known words, or null when none is near. */
  public static @Nullable String of(String typed, Collection<String> known) {
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

  /** Insertions, deletions, replacements, and swaps of two neighbours. */
  static int distance(String a, String b) {
    int[][] distances = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : distance(distances, a, i, b, j);
      }
    }
    return distances[a.length()][b.length()];
  }

  private static int distance(int[][] distances, String a, int i, String b, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int replaced = distances[i - 1][j - 1] + (same ? 0 : 1);
    int least = Math.min(replaced, Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
  }
}
