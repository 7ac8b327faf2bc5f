package io.nearside.scenario.shared;

import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A backend whose resources have versions: a GET answers with the current one, to be kept for an
 * hour, a POST makes the next one and answers with that.
 */
final class Versions {
  private final ConcurrentMap<String, Long> versions = new ConcurrentHashMap<>();

  private Versions() {}

  static ScriptedUpstream upstream() throws IOException {
    return ScriptedUpstream.answering(new Versions()::answer);
  }

  private String answer(Request request) {
    if (request.method().equals("GET")) {
      long version = versions.getOrDefault(request.target(), 0L);
      return ScriptedUpstream.response(200, "" + version, "Cache-Control: max-age=3600");
    }
    return ScriptedUpstream.response(200, "" + versions.merge(request.target(), 1L, Long::sum));
  }
}
