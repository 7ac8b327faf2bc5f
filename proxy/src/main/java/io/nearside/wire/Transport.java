package io.nearside.wire;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * What sockets are made of on this machine: epoll where it is there, else the JDK's.
 *
 * @param name for the log
 * @param handlers of event loops
 * @param server listening sockets
 * @param socket connections
 * @param unixServer listening Unix domain sockets
 * @param unixSocket connections over those
 * @param datagram for look-ups of names
 */
public record Transport(
    String name,
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> server,
    Class<? extends Channel> socket,
    Class<? extends ServerChannel> unixServer,
    Class<? extends Channel> unixSocket,
    Class<? extends DatagramChannel> datagram) {

  /** Whether it is Linux's own. */
  public boolean isEpoll() {
    return socket == EpollSocketChannel.class;
  }

  /** The address of a Unix domain socket, as this transport wants it. */
  public SocketAddress unix(String path) {
    return isEpoll() ? new DomainSocketAddress(path) : UnixDomainSocketAddress.of(path);
  }

  /** The best one that works here. */
  public static Transport best() {
    if (Epoll.isAvailable()) {
      return new Transport(
          "epoll",
          EpollIoHandler.newFactory(),
          EpollServerSocketChannel.class,
          EpollSocketChannel.class,
          EpollServerDomainSocketChannel.class,
          EpollDomainSocketChannel.class,
          EpollDatagramChannel.class);
    }
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class,
        NioDatagramChannel.class);
  }
}
