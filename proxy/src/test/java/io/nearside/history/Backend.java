package io.nearside.history;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What all sidecars stand in front of: resources with version numbers. It never errs. */
final class Backend implements AutoCloseable {
  private final List<Resource> resources = new ArrayList<>();
  private final AtomicLongArray versions;
  private final LongAdder requests = new LongAdder();
  private final AtomicInteger underWay = new AtomicInteger();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  /** One with this many resources, in this many groups. */
  Backend(int resources, int groups, Delays delays) {
    for (int i = 0; i < resources; i++) {
      this.resources.add(new Resource(i, groups));
    }
    versions = new AtomicLongArray(resources);
    channel =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    connection
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(1 << 16))
                        .addLast(new BackendHandler(Backend.this, delays));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  List<Resource> resources() {
    return resources;
  }

  long version(Resource resource) {
    return versions.get(resource.number());
  }

  /** Changes a resource. Returns its new version. */
  long change(Resource resource) {
    return versions.incrementAndGet(resource.number());
  }

  List<Resource> group(int group) {
    return resources.stream().filter(resource -> resource.group() == group).toList();
  }

  void began() {
    requests.increment();
    underWay.incrementAndGet();
  }

  void ended() {
    underWay.decrementAndGet();
  }

  long requests() {
    return requests.sum();
  }

  /** How many requests are not answered yet. */
  int underWay() {
    return underWay.get();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
