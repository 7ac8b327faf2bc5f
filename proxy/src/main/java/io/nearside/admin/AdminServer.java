package io.nearside.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of the admin port: {@code /healthz}, {@code /readyz} and {@code /purge}.
 *
 * <p>It has a thread of its own, so that it answers while the proxy's loops are busy and does not
 * keep them busy itself.
 */
public final class AdminServer implements AutoCloseable {
  static final int MAX_CONNECTIONS = 64;
  private static final long REQUEST_TIMEOUT_MILLIS = 30_000;

  private final AdminConfig config;
  private final Health health;
  private final Purging purging;
  private final long requestTimeoutMillis;
  private final EventLoopGroup loop;

  /** Seen only on the admin's own thread. */
  private int connections;

  private @Nullable Channel listener;

  /** An admin server that does not listen yet. */
  public AdminServer(AdminConfig config, Health health, Purging purging) {
    this(config, health, purging, REQUEST_TIMEOUT_MILLIS);
  }

  AdminServer(AdminConfig config, Health health, Purging purging, long requestTimeoutMillis) {
    this.config = config;
    this.health = health;
    this.purging = purging;
    this.requestTimeoutMillis = requestTimeoutMillis;
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("nearside-admin", true), NioIoHandler.newFactory());
  }

  /**
   * Listens.
   *
   * @return the address it listens on, with the port that a configured port of 0 became
   * @throws IOException when that address cannot be had; the message says which and why
   */
  public InetSocketAddress start() throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections())
            .bind(new InetSocketAddress(config.host(), config.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      String address = config.host() + ":" + config.port();
      throw new IOException(
          "cannot listen on " + address + " for admin: " + why(bound.cause()), bound.cause());
    }
    listener = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private static String why(@Nullable Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "unknown host";
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message;
  }

  /** Stops listening and closes all connections. Returns when that is done. */
  @Override
  public void close() {
    Channel open = listener;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Connections extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      connections++;
      channel.closeFuture().addListener(closed -> connections--);
      if (connections > MAX_CONNECTIONS) {
        var unused = channel.close();
        return;
      }
      AdminAccess access = AdminAccess.of(config, channel.parent().localAddress());
      AdminHandler handler = new AdminHandler(health, new PurgeEndpoint(access, purging));
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new AdminBody())
          // Behind the aggregator it sees whole requests only: bytes that trickle in do not count.
          .addLast(timeout(handler))
          .addLast(handler);
    }

    /** Who waits for an answer of ours is not late. */
    private ReadTimeoutHandler timeout(AdminHandler handler) {
      return new ReadTimeoutHandler(requestTimeoutMillis, TimeUnit.MILLISECONDS) {
        @Override
        protected void readTimedOut(ChannelHandlerContext channel) throws Exception {
          if (!handler.isBusy()) {
            super.readTimedOut(channel);
          }
        }
      };
    }
  }
}
