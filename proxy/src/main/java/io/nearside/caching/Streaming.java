package io.nearside.caching;

import io.nearside.http.EndlessTypes;
import io.nearside.http.Fields;
import io.nearside.http.ListMembers;
import io.nearside.http.Weight;

/**
 * Which requests and responses are about what is still to happen, so that nobody may be made to
 * wait for them and nothing of them is worth keeping.
 */
final class Streaming {
  private static final String EVENTS = "text/event-stream";

  /** Where the dash stands in the type's name: hardly any {@code Accept} line has one. */
  private static final int DASH = EVENTS.indexOf('-');

  private Streaming() {}

  /**
   * Whether a stream of events is the first thing that the client accepts, as with an {@code
   * EventSource}. One that takes everything, or events last of all, asks for something else.
   */
  static boolean wantsEvents(Fields request) {
    String line = request.first("accept");
    return line != null && mentionsEvents(line) && isEvents(ListMembers.of(line).get(0));
  }

  /** Every request comes through here: looks for the rare character before the rest. */
  private static boolean mentionsEvents(String line) {
    for (int dash = line.indexOf('-'); dash >= 0; dash = line.indexOf('-', dash + 1)) {
      if (line.regionMatches(true, dash - DASH, EVENTS, 0, EVENTS.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEvents(String range) {
    return EVENTS.equalsIgnoreCase(upTo(';', range)) && !Weight.isZero(range);
  }

  /**
   * Whether the client says how long it would wait.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc7240#section-4.3
   */
  static boolean waits(Fields request) {
    return request.contains("prefer")
        && ListMembers.of(request.all("prefer")).stream().anyMatch(Streaming::isWait);
  }

  private static boolean isWait(String preference) {
    String first = upTo(';', preference);
    return first.indexOf('=') >= 0 && "wait".equalsIgnoreCase(upTo('=', first));
  }

  /** Whether the response goes on as long as something happens. */
  static boolean isEndless(Fields response) {
    for (String line : response.all("content-type")) {
      if (EndlessTypes.include(line)) {
        return true;
      }
    }
    return false;
  }

  private static String upTo(char end, String text) {
    int at = text.indexOf(end);
    return (at < 0 ? text : text.substring(0, at)).strip();
  }
}
