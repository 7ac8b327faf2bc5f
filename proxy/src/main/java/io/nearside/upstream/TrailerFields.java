package io.nearside.upstream;

import io.nearside.http.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which fields may come behind a body: none that would have had to be known before it.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1
 */
final class TrailerFields {
  /** Framing, routing, conditions, authentication, control of the response, and its content. */
  private static final Set<String> NOT_BEHIND_A_BODY =
      Set.of(
          "age",
          "authorization",
          "cache-control",
          "cache-status",
          "cdn-cache-control",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expires",
          "forwarded",
          "host",
          "location",
          "pragma",
          "range",
          "retry-after",
          "set-cookie",
          "set-cookie2",
          "surrogate-control",
          "surrogate-key",
          "vary",
          "via",
          "warning",
          "www-authenticate");

  private TrailerFields() {}

  /** Takes out those that may not. */
  static HttpHeaders permitted(HttpHeaders trailers) {
    if (trailers.isEmpty()) {
      return trailers;
    }
    for (String name : List.copyOf(trailers.names())) {
      if (HopByHop.names(name) || NOT_BEHIND_A_BODY.contains(name.toLowerCase(Locale.ROOT))) {
        trailers.remove(name);
      }
    }
    return trailers;
  }
}
