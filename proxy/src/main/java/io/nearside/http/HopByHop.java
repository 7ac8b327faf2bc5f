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
   * header abuse": dropping Authorization, Cookie or X-Forwarded-For on the way).
   */
  private static final Set<String> END_TO_END =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "age",
          "allow",
          "authorization",
          "cache-control",
          "cache-status",
          "cdn-cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-security-policy",
          "content-type",
          "cookie",
          "date",
          "etag",
          "expect",
          "expires",
          "forwarded",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "last-modified",
          "location",
          "origin",
          "pragma",
          "range",
          "referer",
          "retry-after",
          "server",
          "set-cookie",
          "strict-transport-security",
          "surrogate-control",
          "surrogate-key",
          "user-agent",
          "vary",
          "via",
          "www-authenticate",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-proto",
          "x-real-ip");

  private HopByHop() {}

  /** Whether a field with this name, in any case, is always for one connection only. */
  public static boolean names(String name) {
    int length = name.length();
    if (length < 2 || length > 25) {
      return false;
    }
    return NAMES.contains(name) || NAMES.contains(name.toLowerCase(Locale.ROOT));
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
   * way ({@code Host}, {@code Cookie}, {@code Cache-Control}, ...), which no sender may do.
   *
   * @param isThere whether the message has a field with this lower-case name
   */
  public static boolean nominatesEndToEnd(List<String> connectionLines, Predicate<String> isThere) {
    for (String name : nominated(connectionLines)) {
      if (END_TO_END.contains(name) && isThere.test(name)) {
        return true;
      }
    }
    return false;
  }
}
