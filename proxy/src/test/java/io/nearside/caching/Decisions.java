package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;

import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.util.Map;

/** Decisions about storing at one moment, for tests. */
final class Decisions {
  static final long NOW = 1_800_000_000_000L;
  static final ResourceUri URI = ResourceUri.parse("http", "h", "/a?b=c", Map.of());

  private Decisions() {}

  /** For the answer to a GET without delay. */
  static StoreDecision decide(Route route, Fields request, int status, String... response) {
    return Storing.decide(URI, "GET", request, status, fields(response), route, NOW, NOW);
  }

  static StoreDecision decide(Route route, int status, String... response) {
    return decide(route, fields(), status, response);
  }

  static StoreDecision decide(Route route, String... response) {
    return decide(route, 200, response);
  }

  static Storability verdict(Route route, String... response) {
    return decide(route, response).verdict();
  }

  /** How long after now it is fresh, in seconds. */
  static long freshSeconds(StoreDecision decision) {
    if (!decision.storable()) {
      throw new AssertionError(decision.verdict());
    }
    return Math.floorDiv(decision.freshUntilMillis() - NOW, 1000L);
  }

  /** An HTTP date so many seconds from now. */
  static String date(long secondsFromNow) {
    return HttpDate.format(NOW + secondsFromNow * 1000);
  }
}
