package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.server.ConnectionCounts.Admission;
import io.nearside.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one listener pass through: who it is from, whether there is room for it,
 * TLS, and the version of HTTP that it speaks. Safe on all threads.
 */
final class ClientPipeline {
  private final ListenerConfig config;
  private final CacheEngine engine;
  private final BodyMemory memory;
  private final @Nullable ServerTls tls;
  private final ChannelGroup connections;
  private final BooleanSupplier draining;
  private final AddressRanges trustedProxies;
  private final PurgeSenders purgeSenders;
  private final ConnectionCounts counts;
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * The way of a listener's connections.
   *
   * @param connections where all of them are
   * @param draining whether none is served any more
   */
  ClientPipeline(
      ListenerConfig config,
      CacheEngine engine,
      BodyMemory memory,
      @Nullable ServerTls tls,
      ChannelGroup connections,
      BooleanSupplier draining) {
    this.config = config;
    this.engine = engine;
    this.memory = memory;
    this.tls = tls;
    this.connections = connections;
    this.draining = draining;
    this.trustedProxies = new AddressRanges(config.trustedProxies());
    this.purgeSenders = new PurgeSenders(new AddressRanges(config.purgeAllowed()), trustedProxies);
    this.counts = new ConnectionCounts(config.limits());
  }

  /** A connection was accepted. */
  void accepted(Channel channel) {
    from(channel, ClientOrigin.of(channel.remoteAddress(), trustedProxies));
  }

  /** It is known whom a connection is from. */
  void from(Channel channel, ClientOrigin origin) {
    InetAddress counted = counted(origin);
    Admission admission = counts.admit(counted);
    if (admission != Admission.ADMITTED) {
      channel.pipeline().addLast(new RefusedConnection(refused, admission));
      return;
    }
    channel.closeFuture().addListener(closed -> counts.left(counted));
    origin.set(channel);
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler());
    }
    http1(channel);
    connections.add(channel);
    if (draining.getAsBoolean()) {
      channel.close();
    }
  }

  /** The address to count, or null for one that many clients come from. */
  private static @Nullable InetAddress counted(ClientOrigin origin) {
    return origin.client() == null || origin.trusted() ? null : origin.client().getAddress();
  }

  /** A connection speaks HTTP/1.1 or HTTP/1.0 from here on. */
  void http1(Channel channel) {
    RequestDecoder decoder = new RequestDecoder(config.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    ClientConnection connection =
        new ClientConnection(engine, config, purgeSenders, memory, decoder, encoder);
    channel.pipeline().addLast(decoder, encoder, connection);
  }
}
