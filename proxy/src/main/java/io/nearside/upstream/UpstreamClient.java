package io.nearside.upstream;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Upstream;
import io.nearside.tls.ClientTls;
import io.nearside.upstream.UpstreamConfig.Limits;
import io.nearside.wire.Address;
import io.nearside.wire.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The backend behind Netty: pools of connections for each address and event loop, so that a
 * client's connection and the upstream connection that serves it stay on one thread, and one limit
 * for all of them. What is known of the addresses is looked after on one of the loops.
 */
public final class UpstreamClient implements Upstream, AutoCloseable {
  private final IdentityHashMap<EventExecutor, Lane> lanes = new IdentityHashMap<>();
  private final Map<Endpoint, HealthCheck> checks = new HashMap<>();
  private final UpstreamConfig config;
  private final Transport transport;
  private final @Nullable ClientTls tls;
  private final ByteBufAllocator allocator;
  private final BodyMemory memory;
  private final EventLoop home;
  private final Shared shared;

  /**
   * A client with its pools empty; connections are made when they are needed, names are looked up
   * at once.
   *
   * @param loops the event loops that requests come from
   * @param transport that fits those loops
   * @param tls null for none; closed with this
   * @param allocator of the buffers that {@code memory} counts
   * @param memory what bodies on their way may take
   */
  public UpstreamClient(
      UpstreamConfig config,
      EventLoopGroup loops,
      Transport transport,
      @Nullable ClientTls tls,
      ByteBufAllocator allocator,
      BodyMemory memory) {
    this.config = config;
    this.transport = transport;
    this.tls = tls;
    this.allocator = allocator;
    this.memory = memory;
    this.home = loops.next();
    List<EventLoop> all = new ArrayList<>();
    loops.forEach(loop -> all.add((EventLoop) loop));
    this.shared = shared(all.size());
    ConnectionLimit limit =
        new ConnectionLimit(
            config.limits().connections(), config.limits().queue(), config.limits().queueMillis());
    for (EventLoop loop : all) {
      Lane lane = new Lane(lanes.size(), loop, shared, where -> newPool(where, limit, loop));
      lanes.put(loop, lane);
    }
    shared.endpoints().begin();
  }

  private Shared shared(int loops) {
    BalanceConfig.Break rules = config.balance().breaker();
    return new Shared(
        config,
        new CallLimit(config.limits().requests(), config.limits().queue()),
        new Endpoints(
            config,
            config.addresses(),
            new Sockets(config.balance().resolve(), transport, home),
            loops,
            home,
            System::nanoTime,
            new Followed()),
        new RetryBudget(config.balance().retry(), System::nanoTime),
        rules == null ? null : new Breaker(config.name(), rules, System::nanoTime));
  }

  private ConnectionPool newPool(Destination destination, ConnectionLimit limit, EventLoop loop) {
    boolean unix = destination.named() instanceof Address.Unix;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(unix ? transport.unixSocket() : transport.socket())
            .disableResolver()
            .option(ChannelOption.ALLOCATOR, allocator);
    return new ConnectionPool(config, destination, tls, limit, memory, bootstrap, loop);
  }

  @Override
  public Call begin(
      HttpRequest request, boolean hasBody, long affinity, EventExecutor loop, Listener listener) {
    Lane lane = lanes.get(loop);
    if (lane == null) {
      throw new IllegalArgumentException("not one of this client's event loops");
    }
    UpstreamCall call = new UpstreamCall(lane, request, hasBody, affinity, listener);
    call.start();
    return call;
  }

  /** Each address and what is known of it at this moment. */
  public Future<List<EndpointState>> states() {
    return home.submit(() -> shared.endpoints().states());
  }

  /** Whether the upstream as a whole is not left alone. */
  public boolean isOpenToRequests() {
    Breaker breaker = shared.breaker();
    return breaker == null || breaker.isClosed();
  }

  /** Ends what goes on without requests, and closes what is idle. */
  @Override
  public void close() {
    shared.endpoints().close();
    if (tls != null) {
      tls.close();
    }
  }

  /** What there is to do for addresses that come and go. */
  private final class Followed implements Endpoints.Watcher {
    @Override
    public void added(Endpoint endpoint) {
      BalanceConfig.Health rules = config.balance().health();
      if (rules == null) {
        return;
      }
      HealthCheck check =
          new HealthCheck(
              rules,
              endpoint.destination().named(),
              home,
              (request, listener) -> ask(endpoint.destination(), request, listener),
              healthy -> {
                shared.endpoints().used();
                shared.endpoints().setHealthy(endpoint, healthy);
              });
      checks.put(endpoint, check);
      check.begin();
    }

    @Override
    public void removed(Endpoint endpoint) {
      HealthCheck check = checks.remove(endpoint);
      if (check != null) {
        check.end();
      }
      for (Lane lane : lanes.values()) {
        Endpoints.on(lane.loop(), () -> endpoint.closePool(lane));
      }
    }
  }

  /** Sends a request of our own, apart from all others: it neither waits for them nor for slots. */
  private Call ask(Destination destination, HttpRequest request, Listener listener) {
    ConnectionLimit any = new ConnectionLimit(Limits.ANY, 0, 1);
    ConnectionPool pool = newPool(destination, any, home);
    return Apart.ask(config, pool, destination, home, request, listener);
  }
}
