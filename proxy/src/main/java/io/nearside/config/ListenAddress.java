package io.nearside.config;

import io.nearside.wire.Address;
import java.nio.charset.StandardCharsets;

/** An address for clients: a host and a port, or the path of a Unix domain socket. */
final class ListenAddress {
  /** What is before a path. */
  static final String UNIX = "unix:";

  /** What the kernel takes, without the zero at its end: unix(7). */
  static final int MOST_PATH_BYTES = 107;

  static final Syntax<Address> SYNTAX =
      new Syntax<>() {
        @Override
        public Address parse(String text) throws NotAccepted {
          if (text.startsWith(UNIX)) {
            return unix(text.substring(UNIX.length()));
          }
          try {
            HostPort port = HostPort.LISTEN.parse(text);
            return new Address.Inet(port.host(), port.port());
          } catch (NotAccepted refused) {
            throw text.indexOf('/') < 0 ? refused : new NotAccepted("not an address", accepted());
          }
        }

        @Override
        public String accepted() {
          return HostPort.LISTEN.accepted() + ", or unix:/PATH";
        }
      };

  private ListenAddress() {}

  private static Address unix(String path) throws NotAccepted {
    if (!path.startsWith("/") || path.endsWith("/") || path.indexOf('\0') >= 0) {
      throw new NotAccepted("not the absolute path of a socket", "e.g. unix:/run/nearside.sock");
    }
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_PATH_BYTES) {
      throw new NotAccepted(
          "a path of " + bytes + " bytes", "at most " + MOST_PATH_BYTES + ", as the kernel says");
    }
    return new Address.Unix(path);
  }
}
