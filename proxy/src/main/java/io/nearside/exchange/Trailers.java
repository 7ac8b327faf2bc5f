package io.nearside.exchange;

import io.nearside.caching.Route;
import io.nearside.http.Fields;
import io.nearside.http.HopByHop;
import io.nearside.http.ListMembers;
import io.nearside.http.Weight;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The fields behind a response's body: which of them go on. Never stored, and not announced with
 * {@code Trailer}, for what is left of them is known only when they come.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-6.5
 */
final class Trailers {
  /*
   * What must be known before the body, or would say something else of the response than its head:
   * framing, routing, authentication, request modifiers, response controls and content format
   * (section 6.5.1), and what a recipient would act on although it comes too late to be checked.
   */
  private static final Set<String> ONLY_AT_THE_HEAD =
      Set.of(
          "accept-ranges",
          "age",
          "allow",
          "alt-svc",
          "authentication-info",
          "authorization",
          "cache-control",
          "cache-groups",
          "cache-group-invalidation",
          "cache-status",
          "clear-site-data",
          "cookie",
          "cookie2",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "http2-settings",
          "link",
          "location",
          "max-forwards",
          "pragma",
          "range",
          "refresh",
          "retry-after",
          "server",
          "set-cookie",
          "set-cookie2",
          "strict-transport-security",
          "surrogate-control",
          "surrogate-key",
          "vary",
          "via",
          "warning",
          "www-authenticate");

  private static final List<String> FAMILIES =
      List.of("content-", "access-control-", "if-", "proxy-", "sec-", "x-forwarded-");

  private static final String TARGETED = "-cache-control";

  private Trailers() {}

  /**
   * Whether who asks takes trailers, and passes them on.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.1.4
   */
  static boolean areTakenBy(Fields request) {
    return request.contains("te")
        && ListMembers.of(request.all("te")).stream().anyMatch(Trailers::isTrailers);
  }

  private static boolean isTrailers(String coding) {
    int end = coding.indexOf(';');
    String name = end < 0 ? coding : coding.substring(0, end).strip();
    return name.equalsIgnoreCase("trailers") && !Weight.isZero(coding);
  }

  /** Those of an upstream's trailers that go on. */
  static HttpHeaders passed(HttpHeaders trailers, Route route) {
    if (trailers.isEmpty()) {
      return EmptyHttpHeaders.INSTANCE;
    }
    HttpHeaders passed = new DefaultHttpHeaders();
    Iterator<Map.Entry<String, String>> lines = trailers.iteratorAsString();
    while (lines.hasNext()) {
      Map.Entry<String, String> line = lines.next();
      String name = line.getKey().toLowerCase(Locale.ROOT);
      boolean ended =
          route.surrogates().hidden().contains(name) || route.rewrite().response().ends(name);
      if (mayFollow(name) && !ended) {
        passed.add(line.getKey(), line.getValue());
      }
    }
    return passed;
  }

  private static boolean mayFollow(String name) {
    return !HopByHop.NAMES.contains(name)
        && !ONLY_AT_THE_HEAD.contains(name)
        && !name.endsWith(TARGETED)
        && FAMILIES.stream().noneMatch(name::startsWith);
  }
}
