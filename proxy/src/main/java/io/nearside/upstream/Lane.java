package io.nearside.upstream;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One event loop's side of an upstream: chooses among the addresses. Only used on its loop. */
final class Lane {
  private final int index;
  private final EventLoop loop;
  private final Shared shared;
  private final Choice choice;
  private final Function<Destination, ConnectionPool> pools;

  /**
   * The side of a loop.
   *
   * @param index of the loop
   * @param pools makes the pool of an address on this loop
   */
  Lane(int index, EventLoop loop, Shared shared, Function<Destination, ConnectionPool> pools) {
    this.index = index;
    this.loop = loop;
    this.shared = shared;
    this.choice = Choice.of(shared.config().balance().algorithm());
    this.pools = pools;
  }

  int index() {
    return index;
  }

  EventLoop loop() {
    return loop;
  }

  /** What all loops have together. */
  Shared shared() {
    return shared;
  }

  ConnectionPool newPool(Destination destination) {
    return pools.apply(destination);
  }

  /** The address for a request, or null when none is usable. */
  @Nullable Endpoint choose(long affinity) {
    Endpoints endpoints = shared.endpoints();
    endpoints.used();
    Available available = endpoints.available();
    Endpoint only = available.only();
    return only == null ? choose(available.usable(), affinity) : only;
  }

  /** Another address than these, or null when there is none. */
  @Nullable Endpoint chooseOther(long affinity, List<Endpoint> tried) {
    return choose(shared.endpoints().available().without(tried), affinity);
  }

  private @Nullable Endpoint choose(Endpoint[] among, long affinity) {
    return switch (among.length) {
      case 0 -> null;
      case 1 -> among[0];
      default -> choice.choose(among, affinity, shared.endpoints().slowStart());
    };
  }
}
