package io.nearside.wire;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a half-closed client writable on epoll. Netty 4.2.18 takes a socket out of epoll as soon as
 * nothing is awaited of it, as after the client's end of input, and then fails to await that it
 * becomes writable again ({@code epoll_ctl ENOENT}): an answer larger than the socket's buffer
 * would be cut. Awaiting edges, which by itself awaits nothing, keeps it in.
 */
public final class EpollHalfClose {
  private static final Logger LOG = LoggerFactory.getLogger(EpollHalfClose.class);
  private static final int EDGE_TRIGGERED = 1 << 31;
  private static final @Nullable Method SET_FLAG = setFlag();

  private EpollHalfClose() {}

  private static @Nullable Method setFlag() {
    for (Class<?> type = AbstractEpollStreamChannel.class;
        type != null;
        type = type.getSuperclass()) {
      try {
        Method method = type.getDeclaredMethod("setFlag", int.class);
        method.setAccessible(true);
        return method;
      } catch (NoSuchMethodException above) {
        // It is a superclass's.
      } catch (RuntimeException inaccessible) {
        LOG.debug("large answers to half-closed clients may be cut", inaccessible);
        return null;
      }
    }
    return null;
  }

  /** To be called when the end of the client's input is told. */
  public static void keepRegistered(Channel channel) {
    Method method = SET_FLAG;
    if (method == null || !(channel instanceof AbstractEpollStreamChannel)) {
      return;
    }
    try {
      method.invoke(channel, EDGE_TRIGGERED);
    } catch (IllegalAccessException | InvocationTargetException failed) {
      LOG.debug("a large answer to a half-closed client may be cut", failed);
    }
  }
}
