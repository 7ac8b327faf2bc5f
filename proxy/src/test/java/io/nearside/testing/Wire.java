package io.nearside.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What clients speak with the sidecar. */
public enum Wire {
  /** HTTP/1.1. */
  H1,

  /** HTTP/2 with prior knowledge, without TLS. */
  H2C,

  /** HTTP/2 over TLS, agreed on by ALPN. */
  H2;

  // The classes of a process run one after the other.
  private static volatile Wire current = H1;

  private static final Map<Integer, Wire> BY_PORT = new ConcurrentHashMap<>();

  /** What the clients of a sidecar that starts now will speak. */
  public static Wire current() {
    return current;
  }

  static void use(Wire wire) {
    current = wire;
  }

  /** Clients that connect to this port speak this. */
  static void spokenAt(int port, Wire wire) {
    BY_PORT.put(port, wire);
  }

  static void spokenNoMoreAt(int port) {
    BY_PORT.remove(port);
  }

  static Wire of(int port) {
    return BY_PORT.getOrDefault(port, H1);
  }

  /** A text about a URI of http, of what it is about over this: https with TLS, and the reverse. */
  public String uri(String text) {
    if (this != H2) {
      return text;
    }
    return text.startsWith("https:") || text.contains(" https:")
        ? text.replace("https:", "http:")
        : text.replace("http:", "https:").replace("HTTP:", "HTTPS:").replace(":80/", ":443/");
  }

  /** A host whose port is that of http has the one of https with TLS, and the reverse. */
  public String authority(String host) {
    if (this != H2) {
      return host;
    }
    return host.endsWith(":443") ? host.replace(":443", ":80") : host.replaceFirst(":80$", ":443");
  }

  /** What stands within {@code nearside { }} for it. */
  String conf() {
    return this == H2 ? TestCertificate.conf() : "";
  }
}
