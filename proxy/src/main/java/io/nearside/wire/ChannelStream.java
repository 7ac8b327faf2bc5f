package io.nearside.wire;

import io.nearside.exchange.ByteStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel whose connection has left HTTP. Only used on its loop. */
public final class ChannelStream extends ChannelInboundHandlerAdapter implements ByteStream {
  /** How long the other side may take to read the last of what was written. */
  private static final long CLOSE_WITHIN_SECONDS = 5;

  /** What came before there was somebody to hear it, or while they did not want to. */
  private final Queue<ByteBuf> untold = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Reader reader;
  private boolean reading;
  private boolean inputEnded;
  private boolean endTold;
  private boolean closed;

  private ChannelStream() {}

  /**
   * Takes the place of the handlers that made HTTP of the channel's bytes. Nothing is read until it
   * is opened. Who gets it opens or closes it: what has come already is held until then.
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

  /** What has happened by now is not told to a handler that comes later. */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    closed = !context.channel().isActive();
    inputEnded = context.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
  }

  @Override
  public void open(Reader newReader) {
    reader = newReader;
    if (closed) {
      gone();
    } else {
      reading(true);
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (closed) {
      bytes.release();
    } else {
      ctx().writeAndFlush(bytes, ctx().voidPromise());
    }
  }

  @Override
  public void endOutput() {
    if (!closed) {
      // Written behind all else: when it is, all else is.
      ctx()
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> OutputEnd.of(ctx().channel()));
    }
  }

  @Override
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    if (on) {
      tell();
    }
    // What is told may pause reading, or end it.
    if (!closed) {
      ctx().channel().config().setAutoRead(reading);
    }
  }

  /** Tells what there is to tell, as long as somebody wants to hear it. */
  private void tell() {
    ByteBuf bytes;
    while (reader != null && reading && (bytes = untold.poll()) != null) {
      reader.bytes(bytes);
    }
    if (reader != null && inputEnded && !endTold && untold.isEmpty()) {
      endTold = true;
      reader.inputEnded();
    }
  }

  /** The connection is gone: what came before that is told all the same. */
  private void gone() {
    reading = true;
    tell();
    Reader last = reader;
    reader = null;
    if (last != null) {
      last.closed();
    }
  }

  @Override
  public void close() {
    reader = null;
    releaseUntold();
    if (closed) {
      return;
    }
    closed = true;
    // What still comes is read, and dropped, until the other side has read what was written.
    ctx().channel().config().setAutoRead(true);
    ChannelFuture written = ctx().writeAndFlush(Unpooled.EMPTY_BUFFER);
    written.addListener(ChannelFutureListener.CLOSE);
    if (!written.isDone()) {
      closeInTime();
    }
  }

  private void closeInTime() {
    Future<?> late =
        ctx()
            .executor()
            .schedule(() -> ctx().channel().close(), CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS);
    ctx().channel().closeFuture().addListener(over -> late.cancel(false));
  }

  private void releaseUntold() {
    ByteBuf bytes;
    while ((bytes = untold.poll()) != null) {
      bytes.release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closed) {
      ReferenceCountUtil.release(message);
      return;
    }
    untold.add((ByteBuf) message);
    tell();
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
    tell();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean byUs = closed;
    closed = true;
    if (!byUs && reader != null) {
      gone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset is routine, and whatever it was, this connection is of no more use.
    context.close();
  }
}
