package io.nearside.config;

import io.nearside.http.HopByHop;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of fields that rules may be about, and why the others may not. */
final class RuledNames {
  private static final String ACCEPTED = "other fields";
  private static final String CONNECTION = "is for one connection only";
  private static final String BODY = "speaks of the body, which stays as it is";
  private static final String CONDITION = "decides what is asked for, which the cache does";
  private static final String METHOD =
      "changes the method, which decides what is stored and purged";
  private static final String PURGES = "says what a write makes out of date";
  private static final String VALIDATOR = "tells versions apart, and a constant does not";
  private static final Map<String, String> OF_ALL =
      Map.of(
          "content-length", BODY,
          "content-encoding", BODY,
          "content-range", BODY,
          "via", "is how loops are found");

  static final RuledNames OF_REQUESTS =
      new RuledNames(
          Map.of(
              "host", "has a key of its own in the route: host = \"NAME\"",
              "expect", "is between the client and us, and us and the upstream",
              "max-forwards", "counts how often a request is forwarded",
              "range", CONDITION,
              "x-http-method", METHOD,
              "x-http-method-override", METHOD,
              "x-method-override", METHOD),
          Map.of());

  static final RuledNames OF_RESPONSES =
      new RuledNames(
          Map.of(
              "age", "is counted",
              "cache-status", "says what the caches did",
              "location", PURGES,
              "content-location", PURGES,
              "cache-group-invalidation", PURGES),
          Map.of("etag", VALIDATOR, "last-modified", VALIDATOR));

  private final Map<String, String> refused;
  private final Map<String, String> refusedToSay;

  private RuledNames(Map<String, String> own, Map<String, String> refusedToSay) {
    this.refused = new HashMap<>(OF_ALL);
    this.refused.putAll(own);
    HopByHop.NAMES.forEach(name -> refused.put(name, CONNECTION));
    this.refusedToSay = refusedToSay;
  }

  /** Names of fields that may be taken out, read as lower case. */
  Syntax<String> toRemove() {
    return checked(Map.of());
  }

  /** Names of fields that may be set and added, read as lower case. */
  Syntax<String> toSay() {
    return checked(refusedToSay);
  }

  private Syntax<String> checked(Map<String, String> refusedToo) {
    return new Syntax<>() {
      @Override
      public String parse(String text) throws NotAccepted {
        String name = Syntax.FIELD_NAME.parse(text);
        String why = refusedToo.containsKey(name) ? refusedToo.get(name) : why(name);
        if (why != null) {
          throw new NotAccepted(name + " " + why, ACCEPTED);
        }
        return name;
      }

      @Override
      public String accepted() {
        return Syntax.FIELD_NAME.accepted();
      }
    };
  }

  private @Nullable String why(String name) {
    String why = refused.get(name);
    return why == null && name.startsWith("if-") ? CONDITION : why;
  }
}
