package io.nearside.store.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis URI says: {@code redis://host}, {@code redis://h1,h2} (nodes of a cluster), {@code
 * redis-sentinel://h1,h2/db#master}, {@code redis-socket:///path?database=1}, and {@code rediss} in
 * place of {@code redis} for TLS.
 *
 * @param hosts empty for a socket
 * @param name the name that Sentinels know the master by, or the path of the socket; else empty
 */
public record RedisAddress(
    Kind kind,
    boolean tls,
    @Nullable String user,
    @Nullable String password,
    List<Host> hosts,
    int database,
    String name) {

  /** What is at the address. */
  public enum Kind {
    SERVER,
    SENTINELS,
    CLUSTER,
    SOCKET
  }

  /** One of the hosts; an IPv6 address without its brackets. */
  public record Host(String host, int port) {}

  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int MAX_PORT = 65_535;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,9}))?");
  private static final Pattern DATABASE = Pattern.compile("\\d{1,6}");

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException with what is wrong with it; the message holds no part of it
   *     that may be secret
   */
  public static RedisAddress of(String text) {
    URI uri = uri(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "redis" -> servers(uri, false);
      case "rediss", "redis+ssl", "redis+tls" -> servers(uri, true);
      case "redis-sentinel" -> sentinels(uri, false);
      case "rediss-sentinel" -> sentinels(uri, true);
      case "redis-socket", "redis+socket" -> socket(uri);
      default -> throw new IllegalArgumentException("not a redis URI");
    };
  }

  private static URI uri(String text) {
    try {
      // Of several hosts java.net.URI takes no IPv6 address.
      return new URI(text.replace("[", "%5B").replace("]", "%5D"));
    } catch (URISyntaxException unreadable) {
      // Its message would repeat the password.
      throw new IllegalArgumentException(
          "not a URI (characters such as / and # in a password are written %2F and %23)");
    }
  }

  private static RedisAddress servers(URI uri, boolean tls) {
    List<Host> hosts = hosts(uri, REDIS_PORT);
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "a #name is for redis-sentinel:// (a # in a password is written %23)");
    }
    parameters(uri, false);
    Kind kind = hosts.size() > 1 ? Kind.CLUSTER : Kind.SERVER;
    return new RedisAddress(kind, tls, user(uri), password(uri), hosts, database(uri), "");
  }

  private static RedisAddress sentinels(URI uri, boolean tls) {
    List<Host> hosts = hosts(uri, SENTINEL_PORT);
    String master = uri.getFragment();
    if (master == null || master.isEmpty()) {
      throw new IllegalArgumentException(
          "no name of the master, which ends a redis-sentinel:// URI as in #mymaster");
    }
    parameters(uri, false);
    return new RedisAddress(
        Kind.SENTINELS, tls, user(uri), password(uri), hosts, database(uri), master);
  }

  private static RedisAddress socket(URI uri) {
    String path = uri.getPath();
    if (path == null || path.length() < 2) {
      throw new IllegalArgumentException("no path of a socket");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("a #name is for redis-sentinel://");
    }
    int database = parameters(uri, true);
    return new RedisAddress(
        Kind.SOCKET, false, user(uri), password(uri), List.of(), database, path);
  }

  /** Several hosts, with commas between them, are Sentinels or the nodes of a cluster. */
  private static List<Host> hosts(URI uri, int standardPort) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    if (authority.indexOf('@') < at) {
      throw new IllegalArgumentException("an @ in a password is written %40");
    }
    List<Host> hosts = new ArrayList<>();
    String all = authority.substring(at + 1).replace("%5B", "[").replace("%5D", "]");
    for (String host : all.split(",", -1)) {
      hosts.add(host(host, standardPort));
    }
    return List.copyOf(hosts);
  }

  private static Host host(String text, int standardPort) {
    Matcher form = HOST.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text.isEmpty() ? "no host" : "not a host and port");
    }
    int port = form.group(2) == null ? standardPort : Integer.parseInt(form.group(2));
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no such port, they are 1 to " + MAX_PORT);
    }
    String host = form.group(1);
    return new Host(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  private static @Nullable String userInfo(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    return authority == null || at < 0 ? null : authority.substring(0, at);
  }

  private static @Nullable String user(URI uri) {
    String userInfo = userInfo(uri);
    String user = userInfo == null ? "" : userInfo.split(":", 2)[0];
    return user.isEmpty() ? null : decoded(user);
  }

  private static @Nullable String password(URI uri) {
    String userInfo = userInfo(uri);
    int colon = userInfo == null ? -1 : userInfo.indexOf(':');
    String password = userInfo == null || colon < 0 ? "" : userInfo.substring(colon + 1);
    return password.isEmpty() ? null : decoded(password);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static int database(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String number = path.startsWith("/") ? path.substring(1) : path;
    return number.isEmpty() ? 0 : database(number);
  }

  private static int database(String number) {
    if (!DATABASE.matcher(number).matches()) {
      throw new IllegalArgumentException(
          "not the number of a database (a / in a password is written %2F)");
    }
    return Integer.parseInt(number);
  }

  /** The database, which is the only parameter there is, and only where a path is no number. */
  private static int parameters(URI uri, boolean takesDatabase) {
    String query = uri.getRawQuery();
    if (query == null) {
      return 0;
    }
    String name = query.split("=", 2)[0];
    boolean single = query.indexOf('&') < 0 && query.indexOf('=') > 0;
    if (takesDatabase && single && name.equals("database")) {
      return database(query.substring(name.length() + 1));
    }
    throw new IllegalArgumentException(
        takesDatabase
            ? "an unknown parameter after the ?, it is only ?database=NUMBER"
            : "parameters (?...) have no meaning here, they are keys beside redis.uri");
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return kind + " " + (kind == Kind.SOCKET ? name : hosts.toString());
  }
}
