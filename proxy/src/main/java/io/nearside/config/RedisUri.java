package io.nearside.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URI of a Redis, checked only as far as a typing error goes: its parts are for the client that
 * connects.
 */
final class RedisUri {
  private static final String ACCEPTED =
      "redis://[USER:PASSWORD@]HOST[:PORT][/DB], rediss:// for TLS, redis-sentinel://, or"
          + " redis-socket:///PATH";
  private static final Set<String> SCHEMES =
      Set.of(
          "redis",
          "rediss",
          "redis+ssl",
          "redis+tls",
          "redis-sentinel",
          "rediss-sentinel",
          "redis-socket",
          "redis+socket");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,9}))?");
  private static final int MAX_PORT = 65_535;

  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          URI uri = uri(text);
          if (uri.getScheme() == null
              || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new NotAccepted("not a redis URI", ACCEPTED);
          }
          if (uri.getScheme().endsWith("socket")) {
            return socket(text, uri);
          }
          checkHosts(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
          return text;
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private RedisUri() {}

  private static URI uri(String text) throws NotAccepted {
    try {
      return new URI(text);
    } catch (URISyntaxException unreadable) {
      // Its message would repeat the password.
      throw new NotAccepted(
          "not a URI (characters such as / and # in a password are written %2F and %23)", ACCEPTED);
    }
  }

  /** Several hosts, with commas between them, are Sentinels or the nodes of a cluster. */
  private static void checkHosts(String authority) throws NotAccepted {
    int at = authority.lastIndexOf('@');
    if (authority.indexOf('@') < at) {
      throw new NotAccepted("an @ in a password is written %40", ACCEPTED);
    }
    for (String host : authority.substring(at + 1).split(",", -1)) {
      Matcher form = HOST.matcher(host);
      if (!form.matches()) {
        throw new NotAccepted(host.isEmpty() ? "no host" : "not a host and port", ACCEPTED);
      }
      int port = form.group(1) == null ? 1 : Integer.parseInt(form.group(1));
      if (port < 1 || port > MAX_PORT) {
        throw new NotAccepted("no such port", "1 to " + MAX_PORT);
      }
    }
  }

  private static String socket(String text, URI uri) throws NotAccepted {
    if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
      throw new NotAccepted("no path of a socket", ACCEPTED);
    }
    return text;
  }
}
