package io.nearside.upstream;

import io.nearside.wire.Address;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of an upstream: those of its configuration, or what their names stand for. Chosen
 * from on all loops; all changes happen on one of them, its home.
 */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
  private static final long SLOW_START_STEP = 10;

  /** Where addresses are. */
  interface Resolving {
    /** Where one is that is no name, or null. */
    @Nullable SocketAddress socket(Address address);

    /** Who looks a name up. */
    NameLookup lookup(String host);
  }

  /** Who hears of addresses that come and go. Called on the home loop. */
  interface Watcher {
    void added(Endpoint endpoint);

    void removed(Endpoint endpoint);
  }

  private final String upstream;
  private final BalanceConfig rules;
  private final EventExecutor home;
  private final LongSupplier nanos;
  private final SlowStart slowStart;
  private final Watcher watcher;
  private final int loops;
  private final Map<Address, SocketAddress> fixed = new LinkedHashMap<>();
  private final Map<Address, AddressLookup> named = new LinkedHashMap<>();
  private final AddressLookup[] lookups;
  private final boolean several;
  private final List<Runnable> waiting = new ArrayList<>();

  private Map<Destination, Endpoint> all = new LinkedHashMap<>();
  private @Nullable Future<?> warmTimer;
  private volatile Available available = Available.none();

  /**
   * The addresses of a configuration; names are not looked up before {@link #begin}.
   *
   * @param addresses at least one
   * @param loops how many choose
   */
  Endpoints(
      UpstreamConfig config,
      List<Address> addresses,
      Resolving resolving,
      int loops,
      EventExecutor home,
      LongSupplier nanos,
      Watcher watcher) {
    this.upstream = config.name();
    this.rules = config.balance();
    this.home = home;
    this.nanos = nanos;
    this.loops = loops;
    this.watcher = watcher;
    this.slowStart = new SlowStart(rules.slowStartMillis() * 1_000_000, nanos);
    for (Address address : addresses) {
      SocketAddress socket = resolving.socket(address);
      if (socket != null) {
        fixed.put(address, socket);
      } else if (address instanceof Address.Inet inet) {
        named.put(address, lookup(inet, resolving));
      }
    }
    lookups = named.values().toArray(new AddressLookup[0]);
    several = fixed.size() > 1 || lookups.length > 0;
    for (Map.Entry<Address, SocketAddress> one : fixed.entrySet()) {
      Destination destination = new Destination(one.getValue(), one.getKey());
      all.put(destination, new Endpoint(destination, true, loops));
    }
    available = Available.of(List.copyOf(all.values()));
  }

  private AddressLookup lookup(Address.Inet inet, Resolving resolving) {
    return new AddressLookup(
        inet.host(), resolving.lookup(inet.host()), rules.resolve(), home, nanos, this::lookedUp);
  }

  /** Looks names up, and tells the watcher of the addresses that are known. */
  void begin() {
    on(
        home,
        () -> {
          all.values().forEach(watcher::added);
          for (AddressLookup lookup : lookups) {
            lookup.begin();
          }
        });
  }

  /** Runs something on a loop, unless that has ended: then nothing matters any more. */
  static void on(EventExecutor loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      LOG.trace("a loop has ended", ended);
    }
  }

  /** What there is to choose from now. */
  Available available() {
    return available;
  }

  SlowStart slowStart() {
    return slowStart;
  }

  /** Whether there are, or may come to be, more than one. */
  boolean areSeveral() {
    return several;
  }

  /** Those that come from names are in use. */
  void used() {
    for (AddressLookup lookup : lookups) {
      lookup.used();
    }
  }

  /**
   * Calls back when the look-up that is under way, or begins now, has ended; at once when there is
   * none to wait for. On any loop but this one's own.
   */
  void whenLookedUp(EventExecutor loop, Runnable told) {
    on(home, () -> await(() -> on(loop, told)));
  }

  private void await(Runnable told) {
    boolean awaited = false;
    for (AddressLookup lookup : lookups) {
      lookup.soon();
      awaited |= lookup.isUnderWay();
    }
    if (awaited && available.known() == 0) {
      waiting.add(told);
    } else {
      told.run();
    }
  }

  private void lookedUp() {
    Map<Destination, Endpoint> now = new LinkedHashMap<>();
    for (Map.Entry<Address, SocketAddress> one : fixed.entrySet()) {
      take(new Destination(one.getValue(), one.getKey()), true, now);
    }
    named.forEach((address, lookup) -> take((Address.Inet) address, lookup.addresses(), now));
    if (!now.keySet().equals(all.keySet())) {
      change(now);
    }
    if (available.known() > 0 || noneUnderWay()) {
      List<Runnable> told = List.copyOf(waiting);
      waiting.clear();
      told.forEach(Runnable::run);
    }
  }

  private boolean noneUnderWay() {
    for (AddressLookup lookup : lookups) {
      if (lookup.isUnderWay()) {
        return false;
      }
    }
    return true;
  }

  private void take(
      Address.Inet named, List<InetAddress> addresses, Map<Destination, Endpoint> now) {
    if (addresses.isEmpty()) {
      return;
    }
    // What a name says in two families is one machine twice, as a rule, and not always reachable
    // in both: localhost is.
    Class<? extends InetAddress> family = addresses.get(0).getClass();
    List<InetAddress> sorted = new ArrayList<>(addresses);
    sorted.sort(Comparator.comparing(InetAddress::getHostAddress));
    for (InetAddress address : sorted) {
      SocketAddress socket = new InetSocketAddress(address, named.port());
      take(new Destination(socket, named), family.isInstance(address), now);
    }
  }

  private void take(Destination destination, boolean preferred, Map<Destination, Endpoint> now) {
    Endpoint known = all.get(destination);
    now.put(destination, known == null ? new Endpoint(destination, preferred, loops) : known);
  }

  private void change(Map<Destination, Endpoint> now) {
    Map<Destination, Endpoint> before = all;
    all = now;
    LOG.info("upstream {}: its addresses are {}", upstream, now.values());
    for (Map.Entry<Destination, Endpoint> one : now.entrySet()) {
      if (!before.containsKey(one.getKey())) {
        if (!before.isEmpty()) {
          warmUp(one.getValue());
        }
        watcher.added(one.getValue());
      }
    }
    publish();
    for (Map.Entry<Destination, Endpoint> one : before.entrySet()) {
      if (!now.containsKey(one.getKey())) {
        watcher.removed(one.getValue());
      }
    }
  }

  private void warmUp(Endpoint endpoint) {
    if (slowStart.overNanos() > 0) {
      endpoint.warmUp(nanos.getAsLong());
      if (warmTimer == null) {
        warmTimer = home.schedule(this::warm, slowStart.overNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Those that have their whole share do not look at the clock any more. */
  private void warm() {
    warmTimer = null;
    boolean some = false;
    for (Endpoint endpoint : all.values()) {
      if (slowStart.share(endpoint) >= 1) {
        endpoint.warm();
      } else {
        some = true;
      }
    }
    if (some) {
      long step = Math.max(1, slowStart.overNanos() / SLOW_START_STEP);
      warmTimer = home.schedule(this::warm, step, TimeUnit.NANOSECONDS);
    }
  }

  private void publish() {
    available = Available.of(List.copyOf(all.values()));
  }

  /**
   * A request was answered as it should be. Called on any loop.
   *
   * @param wasEjected whether the address had been left alone when the request went there
   */
  void succeeded(Endpoint endpoint, boolean wasEjected) {
    endpoint.succeeded();
    if (wasEjected && endpoint.isEjected()) {
      on(home, () -> recovered(endpoint));
    }
  }

  private void recovered(Endpoint endpoint) {
    if (endpoint.isEjected()) {
      back(endpoint);
      endpoint.succeeded();
    }
  }

  /** A request failed, for whatever reason that is the address's. Called on any loop. */
  void failed(Endpoint endpoint) {
    int limit = rules.eject().failures();
    if (limit > 0 && several && endpoint.failed() >= limit && !endpoint.isEjected()) {
      on(home, () -> eject(endpoint));
    }
  }

  /** There was no connection: the name may stand for another address by now. On any loop. */
  void notConnected(Endpoint endpoint) {
    AddressLookup lookup = named.get(endpoint.destination().named());
    if (lookup != null) {
      on(home, lookup::soon);
    }
    failed(endpoint);
  }

  private void eject(Endpoint endpoint) {
    boolean gone = all.get(endpoint.destination()) != endpoint;
    boolean better = endpoint.failuresInRow() < rules.eject().failures();
    if (gone || better || endpoint.isEjected() || !mayEjectOneMore()) {
      return;
    }
    long millis = endpoint.eject(rules.eject(), nanos.getAsLong());
    LOG.warn(
        "upstream {}: {} failed {} times in a row and is left alone for {} ms",
        upstream,
        endpoint,
        endpoint.failuresInRow(),
        millis);
    publish();
    long until = endpoint.ejectedUntilNanos();
    home.schedule(() -> due(endpoint, until), millis, TimeUnit.MILLISECONDS);
  }

  private boolean mayEjectOneMore() {
    long ejected = all.values().stream().filter(Endpoint::isEjected).count();
    int most = Math.max(1, (int) (all.size() * rules.eject().maxShare()));
    return all.size() > 1 && ejected < most;
  }

  private void due(Endpoint endpoint, long untilNanos) {
    if (endpoint.isEjected() && endpoint.ejectedUntilNanos() == untilNanos) {
      back(endpoint);
    }
  }

  private void back(Endpoint endpoint) {
    endpoint.back(rules.eject(), nanos.getAsLong());
    if (all.get(endpoint.destination()) == endpoint) {
      LOG.info("upstream {}: {} is tried again", upstream, endpoint);
      warmUp(endpoint);
      publish();
    }
  }

  /** What the address says of itself has changed. Called on the home loop. */
  void setHealthy(Endpoint endpoint, boolean healthy) {
    if (endpoint.isHealthy() == healthy) {
      return;
    }
    endpoint.setHealthy(healthy);
    if (healthy) {
      LOG.info("upstream {}: {} is healthy", upstream, endpoint);
      endpoint.succeeded();
      warmUp(endpoint);
    } else {
      LOG.warn("upstream {}: {} is unhealthy and not used", upstream, endpoint);
    }
    publish();
  }

  /** Each address and what is known of it, for those who want to see. Called on the home loop. */
  List<EndpointState> states() {
    return all.values().stream().map(EndpointState::of).toList();
  }

  void close() {
    on(
        home,
        () -> {
          for (AddressLookup lookup : lookups) {
            lookup.close();
          }
          if (warmTimer != null) {
            warmTimer.cancel(false);
          }
          all.values().forEach(watcher::removed);
        });
  }
}
