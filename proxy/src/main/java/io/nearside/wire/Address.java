package io.nearside.wire;

/** Where a connection can be made to, or is accepted. A name is not resolved yet. */
public sealed interface Address {
  /**
   * A host and a port.
   *
   * @param host name or address, an IPv6 address without its brackets
   */
  record Inet(String host, int port) implements Address {
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** A Unix domain socket. */
  record Unix(String path) implements Address {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
