package io.nearside.caching;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes in their order: the first that matches a request is its own. */
public final class Routes {
  private final Entry[] entries;
  private final Route last;

  /**
   * Compiles the routes' patterns.
   *
   * @throws IllegalArgumentException when a pattern is none, or the last route does not match
   *     everything
   */
  public Routes(List<Route> routes) {
    if (routes.isEmpty() || !matchesEverything(routes.get(routes.size() - 1).match())) {
      throw new IllegalArgumentException("the last route must match every request");
    }
    this.last = routes.get(routes.size() - 1);
    this.entries = new Entry[routes.size() - 1];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Entry.of(routes.get(i));
    }
  }

  private static boolean matchesEverything(Route.RouteMatch match) {
    return match.host() == null
        && match.methods().isEmpty()
        && PathPattern.parse(match.path()).matchesEverything();
  }

  /**
   * The route of a request.
   *
   * @param authority normalized, as in {@link ResourceUri}
   * @param path normalized, as in {@link ResourceUri}
   */
  public Route find(String method, String authority, String path) {
    for (Entry entry : entries) {
      if (entry.matches(method, authority, path)) {
        return entry.route;
      }
    }
    return last;
  }

  /** What the routes are called, in their order, without doubles. */
  public List<String> names() {
    return Stream.concat(Arrays.stream(entries).map(Entry::route), Stream.of(last))
        .map(Route::name)
        .distinct()
        .toList();
  }

  /** What the route's pattern captures of this path. */
  public static Map<String, String> captures(Route route, String path) {
    String pattern = route.match().path();
    return pattern.indexOf('{') < 0 ? Map.of() : PathPattern.parse(pattern).captures(path);
  }

  private record Entry(Route route, PathPattern path, @Nullable String host, List<String> methods) {

    static Entry of(Route route) {
      Route.RouteMatch match = route.match();
      String host = match.host() == null ? null : match.host().toLowerCase(Locale.ROOT);
      return new Entry(route, PathPattern.parse(match.path()), host, match.methods());
    }

    boolean matches(String method, String authority, String requestPath) {
      return path.matches(requestPath)
          && (methods.isEmpty() || matchesMethod(method))
          && (host == null || matchesHost(host, authority));
    }

    /** A HEAD asks for the head of what a GET gives. */
    private boolean matchesMethod(String method) {
      return methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }

    /** A host without a port matches at every port. */
    private static boolean matchesHost(String host, String authority) {
      if (!authority.startsWith(host)) {
        return false;
      }
      if (authority.length() == host.length()) {
        return true;
      }
      return authority.charAt(host.length()) == ':'
          && (host.indexOf(':') < 0 || host.endsWith("]"));
    }
  }
}
