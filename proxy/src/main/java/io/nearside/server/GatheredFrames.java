package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Whole answers of one connection of HTTP/2 in one buffer, until they are flushed. Stands between
 * the connection and its socket, so that whatever else is written goes out behind them.
 */
final class GatheredFrames extends ChannelOutboundHandlerAdapter {
  private static final int MOST_BYTES = 32 * 1024;

  private @Nullable ByteBuf gathered;
  private int usualBytes;
  private int bytesOfCycle;

  /**
   * A buffer for more answers.
   *
   * @param bytes how much is to be added to it at most
   */
  ByteBuf room(ChannelHandlerContext context, int bytes) {
    ByteBuf out = gathered;
    if (out != null && out.writableBytes() >= bytes) {
      return out;
    }
    if (out != null) {
      // There are more than usual.
      usualBytes = Math.min(MOST_BYTES, 2 * out.capacity());
      write(context);
    }
    out = context.alloc().directBuffer(Math.max(bytes, usualBytes));
    gathered = out;
    return out;
  }

  private void write(ChannelHandlerContext context) {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      bytesOfCycle += out.readableBytes();
      context.write(out, context.voidPromise());
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    write(context);
    context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    write(context);
    if (bytesOfCycle > 0) {
      usualBytes = Math.min(MOST_BYTES, bytesOfCycle);
      bytesOfCycle = 0;
    }
    context.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf unsent = gathered;
    if (unsent != null) {
      gathered = null;
      unsent.release();
    }
  }
}
