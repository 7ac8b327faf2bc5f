package io.nearside.caching;

/**
 * Paths and their dot segments.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4
 */
final class PathSegments {
  private PathSegments() {}

  /** The path, which begins with a slash, without {@code .} and {@code ..} segments. */
  static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int next = path.indexOf('/', at + 1);
      int end = next < 0 ? path.length() : next;
      boolean last = next < 0;
      if (isDots(path, at + 1, end, 2)) {
        out.setLength(Math.max(0, out.lastIndexOf("/")));
        if (last) {
          out.append('/');
        }
      } else if (isDots(path, at + 1, end, 1)) {
        if (last) {
          out.append('/');
        }
      } else {
        out.append(path, at, end);
      }
      at = end;
    }
    return out.toString();
  }

  /**
   * Whether others may read the normalized path as another one: it has a {@code %00}, or dot
   * segments for who takes {@code %2F} and {@code %5C} for slashes and cuts parameters off.
   */
  static boolean isDeceptive(String path) {
    if (path.indexOf('%') < 0 && path.indexOf(';') < 0) {
      return false;
    }
    if (path.contains("%00")) {
      return true;
    }
    int dots = path.indexOf('.');
    while (dots >= 0) {
      int end = path.startsWith("..", dots) ? dots + 2 : dots + 1;
      if (beginsSegment(path, dots) && endsName(path, end) && !isPlain(path, dots, end)) {
        return true;
      }
      dots = path.indexOf('.', end);
    }
    return false;
  }

  private static boolean beginsSegment(String path, int at) {
    return path.charAt(at - 1) == '/' || (at >= 3 && isSlash(path, at - 3));
  }

  /** Whether a segment ends here, or its parameters begin. */
  private static boolean endsName(String path, int at) {
    return at == path.length()
        || path.charAt(at) == '/'
        || path.charAt(at) == ';'
        || path.startsWith("%3B", at)
        || isSlash(path, at);
  }

  private static boolean isSlash(String path, int at) {
    return path.startsWith("%2F", at) || path.startsWith("%5C", at);
  }

  /** Whether it is a dot segment for everybody. */
  private static boolean isPlain(String path, int from, int to) {
    return path.charAt(from - 1) == '/' && (to == path.length() || path.charAt(to) == '/');
  }

  private static boolean isDots(String path, int from, int to, int count) {
    return to - from == count && path.charAt(from) == '.' && path.charAt(to - 1) == '.';
  }

  /** The path without slashes at its end; the root stays a slash. */
  static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Where the first so many segments of the path end. */
  static int endOfLevel(String path, int levels) {
    int at = 0;
    for (int i = 0; i < levels && at < path.length(); i++) {
      int next = path.indexOf('/', at + 1);
      at = next < 0 ? path.length() : next;
    }
    return at;
  }
}
