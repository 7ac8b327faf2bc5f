package io.nearside.upstream;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Upstream;
import io.nearside.tls.ClientTls;
import io.nearside.wire.Address;
import io.nearside.wire.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The backend behind Netty: one pool of connections per event loop, so that a client's connection
 * and the upstream connection that serves it stay on one thread, and one limit for all of them.
 */
public final class UpstreamClient implements Upstream {
  private final IdentityHashMap<EventExecutor, ConnectionPool> pools = new IdentityHashMap<>();
  private final CallLimit limit;

  /**
   * A client with its pools empty; connections are made when they are needed.
   *
   * @param loops the event loops that requests come from
   * @param transport that fits those loops
   * @param tls null for none
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
    limit = new CallLimit(config.limits().requests(), config.limits().queue());
    Address named = config.addresses().get(0);
    Destination destination = new Destination(socket(named, transport), named);
    boolean unix = named instanceof Address.Unix;
    ConnectionLimit connections =
        new ConnectionLimit(
            config.limits().connections(), config.limits().queue(), config.limits().queueMillis());
    for (EventExecutor executor : loops) {
      EventLoop loop = (EventLoop) executor;
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(unix ? transport.unixSocket() : transport.socket())
              .disableResolver()
              .option(ChannelOption.ALLOCATOR, allocator);
      pools.put(
          loop, new ConnectionPool(config, destination, tls, connections, memory, bootstrap, loop));
    }
  }

  private static SocketAddress socket(Address named, Transport transport) {
    return named instanceof Address.Inet inet
        ? new InetSocketAddress(inet.host(), inet.port())
        : transport.unix(((Address.Unix) named).path());
  }

  @Override
  public Call begin(
      HttpRequest request, boolean hasBody, long affinity, EventExecutor loop, Listener listener) {
    ConnectionPool pool = pools.get(loop);
    if (pool == null) {
      throw new IllegalArgumentException("not one of this client's event loops");
    }
    UpstreamCall call = new UpstreamCall(pool, limit, request, hasBody, listener);
    call.start();
    return call;
  }
}
