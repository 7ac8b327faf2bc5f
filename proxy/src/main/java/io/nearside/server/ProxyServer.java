package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.server.ConnectionCounts.Admission;
import io.nearside.wire.ReadSizes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The listener for clients, and all their connections. */
public final class ProxyServer implements AutoCloseable {
  private static final int BACKLOG = 4096;

  /** How long closing may take that waits for nobody. */
  private static final long CLOSE_MILLIS = 5_000;

  /** What the kernel may have of an answer beyond what is on its way to the client. */
  private static final long MOST_UNSENT_BYTES = 128 * 1024;

  private final ServerConfig config;
  private final CacheEngine engine;
  private final EventLoopGroup loops;
  private final Transport transport;
  private final ByteBufAllocator allocator;
  private final BodyMemory memory;
  private final AddressRanges trustedProxies;
  private final PurgeSenders purgeSenders;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final ConnectionCounts counts;
  private final AtomicInteger refused = new AtomicInteger();
  private @Nullable Channel listener;
  private volatile boolean draining;

  /** A server that is not bound yet. */
  public ProxyServer(
      ServerConfig config,
      CacheEngine engine,
      EventLoopGroup loops,
      Transport transport,
      ByteBufAllocator allocator,
      BodyMemory memory) {
    this.config = config;
    this.engine = engine;
    this.loops = loops;
    this.transport = transport;
    this.allocator = allocator;
    this.memory = memory;
    this.counts = new ConnectionCounts(config.limits());
    this.trustedProxies = new AddressRanges(config.trustedProxies());
    this.purgeSenders = new PurgeSenders(new AddressRanges(config.purgeAllowed()), trustedProxies);
  }

  /**
   * Binds and begins to accept.
   *
   * @return the address that is bound
   * @throws IOException when it cannot be bound
   */
  public InetSocketAddress start() throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.ALLOCATOR, allocator)
            .childOption(ChannelOption.ALLOCATOR, allocator)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Output.WIDE)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(memory))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel);
                  }
                });
    if (transport.isEpoll()) {
      // The kernel would take megabytes of an answer for a client that reads slowly, and what it
      // holds nobody could see.
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
    }
    ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    listener = bound.channel();
    return (InetSocketAddress) listener.localAddress();
  }

  private void accepted(Channel channel) {
    InetAddress counted = counted(channel.remoteAddress());
    Admission admission = counts.admit(counted);
    if (admission != Admission.ADMITTED) {
      channel.pipeline().addLast(new RefusedConnection(refused, admission));
      return;
    }
    channel.closeFuture().addListener(closed -> counts.left(counted));
    RequestDecoder decoder = new RequestDecoder(config.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    ClientConnection connection =
        new ClientConnection(
            engine, config, trustedProxies, purgeSenders, memory, decoder, encoder);
    channel.pipeline().addLast(decoder, encoder, connection);
    connections.add(channel);
    if (draining) {
      channel.close();
    }
  }

  /** The address to count, or null for one that many clients come from. */
  private @Nullable InetAddress counted(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && !trustedProxies.contains(inet)
        ? inet.getAddress()
        : null;
  }

  /** How many clients are connected. */
  public int connectionCount() {
    return connections.size();
  }

  /**
   * Stops accepting, lets what is in flight finish within its time, and closes the rest.
   *
   * @return whether everything finished in time
   */
  public boolean drain() {
    draining = true;
    if (listener != null) {
      listener.close().awaitUninterruptibly();
    }
    for (Channel channel : connections) {
      channel.eventLoop().execute(() -> drain(channel));
    }
    boolean finished =
        connections
            .newCloseFuture()
            .awaitUninterruptibly(config.drainTimeoutMillis(), TimeUnit.MILLISECONDS);
    for (Channel channel : connections) {
      channel.eventLoop().execute(() -> breakOff(channel));
    }
    connections.newCloseFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    return finished;
  }

  private static void breakOff(Channel channel) {
    ClientConnection connection = channel.pipeline().get(ClientConnection.class);
    if (connection != null) {
      connection.breakOff();
    } else {
      channel.close();
    }
  }

  private static void drain(Channel channel) {
    ClientConnection connection = channel.pipeline().get(ClientConnection.class);
    if (connection != null) {
      connection.drain();
    } else {
      // A tunnel has no end that could be waited for.
      channel.close();
    }
  }

  @Override
  public void close() {
    drain();
  }
}
