package io.nearside.caching;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What backends may take a path for that we leave as it is: encoded slashes, backslashes, path
 * parameters, characters encoded twice.
 */
final class PathReadings {
  /** So often some backends decode. */
  private static final int MAX_ROUNDS = 3;

  private PathReadings() {}

  /**
   * Whether a backend may read dot segments or controls in it: then it may be about something quite
   * different from what the route is for.
   *
   * @param path normalized, as in {@link ResourceUri}
   */
  static boolean mayLeadElsewhere(String path) {
    String decoded = decoded(path);
    return hasControl(decoded) || hasHiddenDots(decoded);
  }

  /**
   * The extensions of its last segment, lower case, without the dot: more than one where a path
   * parameter or an encoded separator is in it.
   */
  static Stream<String> extensions(String path) {
    String decoded = decoded(path);
    String segment =
        decoded.substring(Math.max(decoded.lastIndexOf('/'), decoded.lastIndexOf('\\')) + 1);
    return Arrays.stream(segment.split("[;?#,\\x00-\\x20\\x7f]"))
        .filter(part -> part.indexOf('.') >= 0)
        .map(part -> part.substring(part.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static boolean hasHiddenDots(String path) {
    for (String segment : path.split("[/\\\\]", -1)) {
      int parameter = segment.indexOf(';');
      String name = parameter < 0 ? segment : segment.substring(0, parameter);
      if (name.equals("..") || name.equals(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasControl(String path) {
    return path.chars().anyMatch(c -> c < ' ' || c == 0x7f);
  }

  /** The path itself where nothing in it is encoded. */
  private static String decoded(String path) {
    String text = path;
    for (int round = 0; round < MAX_ROUNDS && text.indexOf('%') >= 0; round++) {
      text = PercentEncoding.decode(text);
    }
    return text;
  }
}
