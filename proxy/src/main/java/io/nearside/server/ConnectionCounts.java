package io.nearside.server;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many clients are connected, in all and from each address. Safe on all event loops. */
final class ConnectionCounts {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionCounts(ServerLimits limits) {
    this.most = limits.connections();
    this.mostPerAddress = limits.connectionsPerAddress();
  }

  /** Whether one more may be there. */
  enum Admission {
    /** It may, and is counted until it has {@link #left}. */
    ADMITTED,
    /** There are too many. */
    TOO_MANY,
    /** There are too many from its address. */
    TOO_MANY_OF_ADDRESS
  }

  /**
   * Counts one more, if it may be there.
   *
   * @param address null for one whose address does not count
   */
  Admission admit(@Nullable InetAddress address) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return Admission.TOO_MANY;
    }
    Admission admission = admitOf(address);
    if (admission != Admission.ADMITTED) {
      all.decrementAndGet();
    }
    return admission;
  }

  /** One that was admitted is gone. */
  void left(@Nullable InetAddress address) {
    all.decrementAndGet();
    leftOf(address);
  }

  /** Counts one more of an address which is there, but was not known to be of it. */
  Admission admitOf(@Nullable InetAddress address) {
    if (address == null || mostPerAddress == ServerLimits.ANY) {
      return Admission.ADMITTED;
    }
    if (byAddress.merge(address, 1, Integer::sum) > mostPerAddress) {
      leftOf(address);
      return Admission.TOO_MANY_OF_ADDRESS;
    }
    return Admission.ADMITTED;
  }

  /** One that was admitted as of this address is gone. */
  void leftOf(@Nullable InetAddress address) {
    if (address != null && mostPerAddress != ServerLimits.ANY) {
      byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses are counted. */
  int addresses() {
    return byAddress.size();
  }
}
