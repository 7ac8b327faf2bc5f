package io.nearside.caching;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The host and port of a request's target in their one form: lower case, no default port.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-4.2.3
 */
public final class Authority {
  private static final int MAX_PORT = 65_535;

  private Authority() {}

  /** Whether this is a host with an optional port, and nothing else. */
  public static boolean isValid(String authority) {
    int hostEnd = hostEnd(authority);
    if (hostEnd <= 0) {
      return false;
    }
    return hostEnd == authority.length()
        || (authority.charAt(hostEnd) == ':' && port(authority, hostEnd + 1) >= 0);
  }

  /** Null when there is no host, user information, a character that no host has, or a bad port. */
  public static @Nullable String normalize(String scheme, String authority) {
    int hostEnd = hostEnd(authority);
    if (hostEnd <= 0) {
      return null;
    }
    if (hostEnd == authority.length()) {
      return authority.toLowerCase(Locale.ROOT);
    }
    if (authority.charAt(hostEnd) != ':') {
      return null;
    }
    int port = port(authority, hostEnd + 1);
    if (port < 0) {
      return null;
    }
    String host = authority.substring(0, hostEnd).toLowerCase(Locale.ROOT);
    return port == 0 || port == defaultPort(scheme) ? host : host + ":" + port;
  }

  /** Where the host ends, or -1 when it is none. */
  private static int hostEnd(String authority) {
    if (authority.startsWith("[")) {
      return ipLiteralEnd(authority);
    }
    int at = 0;
    while (at < authority.length() && PercentEncoding.isUnreserved(authority.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int ipLiteralEnd(String authority) {
    int close = authority.indexOf(']');
    return close > 0 && Ipv6Literal.isValid(authority, 1, close) ? close + 1 : -1;
  }

  /** The port, 0 for an empty one, or -1 for a bad one. */
  private static int port(String authority, int from) {
    int port = 0;
    for (int i = from; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + (c - '0');
      if (port > MAX_PORT) {
        return -1;
      }
    }
    return port == 0 && from < authority.length() ? -1 : port;
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }
}
