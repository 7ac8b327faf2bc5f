package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.server.ConnectionCounts.Admission;
import io.nearside.tls.ServerTls;
import io.nearside.wire.Address;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
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
  private final AddressRanges proxyProtocolFrom;
  private final PurgeSenders purgeSenders;
  private final ConnectionCounts counts;
  private final ResetCounts resets;
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
    this.proxyProtocolFrom = new AddressRanges(config.proxyProtocolFrom());
    this.purgeSenders = new PurgeSenders(new AddressRanges(config.purgeAllowed()), trustedProxies);
    this.counts = new ConnectionCounts(config.limits());
    this.resets = new ResetCounts(config.http2(), System::nanoTime);
  }

  /** A connection was accepted. */
  void accepted(Channel channel) {
    ClientOrigin peer =
        config.address() instanceof Address.Unix
            ? ClientOrigin.ofUnix(trustedProxies)
            : ClientOrigin.of(channel.remoteAddress(), trustedProxies);
    if (peer.isOf(proxyProtocolFrom)) {
      fromProxy(channel, peer);
    } else {
      from(channel, peer);
    }
  }

  /** A proxy will say whom a connection is from. It counts as one before it has. */
  private void fromProxy(Channel channel, ClientOrigin proxy) {
    if (isRefused(channel, counts.admit(null))) {
      return;
    }
    channel.closeFuture().addListener(closed -> counts.left(null));
    channel
        .pipeline()
        .addLast(
            new ProxyHeaderDecoder(
                config.headerTimeoutMillis(), header -> named(channel, proxy, header)));
    add(channel);
  }

  private void named(Channel channel, ClientOrigin proxy, ProxyHeader header) {
    ClientOrigin origin = proxy.named(header, trustedProxies);
    InetAddress counted = counted(origin);
    if (isRefused(channel, counts.admitOf(counted))) {
      return;
    }
    channel.closeFuture().addListener(closed -> counts.leftOf(counted));
    serve(channel, origin);
  }

  /** It is known whom a connection is from. */
  void from(Channel channel, ClientOrigin origin) {
    InetAddress counted = counted(origin);
    if (isRefused(channel, counts.admit(counted))) {
      return;
    }
    channel.closeFuture().addListener(closed -> counts.left(counted));
    serve(channel, origin);
    add(channel);
  }

  private boolean isRefused(Channel channel, Admission admission) {
    if (admission == Admission.ADMITTED) {
      return false;
    }
    if (tls != null) {
      // It would not understand what it is told.
      channel.close();
    } else {
      channel.pipeline().addLast(new RefusedConnection(refused, admission));
    }
    return true;
  }

  private void serve(Channel channel, ClientOrigin origin) {
    origin.set(channel);
    if (tls != null && config.tls() != null) {
      boolean tellsUpstream = config.tls().clientCertField();
      TlsClient client = new TlsClient(config.headerTimeoutMillis(), tellsUpstream, this::secured);
      channel.pipeline().addLast(tls.newHandler(), client);
    } else if (config.http2().enabled()) {
      channel.pipeline().addLast(new FirstBytes(this, config));
    } else {
      http1(channel);
    }
  }

  private void add(Channel channel) {
    connections.add(channel);
    if (draining.getAsBoolean()) {
      channel.close();
    }
  }

  /** The address to count, or null for one that many clients come from. */
  private static @Nullable InetAddress counted(ClientOrigin origin) {
    return origin.client() == null || origin.trusted() ? null : origin.client().getAddress();
  }

  /** TLS is there, and the protocol agreed on, or null. */
  private void secured(Channel channel, @Nullable String protocol) {
    if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
      http2(channel);
    } else {
      http1(channel);
    }
  }

  /** A connection speaks HTTP/1.1 or HTTP/1.0 from here on. */
  void http1(Channel channel) {
    RequestDecoder decoder = new RequestDecoder(config.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    ClientConnection connection =
        new ClientConnection(engine, config, purgeSenders, memory, decoder, encoder);
    channel.pipeline().addLast(decoder, encoder, connection);
  }

  /** A connection speaks HTTP/2 from here on: its client says so, in the handshake or at once. */
  void http2(Channel channel) {
    InetAddress address = counted(ClientOrigin.of(channel));
    Http2Codec codec =
        Http2Codec.of(config.http2(), () -> address != null && resets.reset(address));
    GatheredFrames gathered = new GatheredFrames();
    channel
        .pipeline()
        .addLast(
            gathered,
            new Http2ClientConnection(engine, config, purgeSenders, memory, codec, gathered));
  }
}
