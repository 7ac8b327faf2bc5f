package io.nearside.config;

import java.util.Locale;

/** The backend's URL. For now plain HTTP, and nothing but host and port. */
final class UpstreamUrl {
  private static final String ACCEPTED = "http://HOST[:PORT], e.g. http://127.0.0.1:8000";
  private static final String SCHEME = "http://";
  private static final int DEFAULT_PORT = 80;

  static final Syntax<HostPort> SYNTAX =
      new Syntax<>() {
        @Override
        public HostPort parse(String text) throws NotAccepted {
          return authority(afterScheme(text));
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private UpstreamUrl() {}

  private static String afterScheme(String url) throws NotAccepted {
    String lower = url.toLowerCase(Locale.ROOT);
    if (lower.startsWith("https:")) {
      throw new NotAccepted("https upstreams are not supported yet", ACCEPTED);
    }
    if (!lower.startsWith(SCHEME)) {
      throw new NotAccepted("not an http URL", ACCEPTED);
    }
    String rest = url.substring(SCHEME.length());
    // An empty path and "/" are the same URL.
    return rest.endsWith("/") && rest.indexOf('/') == rest.length() - 1
        ? rest.substring(0, rest.length() - 1)
        : rest;
  }

  private static HostPort authority(String rest) throws NotAccepted {
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
    HostPort upstream = hostAndPort(hasPort ? rest : rest + ":" + DEFAULT_PORT);
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
