package io.nearside.config;

import io.nearside.wire.Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a backend is.
 *
 * @param scheme how it is spoken to
 */
record UpstreamUrl(Scheme scheme, Address address) {
  private static final String ACCEPTED =
      "http://HOST[:PORT], https://HOST[:PORT] or unix:/PATH, e.g. http://127.0.0.1:8000";

  /** Linux: what a socket's address holds, with the zero at its end. */
  private static final int MAX_PATH_BYTES = 107;

  /** How a backend is spoken to. */
  enum Scheme {
    HTTP("http://", 80),
    HTTPS("https://", 443),
    /** A Unix domain socket, without TLS. */
    UNIX("unix:", 0);

    private final String prefix;
    private final int port;

    Scheme(String prefix, int port) {
      this.prefix = prefix;
      this.port = port;
    }
  }

  static final Syntax<UpstreamUrl> SYNTAX =
      new Syntax<>() {
        @Override
        public UpstreamUrl parse(String text) throws NotAccepted {
          for (Scheme scheme : Scheme.values()) {
            if (text.toLowerCase(Locale.ROOT).startsWith(scheme.prefix)) {
              return of(scheme, text.substring(scheme.prefix.length()));
            }
          }
          throw new NotAccepted("not an http URL", ACCEPTED);
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  boolean isSecure() {
    return scheme == Scheme.HTTPS;
  }

  @Override
  public String toString() {
    return address instanceof Address.Inet ? scheme.prefix + address : address.toString();
  }

  private static UpstreamUrl of(Scheme scheme, String rest) throws NotAccepted {
    if (scheme == Scheme.UNIX) {
      return new UpstreamUrl(scheme, path(rest));
    }
    HostPort authority = authority(withoutRoot(rest), scheme.port);
    return new UpstreamUrl(scheme, new Address.Inet(authority.host(), authority.port()));
  }

  private static Address path(String path) throws NotAccepted {
    if (!path.startsWith("/") || path.endsWith("/") || path.startsWith("//")) {
      throw new NotAccepted("not the absolute path of a socket", ACCEPTED);
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new NotAccepted("a path too long for a socket", "up to " + MAX_PATH_BYTES + " bytes");
    }
    return new Address.Unix(path);
  }

  /** An empty path and "/" are the same URL. */
  private static String withoutRoot(String rest) {
    return rest.endsWith("/") && rest.indexOf('/') == rest.length() - 1
        ? rest.substring(0, rest.length() - 1)
        : rest;
  }

  private static HostPort authority(String rest, int defaultPort) throws NotAccepted {
    if (rest.indexOf('@') >= 0) {
      throw new NotAccepted("a user in the upstream's URL is not supported", ACCEPTED);
    }
    if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
      throw new NotAccepted("a query or fragment has no meaning here", ACCEPTED);
    }
    if (rest.indexOf('/') >= 0) {
      throw new NotAccepted("a path in the upstream's URL is not supported yet", ACCEPTED);
    }
    if (rest.isEmpty() || rest.startsWith(":")) {
      throw new NotAccepted("no host", ACCEPTED);
    }
    boolean hasPort = rest.indexOf(':', rest.lastIndexOf(']') + 1) >= 0;
    HostPort upstream = hostAndPort(hasPort ? rest : rest + ":" + defaultPort);
    if (upstream.port() == 0) {
      throw new NotAccepted("no such port", "1 to 65535");
    }
    return upstream;
  }

  private static HostPort hostAndPort(String text) throws NotAccepted {
    try {
      return HostPort.LISTEN.parse(text);
    } catch (NotAccepted notHostAndPort) {
      throw new NotAccepted("not a host and port", ACCEPTED);
    }
  }
}
