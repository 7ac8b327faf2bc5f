package io.nearside.upstream;

import io.nearside.wire.Address;
import io.nearside.wire.Transport;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where addresses are on this machine's network. */
record Sockets(BalanceConfig.Resolve rules, Transport transport, EventLoop loop)
    implements Endpoints.Resolving {
  @Override
  public @Nullable SocketAddress socket(Address address) {
    if (address instanceof Address.Inet inet) {
      byte[] literal = NetUtil.createByteArrayFromIpAddressString(inet.host());
      return literal == null ? null : socket(literal, inet.port());
    }
    return transport.unix(((Address.Unix) address).path());
  }

  private static SocketAddress socket(byte[] literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(literal), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public NameLookup lookup(String host) {
    return new DnsLookup(host, rules, transport, loop);
  }
}
