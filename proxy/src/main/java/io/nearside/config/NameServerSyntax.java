package io.nearside.config;

import io.nearside.wire.Address;

/** A name server. It is what looks names up, so it has none itself. */
enum NameServerSyntax implements Syntax<Address.Inet> {
  SYNTAX;

  @Override
  public Address.Inet parse(String text) throws NotAccepted {
    HostPort server = HostPort.LISTEN.parse(text);
    boolean literal = IpRange.isIpv4(server.host()) || server.host().indexOf(':') >= 0;
    if (!literal || text.startsWith(":") || server.port() == 0) {
      throw new NotAccepted("not an address and a port", accepted());
    }
    return new Address.Inet(server.host(), server.port());
  }

  @Override
  public String accepted() {
    return "IPV4:PORT or [IPV6]:PORT, e.g. 10.0.0.10:53";
  }
}
