package io.nearside.config;

import io.nearside.caching.PathPattern;
import io.nearside.caching.ResourceUri;
import java.util.Map;

/** A prefix of paths, normalized, without a slash at its end. */
final class PathPrefix {
  private static final String ACCEPTED = "a path such as /api";

  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          return prefix(text);
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private PathPrefix() {}

  private static String prefix(String text) throws NotAccepted {
    if (text.indexOf('*') >= 0 || text.indexOf('{') >= 0) {
      throw new NotAccepted("not a prefix, but a pattern", ACCEPTED);
    }
    try {
      PathPattern.parse(text);
    } catch (PathPattern.Invalid invalid) {
      throw new NotAccepted(invalid.reason(), ACCEPTED);
    }
    ResourceUri normal = ResourceUri.parse("http", "localhost", text, Map.of());
    if (normal == null) {
      throw new NotAccepted("not a path", ACCEPTED);
    }
    String path = normal.path();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (prefix.isEmpty() || prefix.endsWith("/")) {
      throw new NotAccepted("nothing between two slashes", ACCEPTED);
    }
    return prefix;
  }
}
