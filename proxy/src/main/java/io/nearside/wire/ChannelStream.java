package io.nearside.wire;

import io.nearside.exchange.ByteStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel whose connection has left HTTP. Only used on its loop. */
public final class ChannelStream extends ChannelInboundHandlerAdapter implements ByteStream {
  /** How long the other side may take to read the last of what was written. */
  private static final long CLOSE_WITHIN_SECONDS = 5;

  /** What came before there was somebody to hear it. */
  private final Queue<ByteBuf> early = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Reader reader;
  private boolean inputEnded;
  private boolean closed;

  private ChannelStream() {}

  /**
   * Takes the place of the handlers that made HTTP of the channel's bytes. Nothing is read until it
   * is opened.
   *
   * @param http the decoder last, so that what it has not read yet comes to the stream
   */
  public static ChannelStream inPlaceOf(ChannelHandlerContext context, ChannelHandler... http) {
    ChannelStream stream = new ChannelStream();
    context.channel().config().setAutoRead(false);
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    context.pipeline().addLast(stream);
    for (ChannelHandler handler : http) {
      context.pipeline().remove(handler);
    }
    return stream;
  }

  private ChannelHandlerContext ctx() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
    ByteBuf bytes;
    while ((bytes = early.poll()) != null) {
      newReader.bytes(bytes);
    }
    if (inputEnded) {
      newReader.inputEnded();
    }
    if (closed) {
      newReader.closed();
    } else {
      reading(true);
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    ctx().writeAndFlush(bytes, ctx().voidPromise());
  }

  @Override
  public void endOutput() {
    ctx()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> ((DuplexChannel) ctx().channel()).shutdownOutput());
  }

  @Override
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void reading(boolean on) {
    ctx().channel().config().setAutoRead(on);
  }

  @Override
  public void close() {
    closed = true;
    reader = null;
    releaseEarly();
    ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    ctx()
        .executor()
        .schedule(() -> ctx().channel().close(), CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private void releaseEarly() {
    ByteBuf bytes;
    while ((bytes = early.poll()) != null) {
      bytes.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
    } else if (reader == null) {
      early.add((ByteBuf) message);
    } else {
      reader.bytes((ByteBuf) message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (reader != null && context.channel().isWritable()) {
      reader.writable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      return;
    }
    EpollHalfClose.keepRegistered(context.channel());
    inputEnded = true;
    if (reader != null) {
      reader.inputEnded();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean told = closed;
    closed = true;
    if (reader != null && !told) {
      reader.closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset is routine, and whatever it was, this connection is of no more use.
    context.close();
  }
}
