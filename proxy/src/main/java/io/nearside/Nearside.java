package io.nearside;

import io.nearside.admin.AdminServer;
import io.nearside.admin.Health;
import io.nearside.admin.Purging;
import io.nearside.caching.PurgeTargets;
import io.nearside.caching.Routes;
import io.nearside.config.Settings;
import io.nearside.config.Suggestion;
import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.Upstream;
import io.nearside.server.ProxyServer;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.redis.LoggedRedisEvents;
import io.nearside.store.redis.RedisConfig;
import io.nearside.store.redis.RedisEvents;
import io.nearside.store.redis.RedisFarStore;
import io.nearside.store.redis.RedisPurgeLog;
import io.nearside.tls.ClientTls;
import io.nearside.tls.ClientTlsConfig;
import io.nearside.upstream.UpstreamClient;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import io.nearside.wire.Transport;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.NetUtil;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running sidecar: the one place where the packages are wired together. Several may run in one
 * process.
 */
public final class Nearside implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Nearside.class);

  private final EventLoopGroup loops;
  private final List<UpstreamClient> clients = new ArrayList<>();
  private final @Nullable RedisFarStore far;
  private final PurgeLog log;
  private final ProxyServer server;
  private final AdminServer admin;
  private final List<SocketAddress> addresses;
  private final InetSocketAddress adminAddress;
  private volatile boolean ready;

  private Nearside(Settings settings, ExchangeListener listener) throws IOException {
    Transport transport = Transport.best();
    PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    BodyMemory memory =
        new BodyMemory(
            settings.bodyMemoryBytes() == 0
                ? PlatformDependent.maxDirectMemory() / 2
                : settings.bodyMemoryBytes(),
            allocator::pinnedDirectMemory,
            System::nanoTime);
    loops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops() == 0 ? NettyRuntime.availableProcessors() : settings.eventLoops(),
            new DefaultThreadFactory("nearside", true),
            transport.handlers());
    RedisConfig redis = settings.redis();
    RedisEvents events = new LoggedRedisEvents();
    far = redis == null ? null : new RedisFarStore(redis, loops, events);
    log = redis == null ? new MemoryPurgeLog() : new RedisPurgeLog(redis, events);
    Map<String, Upstream> upstreams = new LinkedHashMap<>();
    for (UpstreamConfig upstream : settings.upstreams()) {
      ClientTls tls = tls(upstream);
      UpstreamClient client =
          new UpstreamClient(upstream, loops, transport, tls, allocator, memory);
      clients.add(client);
      upstreams.put(upstream.name(), client);
    }
    Address first = settings.upstreams().get(0).addresses().get(0);
    Routes routes = new Routes(settings.routes());
    CacheEngine engine =
        new CacheEngine(
            settings.exchange(),
            routes,
            settings.authorityAliases(),
            first instanceof Address.Inet inet ? inet.toString() : "localhost",
            new NearCache(settings.near()),
            far,
            log,
            upstreams,
            listener);
    server = new ProxyServer(settings.server(), engine, loops, transport, allocator, memory);
    PurgeTargets targets = new PurgeTargets(routes, settings.authorityAliases(), Suggestion::of);
    long maxLagMillis = redis == null ? 0 : redis.maxLagMillis();
    admin =
        new AdminServer(
            settings.admin(), health(far, log), new Purging(log, targets, maxLagMillis, listener));
    try {
      addresses = server.start();
      adminAddress = admin.start();
    } catch (IOException notBound) {
      close();
      throw notBound;
    }
    ready = true;
    LOG.info(
        "listening on {}, upstream {}, admin on {}, {}",
        told(addresses),
        first,
        text(adminAddress),
        transport.name());
  }

  private static String told(List<SocketAddress> addresses) {
    return addresses.stream()
        .map(one -> one instanceof InetSocketAddress inet ? text(inet) : "unix:" + one)
        .collect(Collectors.joining(", "));
  }

  private static String text(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }

  /**
   * Starts a sidecar. When this returns it is bound and answers; Redis may still be away.
   *
   * @throws IOException when an address cannot be bound
   */
  public static Nearside start(Settings settings, ExchangeListener listener) throws IOException {
    return new Nearside(settings, listener);
  }

  /** Where clients are served, in the order of the listeners. */
  public List<SocketAddress> addresses() {
    return addresses;
  }

  /** The first of them that is a host and a port. */
  public InetSocketAddress address() {
    for (SocketAddress address : addresses) {
      if (address instanceof InetSocketAddress inet) {
        return inet;
      }
    }
    throw new IllegalStateException("no port for clients: " + addresses);
  }

  /** Where the admin listener is. */
  public InetSocketAddress adminAddress() {
    return adminAddress;
  }

  private Health health(@Nullable FarStore store, PurgeLog purges) {
    return new Health() {
      @Override
      public boolean live() {
        return true;
      }

      @Override
      public boolean ready() {
        return ready;
      }

      @Override
      public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("redis", store == null ? "none" : store.available() ? "up" : "down");
        details.put("purges", purges.isFollowed() ? "followed" : "blind");
        return details;
      }
    };
  }

  private static @Nullable ClientTls tls(UpstreamConfig upstream) throws IOException {
    ClientTlsConfig config = upstream.tls();
    if (config == null) {
      return null;
    }
    return switch (upstream.http2()) {
      case OFF -> ClientTls.open(config);
      case NEGOTIATED -> ClientTls.open(config, "h2", "http/1.1");
      case PRIOR_KNOWLEDGE -> ClientTls.open(config, "h2");
    };
  }

  /**
   * Stops: no new connections, what is in flight finishes within {@code timeouts.drain}, the rest
   * is closed.
   */
  @Override
  public void close() {
    ready = false;
    if (!server.drain()) {
      LOG.warn("stopped before everything in flight was finished");
    }
    admin.close();
    if (far != null) {
      far.close();
    }
    log.close();
    clients.forEach(UpstreamClient::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
