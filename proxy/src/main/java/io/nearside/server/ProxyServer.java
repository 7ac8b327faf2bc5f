package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.tls.ServerTls;
import io.nearside.wire.Address;
import io.nearside.wire.ReadSizes;
import io.nearside.wire.Transport;
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
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners for clients, and all their connections. */
public final class ProxyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

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
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final List<Channel> listeners = new ArrayList<>();
  private final List<SocketFile> socketFiles = new ArrayList<>();
  private final List<ServerTls> tls = new ArrayList<>();
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
  }

  /**
   * Binds and begins to accept.
   *
   * @return the addresses that are bound, in the order of the listeners
   * @throws IOException when one cannot be bound, or its certificates cannot be used
   */
  public List<SocketAddress> start() throws IOException {
    List<SocketAddress> bound = new ArrayList<>();
    for (ListenerConfig listener : config.listeners()) {
      bound.add(start(listener));
    }
    return List.copyOf(bound);
  }

  private SocketAddress start(ListenerConfig listener) throws IOException {
    ClientPipeline pipeline =
        new ClientPipeline(
            listener, engine, memory, openTls(listener), connections, () -> draining);
    try {
      return listener.address() instanceof Address.Unix unix
          ? startUnix(pipeline, unix, listener.socketMode())
          : startInet(pipeline, (Address.Inet) listener.address());
    } catch (IOException notBound) {
      throw new IOException(
          "cannot listen on " + listener.address() + ": " + notBound.getMessage(), notBound);
    }
  }

  private SocketAddress startInet(ClientPipeline pipeline, Address.Inet inet) throws IOException {
    ServerBootstrap bootstrap =
        bootstrap(pipeline)
            .channel(transport.server())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true);
    if (transport.isEpoll()) {
      // The kernel would take megabytes of an answer for a client that reads slowly, and what it
      // holds nobody could see.
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
    }
    return bind(bootstrap, new InetSocketAddress(inet.host(), inet.port())).localAddress();
  }

  private SocketAddress startUnix(ClientPipeline pipeline, Address.Unix unix, @Nullable String mode)
      throws IOException {
    SocketFile file = new SocketFile(unix.path(), mode);
    socketFiles.add(file);
    bind(bootstrap(pipeline).channel(transport.unixServer()), transport.unix(file.toBind()));
    file.listening();
    return UnixDomainSocketAddress.of(unix.path());
  }

  private Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    listeners.add(bound.channel());
    return bound.channel();
  }

  private ServerBootstrap bootstrap(ClientPipeline pipeline) {
    return new ServerBootstrap()
        .group(loops)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.ALLOCATOR, allocator)
        .childOption(ChannelOption.ALLOCATOR, allocator)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Output.WIDE)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(memory))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                // Not an option of the bootstrap: Unix domain sockets of the JDK have it only here.
                ((DuplexChannelConfig) channel.config()).setAllowHalfClosure(true);
                pipeline.accepted(channel);
              }
            });
  }

  private @Nullable ServerTls openTls(ListenerConfig listener) throws IOException {
    if (listener.tls() == null) {
      return null;
    }
    ServerTls opened = ServerTls.open(listener.tls(), listener.http2().enabled());
    tls.add(opened);
    return opened;
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
    closeListeners();
    for (Channel channel : connections) {
      channel.eventLoop().execute(() -> Served.drain(channel));
    }
    boolean finished =
        connections
            .newCloseFuture()
            .awaitUninterruptibly(config.drainTimeoutMillis(), TimeUnit.MILLISECONDS);
    for (Channel channel : connections) {
      channel.eventLoop().execute(() -> Served.breakOff(channel));
    }
    connections.newCloseFuture().awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    tls.forEach(ServerTls::close);
    return finished;
  }

  private void closeListeners() {
    for (Channel listener : listeners) {
      listener.close().awaitUninterruptibly();
    }
    for (SocketFile file : socketFiles) {
      try {
        file.closed();
      } catch (IOException left) {
        LOG.debug("the file of a Unix domain socket stays", left);
      }
    }
  }

  @Override
  public void close() {
    drain();
  }
}
