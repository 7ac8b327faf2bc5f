package io.nearside.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Fields that are for one connection only: never forwarded, never stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 and
 * https://www.rfc-editor.org/rfc/rfc9111#section-3.1
 */
public final class HopByHop {
  /*
   * Proxy-Authenticate, Proxy-Authorization and Proxy-Authentication-Info are for the nearest proxy
   * that asks for them. As a reverse proxy we neither ask for credentials nor sit between a client
   * and its forward proxy, so they are nobody's beyond us, and a cache must not store them.
   */
  /** The fixed names, lower case. */
  public static final Set<String> NAMES =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /*
   * What no sender may name in Connection, being for all on the way. A client that does wants the
   * backend to see another request than the one we made our decisions and the key from ("hop-by-hop
   * header abuse": dropping Authorization, Cookie or X-Forwarded-For on the way). Named here is what
   * RFCs define for more than one hop and what proxies put into requests for the backend.
   */
  private static final Set<String> END_TO_END =
      Set.of(
          "age",
          "allow",
          "alt-svc",
          "authentication-info",
          "authorization",
          "baggage",
          "client-ip",
          "cookie",
          "cookie2",
          "date",
          "early-data",
          "etag",
          "expect",
          "expires",
          "forwarded",
          "from",
          "host",
          "last-modified",
          "link",
          "location",
          "max-forwards",
          "origin",
          "pragma",
          "prefer",
          "priority",
          "range",
          "referer",
          "retry-after",
          "save-data",
          "server",
          "set-cookie",
          "strict-transport-security",
          "surrogate-control",
          "surrogate-key",
          "traceparent",
          "tracestate",
          "true-client-ip",
          "user-agent",
          "vary",
          "via",
          "www-authenticate");

  /** Families of such fields. */
  private static final List<String> END_TO_END_PREFIXES =
      List.of(
          "accept",
          "access-control-",
          "cache-",
          "cdn-",
          "cf-",
          "content-",
          "fastly-",
          "if-",
          "sec-",
          "ssl-",
          "x-amz",
          "x-api-",
          "x-auth",
          "x-azure-",
          "x-client-",
          "x-cluster-",
          "x-csrf-",
          "x-envoy-",
          "x-forwarded",
          "x-original",
          "x-real-",
          "x-request-id",
          "x-requested-",
          "x-rewrite-",
          "x-ssl-",
          "x-user",
          "x-xsrf-");

  /** The fixed names again: there is hardly more than one of a length. */
  private static final String[][] BY_LENGTH = byLength();

  private static final Set<String> KEEP_ALIVE = Set.of("keep-alive");

  private HopByHop() {}

  private static String[][] byLength() {
    int longest = NAMES.stream().mapToInt(String::length).max().orElse(0);
    String[][] names = new String[longest + 1][];
    for (int length = 0; length <= longest; length++) {
      int wanted = length;
      names[length] = NAMES.stream().filter(n -> n.length() == wanted).toArray(String[]::new);
    }
    return names;
  }

  /** Whether a field with this name, in any case, is always for one connection only. */
  public static boolean names(CharSequence name) {
    int length = name.length();
    if (length >= BY_LENGTH.length) {
      return false;
    }
    for (String one : BY_LENGTH[length]) {
      if (isInAnyCase(one, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is this name, of the same length and in lower case. */
  private static boolean isInAnyCase(String lowerCase, CharSequence name) {
    for (int i = 0; i < lowerCase.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The lower-case names that these {@code Connection} lines nominate. What a request nominates is
   * to be taken out of it before its key is made: else a client could have the answer to another
   * request stored under the key of this one.
   */
  public static Set<String> nominated(List<String> connectionLines) {
    if (connectionLines.isEmpty()) {
      return Set.of();
    }
    // Fast path: what most clients send, or nothing at all.
    String only = connectionLines.size() == 1 ? connectionLines.get(0) : "";
    if (only.equalsIgnoreCase("keep-alive")) {
      return KEEP_ALIVE;
    }
    Set<String> names = new HashSet<>();
    for (String line : connectionLines) {
      for (String member : ListMembers.of(line)) {
        names.add(member.toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /**
   * Whether these {@code Connection} lines nominate a field of this message that is for all on the
   * way ({@code Host}, {@code Cookie}, {@code Cache-Control}, ...), which no sender may do. One
   * that is not there is neither taken out nor, as {@code Connection} stays here, kept from
   * anybody.
   *
   * @param isThere whether the message has a field with this lower-case name
   */
  public static boolean nominatesEndToEnd(List<String> connectionLines, Predicate<String> isThere) {
    for (String name : nominated(connectionLines)) {
      if (isEndToEnd(name) && isThere.test(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field with this lower-case name is known to be for all on the way. */
  public static boolean isEndToEnd(String name) {
    if (END_TO_END.contains(name)) {
      return true;
    }
    for (String prefix : END_TO_END_PREFIXES) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
