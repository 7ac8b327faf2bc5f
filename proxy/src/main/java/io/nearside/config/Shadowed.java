package io.nearside.config;

import io.nearside.caching.Route;
import io.nearside.caching.Route.RouteMatch;
import java.util.List;

/** Routes that are never used, as an earlier one matches all that they match. */
final class Shadowed {
  private Shadowed() {}

  static void warn(List<Route> routes, List<Section> sections, Findings findings) {
    for (int later = 1; later < routes.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (covers(routes.get(earlier).match(), routes.get(later).match())) {
          findings.warn(
              sections.get(later).path(),
              sections.get(later).value(),
              "never used: " + sections.get(earlier).path() + " matches the same and comes first");
          break;
        }
      }
    }
  }

  /** True only where it is plain to see. */
  private static boolean covers(RouteMatch earlier, RouteMatch later) {
    boolean host = earlier.host() == null || earlier.host().equals(later.host());
    boolean path = earlier.path().equals("/**") || earlier.path().equals(later.path());
    boolean methods =
        earlier.methods().isEmpty()
            || (!later.methods().isEmpty() && earlier.methods().containsAll(later.methods()));
    return host && path && methods;
  }
}
