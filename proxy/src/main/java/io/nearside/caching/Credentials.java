package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.ArrayList;
import java.util.List;

/**
 * What in a request may say who asks, and whether the key tells such users apart. A response whose
 * lifetime is a rule of ours is only for requests whose credentials all count.
 */
final class Credentials {
  /** Says who the client is where the upstream is told: https://www.rfc-editor.org/rfc/rfc9440 */
  private static final String CERTIFICATE = "client-cert";

  private Credentials() {}

  /** Whether the key holds the request's {@code Authorization}. */
  static boolean authorizationIsKeyed(Route route) {
    return isKeyed(route.key(), "authorization");
  }

  /** Whether the request has credentials that are neither in the key nor to be ignored. */
  static boolean areUnkeyed(Route route, Fields request) {
    if (request.contains("authorization") && !authorizationIsKeyed(route)) {
      return true;
    }
    if (request.contains(CERTIFICATE)
        && !(route.key().principal() instanceof KeyRules.Principal.Certificate)
        && !isKeyed(route.key(), CERTIFICATE)) {
      return true;
    }
    return !route.ignoreCookies() && request.contains("cookie") && !cookiesAreKeyed(route, request);
  }

  private static boolean cookiesAreKeyed(Route route, Fields request) {
    KeyRules key = route.key();
    if (isKeyed(key, "cookie")) {
      return true;
    }
    /*
     * A principal that the request has names its user, whatever other cookies there are. Without
     * it, the user could be one that the backend knows by another cookie.
     */
    if (key.principal() instanceof KeyRules.Principal.Header header
        && request.contains(header.name())) {
      return true;
    }
    if (key.principal() instanceof KeyRules.Principal.Cookie cookie
        && !Cookies.values(request, cookie.name()).isEmpty()) {
      return true;
    }
    return !Cookies.hasOthers(request, keyedCookies(key));
  }

  private static List<String> keyedCookies(KeyRules key) {
    if (!(key.principal() instanceof KeyRules.Principal.Cookie cookie)) {
      return key.cookies();
    }
    List<String> names = new ArrayList<>(key.cookies());
    names.add(cookie.name());
    return names;
  }

  private static boolean isKeyed(KeyRules key, String field) {
    if (key.principal() instanceof KeyRules.Principal.Header header
        && header.name().equalsIgnoreCase(field)) {
      return true;
    }
    return key.headers().contains(field);
  }
}
