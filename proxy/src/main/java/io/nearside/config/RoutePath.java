package io.nearside.config;

import io.nearside.caching.PathPattern;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The path pattern of a route.
 *
 * @param captures the names in braces
 */
record RoutePath(String pattern, Set<String> captures) {
  private static final String ACCEPTED =
      "a path such as /catalog/** or /**/*.css, where * is one segment or a part of one, ** the rest,"
          + " {name} one segment";

  static final Syntax<RoutePath> SYNTAX =
      new Syntax<>() {
        @Override
        public RoutePath parse(String text) throws NotAccepted {
          try {
            PathPattern pattern = PathPattern.parse(text);
            return new RoutePath(text, new LinkedHashSet<>(pattern.captureNames()));
          } catch (PathPattern.Invalid invalid) {
            throw new NotAccepted(invalid.reason(), ACCEPTED);
          }
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };
}
