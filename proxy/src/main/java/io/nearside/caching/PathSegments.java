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
