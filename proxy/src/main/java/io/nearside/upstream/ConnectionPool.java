package io.nearside.upstream;

import io.nearside.exchange.BodyMemory;
import io.nearside.wire.Address;
import io.nearside.wire.ReadSizes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to the upstream. The one used last is used next, so that those
 * that are not needed grow old and close. Only used on its loop.
 */
final class ConnectionPool {
  private static final int MAX_IDLE = 256;

  /*
   * A connection has no more than one piece of a response in hand and so much of a request's body
   * on its way; while memory is short, much less of the latter.
   */
  private static final WriteBufferWaterMark WIDE = new WriteBufferWaterMark(32768, 131072);
  private static final WriteBufferWaterMark NARROW = new WriteBufferWaterMark(8192, 16384);

  private final UpstreamConfig config;
  private final BodyMemory memory;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();

  /**
   * An empty pool.
   *
   * @param bootstrap with group, channel and resolver set
   */
  ConnectionPool(UpstreamConfig config, BodyMemory memory, Bootstrap bootstrap, EventLoop loop) {
    Address.Inet inet = (Address.Inet) config.addresses().get(0);
    this.config = config;
    this.memory = memory;
    this.loop = loop;
    this.bootstrap =
        bootstrap
            .remoteAddress(inet.host(), inet.port())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.times().connectMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WIDE)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(memory))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ResponseDecoder decoder = new ResponseDecoder();
                    channel
                        .pipeline()
                        .addLast(
                            decoder,
                            new HttpRequestEncoder(),
                            new UpstreamConnection(ConnectionPool.this, decoder));
                  }
                });
  }

  UpstreamConfig config() {
    return config;
  }

  EventLoop loop() {
    return loop;
  }

  /** How much a channel takes before it says that it is full: less while memory is short. */
  void fitWriting(Channel channel) {
    WriteBufferWaterMark fit = memory.isTight() ? NARROW : WIDE;
    if (channel.config().getWriteBufferWaterMark() != fit) {
      channel.config().setWriteBufferWaterMark(fit);
    }
  }

  /** The idle connection that was used last, or null. */
  @Nullable UpstreamStream take() {
    UpstreamConnection connection;
    while ((connection = idle.pollFirst()) != null) {
      if (connection.isUsable()) {
        return connection;
      }
      connection.close();
    }
    return null;
  }

  /**
   * Connects and hands the connection, or the failure, to the taker on the loop, not within this
   * call.
   *
   * @return gives it up; the taker hears that it was not connected
   */
  Runnable connect(ChannelTaker taker) {
    ChannelFuture connecting = bootstrap.connect();
    connecting.addListener(
        done -> {
          if (loop.inEventLoop()) {
            tell(connecting, taker);
          } else {
            // There was no socket to be had, and so no loop of its own.
            loop.execute(() -> tell(connecting, taker));
          }
        });
    return () -> connecting.channel().close();
  }

  private static void tell(ChannelFuture connecting, ChannelTaker taker) {
    if (connecting.isSuccess()) {
      taker.connected(connecting.channel().pipeline().get(UpstreamConnection.class));
    } else {
      taker.notConnected(connecting.cause());
    }
  }

  /** Takes a connection back whose exchange is complete. */
  void release(UpstreamConnection connection) {
    if (idle.size() >= MAX_IDLE) {
      connection.close();
      return;
    }
    idle.addFirst(connection);
  }

  /** Forgets an idle connection that has ended. */
  void forget(UpstreamConnection connection) {
    idle.remove(connection);
  }

  /** Who waits for a connection. */
  interface ChannelTaker {
    void connected(UpstreamStream made);

    void notConnected(Throwable cause);
  }
}
