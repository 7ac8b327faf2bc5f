package io.nearside.caching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of normalized paths: {@code *} is one segment or within one any characters, also none,
 * <code>{name}</code> a segment that is captured, <code>**</code> any number of segments, also
 * none. Behind <code>**</code> there may be one more segment, the last of the path.
 */
public final class PathPattern {
  /** What stands for a whole segment beside a literal text. */
  private static final String ONE = "*";

  private static final String REST = "**";

  private final String text;

  /** Literals, globs, {@link #ONE} (captured or not), up to a {@link #REST}. */
  private final String[] segments;

  /** The name under which a segment is captured, or an empty text. */
  private final String[] names;

  private final boolean open;

  /** The segment behind the {@link #REST}, or null. */
  private final @Nullable String last;

  private PathPattern(
      String text, List<String> segments, List<String> names, boolean open, @Nullable String last) {
    this.text = text;
    this.segments = segments.toArray(new String[0]);
    this.names = names.toArray(new String[0]);
    this.open = open;
    this.last = last;
  }

  /**
   * Reads a pattern.
   *
   * @throws Invalid saying what is wrong with it
   */
  public static PathPattern parse(String pattern) {
    if (!pattern.startsWith("/")) {
      throw bad(pattern, "not a path");
    }
    List<String> segments = new ArrayList<>();
    List<String> names = new ArrayList<>();
    boolean open = false;
    String last = null;
    for (String segment : pattern.substring(1).split("/", -1)) {
      if (open) {
        last = behindRest(pattern, segment, last);
      } else if (segment.equals(REST)) {
        open = true;
      } else {
        String name = captureName(pattern, segment);
        if (!name.isEmpty() && names.contains(name)) {
          throw bad(pattern, "{" + name + "} stands there twice");
        }
        names.add(name);
        segments.add(name.isEmpty() ? literal(pattern, segment) : ONE);
      }
    }
    return new PathPattern(pattern, segments, names, open, last);
  }

  private static String behindRest(String pattern, String segment, @Nullable String before) {
    if (before != null || segment.equals(REST)) {
      throw bad(pattern, "** stands for the rest: only one segment may come behind it");
    }
    if (segment.isEmpty() || !captureName(pattern, segment).isEmpty()) {
      throw bad(pattern, "behind ** only a segment without braces may come, e.g. /**/*.css");
    }
    return literal(pattern, segment);
  }

  private static String captureName(String pattern, String segment) {
    if (!segment.startsWith("{") || !segment.endsWith("}")) {
      return "";
    }
    String name = segment.substring(1, segment.length() - 1);
    for (int i = 0; i < name.length(); i++) {
      if (!PercentEncoding.isUnreserved(name.charAt(i))) {
        throw bad(pattern, "not a name in the braces");
      }
    }
    if (name.isEmpty()) {
      throw bad(pattern, "not a name in the braces");
    }
    return name;
  }

  private static String literal(String pattern, String segment) {
    if (segment.equals(ONE)) {
      return ONE;
    }
    if (segment.contains(REST)) {
      throw bad(pattern, "** must be a whole segment");
    }
    if (segment.contains("{") || segment.contains("}")) {
      throw bad(pattern, "{name} must be a whole segment");
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '?' || c == '#') {
        throw bad(pattern, "a query has no meaning in a pattern");
      }
      if (c <= ' ' || c >= 0x7f) {
        throw bad(
            pattern, "not a path as it stands in a request (percent-encode what is not ASCII)");
      }
    }
    String normalized = PercentEncoding.normalize(segment, 0, segment.length());
    if (normalized == null) {
      throw bad(pattern, "% must be followed by two hex digits");
    }
    if (normalized.equals(".") || normalized.equals("..")) {
      throw bad(pattern, "a dot segment stands in no normalized path");
    }
    return normalized;
  }

  private static Invalid bad(String pattern, String why) {
    return new Invalid(pattern, why);
  }

  /** What is wrong with a pattern. */
  public static final class Invalid extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Invalid(String pattern, String reason) {
      super("path pattern \"" + pattern + "\": " + reason);
      this.reason = reason;
    }

    /** The same without the pattern. */
    public String reason() {
      return reason;
    }
  }

  /** Whether this normalized path is one of those it describes. */
  public boolean matches(String path) {
    int at = 0;
    for (String segment : segments) {
      if (at >= path.length()) {
        return false;
      }
      int end = segmentEnd(path, at);
      if (!matches(segment, path, at + 1, end)) {
        return false;
      }
      at = end;
    }
    if (last != null) {
      int slash = path.lastIndexOf('/');
      return slash >= at && matches(last, path, slash + 1, path.length());
    }
    return open || at == path.length();
  }

  private static boolean matches(String segment, String path, int from, int to) {
    if (segment.equals(ONE)) {
      return to > from;
    }
    if (segment.indexOf('*') >= 0) {
      return Glob.matches(segment, path.substring(from, to));
    }
    return to - from == segment.length() && path.startsWith(segment, from);
  }

  private static int segmentEnd(String path, int at) {
    int next = path.indexOf('/', at + 1);
    return next < 0 ? path.length() : next;
  }

  /** Whether it describes every path. */
  public boolean matchesEverything() {
    return open && last == null && segments.length == 0;
  }

  /** Whether it captures anything. */
  public boolean hasCaptures() {
    for (String name : names) {
      if (!name.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The names it captures. */
  public List<String> captureNames() {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      if (!name.isEmpty()) {
        found.add(name);
      }
    }
    return found;
  }

  /** The captured segments of a path that it matches; empty when it does not. */
  public Map<String, String> captures(String path) {
    if (!hasCaptures() || !matches(path)) {
      return Map.of();
    }
    Map<String, String> captured = new HashMap<>();
    int at = 0;
    for (String name : names) {
      int end = segmentEnd(path, at);
      if (!name.isEmpty()) {
        captured.put(name, path.substring(at + 1, end));
      }
      at = end;
    }
    return captured;
  }

  @Override
  public String toString() {
    return text;
  }
}
