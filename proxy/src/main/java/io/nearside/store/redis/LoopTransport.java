package io.nearside.store.redis;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/**
 * What Lettuce makes its sockets of. It picks the first transport that the machine has, once, when
 * its classes are loaded; ours are those of the event loops, so it is told before.
 */
final class LoopTransport {
  private static final String[] NATIVE = {"epoll", "kqueue", "iouring"};

  private LoopTransport() {}

  /** Makes Lettuce take the transport of these loops. Of no effect once Lettuce was used. */
  static void of(EventLoopGroup loops) {
    if (!(loops instanceof IoEventLoopGroup group) || group.isIoType(EpollIoHandler.class)) {
      return;
    }
    for (String transport : NATIVE) {
      if (group.isIoType(NioIoHandler.class) || transport.equals("epoll")) {
        System.setProperty("io.lettuce.core." + transport, "false");
      }
    }
  }
}
