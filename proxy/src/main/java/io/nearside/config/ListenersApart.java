package io.nearside.config;

import io.nearside.admin.AdminConfig;
import io.nearside.server.ListenerConfig;
import io.nearside.wire.Address;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** That no two listeners, that of the admin among them, want one address. */
final class ListenersApart {
  private final List<ListenerConfig> listeners;
  private final Findings findings;

  ListenersApart(List<ListenerConfig> listeners, Findings findings) {
    this.listeners = listeners;
    this.findings = findings;
  }

  /**
   * Tells of each that another has the address of.
   *
   * @param from where they stand in the file; null where the command line says it
   */
  void check(AdminConfig admin, @Nullable ListenersReader from) {
    Address ofAdmin = new Address.Inet(admin.host(), admin.port());
    for (int i = 0; i < listeners.size(); i++) {
      Address address = listeners.get(i).address();
      if (clash(address, ofAdmin)) {
        tell(i, address + " is admin.listen, too", from);
      }
      for (int before = 0; before < i; before++) {
        if (clash(address, listeners.get(before).address())) {
          tell(i, "listens where listen[" + before + "] does", from);
          break;
        }
      }
    }
  }

  private void tell(int index, String what, @Nullable ListenersReader from) {
    String text = what + "; accepted: an address for each";
    if (from == null) {
      findings.missing("--listen", text);
      return;
    }
    var entry = from.entry(index);
    if (entry == null) {
      findings.missing(from.path(index), text);
    } else {
      findings.misplaced(from.path(index), entry, text);
    }
  }

  /** Whether the second could not be bound where the first is; names are not resolved. */
  private static boolean clash(Address one, Address other) {
    if (one instanceof Address.Inet a && other instanceof Address.Inet b) {
      return a.port() != 0
          && a.port() == b.port()
          && (a.host().equalsIgnoreCase(b.host()) || isAny(a.host()) || isAny(b.host()));
    }
    return one.equals(other);
  }

  private static boolean isAny(String host) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address != null && address.isAnyLocalAddress();
  }
}
