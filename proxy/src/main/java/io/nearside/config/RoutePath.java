package io.nearside.config;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The path pattern of a route.
 *
 * @param captures the names in braces
 */
record RoutePath(String pattern, Set<String> captures) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final String ACCEPTED =
      "a path such as /catalog/**, where * is one segment, ** the rest, {name} one segment";

  static final Syntax<RoutePath> SYNTAX =
      new Syntax<>() {
        @Override
        public RoutePath parse(String text) throws NotAccepted {
          if (!text.startsWith("/")) {
            throw new NotAccepted("not a path", ACCEPTED);
          }
          if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new NotAccepted("a query has no meaning in a pattern", ACCEPTED);
          }
          if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new NotAccepted(
                "not a path as it stands in a request (percent-encode what is not ASCII)",
                ACCEPTED);
          }
          return new RoutePath(text, capturesOf(text));
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private static Set<String> capturesOf(String pattern) throws NotAccepted {
    Set<String> captures = new LinkedHashSet<>();
    String[] segments = pattern.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      if (segment.equals("**") && i < segments.length - 1) {
        throw new NotAccepted("** stands for the rest and must come last", ACCEPTED);
      }
      if (segment.equals("*") || segment.equals("**")) {
        continue;
      }
      if (segment.indexOf('*') >= 0) {
        throw new NotAccepted("* must be a whole segment", ACCEPTED);
      }
      if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        capture(segment, captures);
      }
    }
    return captures;
  }

  private static void capture(String segment, Set<String> captures) throws NotAccepted {
    int last = segment.length() - 1;
    if (segment.charAt(0) != '{' || segment.indexOf('}') != last) {
      throw new NotAccepted("{name} must be a whole segment", ACCEPTED);
    }
    String name = segment.substring(1, last);
    if (!NAME.matcher(name).matches()) {
      throw new NotAccepted("not a name in the braces", ACCEPTED);
    }
    if (!captures.add(name)) {
      throw new NotAccepted("{" + name + "} stands there twice", ACCEPTED);
    }
  }
}
