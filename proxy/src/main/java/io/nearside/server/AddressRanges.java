package io.nearside.server;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses and blocks of them; among them may be whoever comes over a Unix domain socket. */
final class AddressRanges {
  private static final String UNIX = "unix:";

  private final List<IpSubnetFilterRule> rules = new ArrayList<>();
  private final boolean unix;

  /**
   * Reads addresses, CIDRs and {@code unix:}.
   *
   * @throws IllegalArgumentException for anything else
   */
  AddressRanges(List<String> addresses) {
    for (String address : addresses) {
      if (!address.equals(UNIX)) {
        rules.add(rule(address));
      }
    }
    unix = addresses.contains(UNIX);
  }

  private static IpSubnetFilterRule rule(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean v4 = NetUtil.isValidIpV4Address(address);
    if (!v4 && !NetUtil.isValidIpV6Address(address)) {
      throw new IllegalArgumentException("not an address or CIDR: " + text);
    }
    int bits = slash < 0 ? (v4 ? 32 : 128) : Integer.parseInt(text.substring(slash + 1));
    return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
  }

  /** Whether those are among them who come over a Unix domain socket. */
  boolean containsUnix() {
    return unix;
  }

  boolean contains(InetSocketAddress address) {
    for (IpSubnetFilterRule rule : rules) {
      if (rule.matches(address)) {
        return true;
      }
    }
    return false;
  }
}
