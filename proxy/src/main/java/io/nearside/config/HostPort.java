package io.nearside.config;

import io.nearside.wire.Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port.
 *
 * @param host name or address, an IPv6 address without its brackets
 */
record HostPort(String host, int port) {
  private static final String ACCEPTED = "HOST:PORT, :PORT or [IPV6]:PORT, e.g. 0.0.0.0:8080";
  private static final Pattern FORM =
      Pattern.compile(
          "(?:([A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)|\\[([^\\]]*)])?:(\\d{1,9})");
  private static final int MAX_PORT = 65_535;

  /** An address to listen on. Without a host: all addresses. Port 0: a free one. */
  static final Syntax<HostPort> LISTEN =
      new Syntax<>() {
        @Override
        public HostPort parse(String text) throws NotAccepted {
          Matcher form = FORM.matcher(text);
          if (!form.matches()) {
            throw new NotAccepted("not HOST:PORT", ACCEPTED);
          }
          if (form.group(2) != null && !IpRange.isIpv6(form.group(2))) {
            throw new NotAccepted("not an IPv6 address in the brackets", ACCEPTED);
          }
          int port = Integer.parseInt(form.group(3));
          if (port > MAX_PORT) {
            throw new NotAccepted("no such port", "0 (a free one) to " + MAX_PORT);
          }
          String host = form.group(2) == null ? form.group(1) : form.group(2);
          return new HostPort(host == null ? "0.0.0.0" : host, port);
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  @Override
  public String toString() {
    return new Address.Inet(host, port).toString();
  }
}
