package io.nearside.upstream;

import io.nearside.wire.Transport;
import io.netty.channel.Channel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The JDK's sockets, but for one kind. */
final class NioTransport {
  private NioTransport() {}

  /** Whose connections are of this class. */
  static Transport of(Class<? extends Channel> socket) {
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        socket,
        NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class,
        NioDatagramChannel.class);
  }
}
