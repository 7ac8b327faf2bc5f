package io.nearside.config;

import io.nearside.admin.AdminConfig;
import io.nearside.caching.Route;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** An upstream that is our own admin listener: every client could purge then. */
final class UpstreamIsAdmin {
  private UpstreamIsAdmin() {}

  static void check(Settings settings, Findings findings) {
    for (UpstreamConfig upstream : settings.upstreams()) {
      boolean isDefault = upstream.name().equals(Route.DEFAULT_UPSTREAM);
      String path =
          isDefault ? "nearside.upstream.url" : "nearside.upstreams." + upstream.name() + ".url";
      for (Address address : upstream.addresses()) {
        if (address instanceof Address.Inet inet) {
          check(inet, settings.admin(), findings, path);
        }
      }
    }
  }

  private static void check(
      Address.Inet upstream, AdminConfig admin, Findings findings, String path) {
    if (admin.port() != 0
        && admin.port() == upstream.port()
        && reaches(upstream.host(), admin.host())) {
      findings.missing(
          path,
          "this is admin.listen, which is not for clients; accepted: the backend's address, e.g."
              + " http://127.0.0.1:8000");
    }
  }

  /** Whether who connects to the one comes to the other; names are not resolved. */
  private static boolean reaches(String host, String listens) {
    if (host.equalsIgnoreCase(listens)) {
      return true;
    }
    return isHere(host) && isHere(listens);
  }

  private static boolean isHere(String host) {
    InetAddress address = literal(host);
    return host.equalsIgnoreCase("localhost")
        || (address != null && (address.isLoopbackAddress() || address.isAnyLocalAddress()));
  }

  private static @Nullable InetAddress literal(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }
}
