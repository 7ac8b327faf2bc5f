package io.nearside.server;

import io.nearside.exchange.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A connection of which nobody knows yet which version of HTTP it speaks: its first bytes tell.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-3.3
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
  /** No request of HTTP/1.1 begins like this. */
  private static final int TELLING_BYTES = "PRI * HTTP/2.0".length();

  private final ClientPipeline pipeline;
  private final long headerTimeoutMillis;
  private final long idleTimeoutMillis;
  private @Nullable Deadline deadline;
  private @Nullable ByteBuf held;

  FirstBytes(ClientPipeline pipeline, ListenerConfig config) {
    this.pipeline = pipeline;
    this.headerTimeoutMillis = config.headerTimeoutMillis();
    this.idleTimeoutMillis = config.idleTimeoutMillis();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    EventExecutor loop = context.executor();
    Deadline awaited = new Deadline(loop, () -> context.channel().close());
    awaited.in(idleTimeoutMillis);
    deadline = awaited;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel();
    }
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = joined(context, (ByteBuf) message);
    int matching = matching(bytes);
    if (matching == TELLING_BYTES) {
      goesOn(context, bytes, true);
    } else if (matching < bytes.readableBytes()) {
      goesOn(context, bytes, false);
    } else {
      if (held == null && deadline != null && bytes.isReadable()) {
        deadline.in(headerTimeoutMillis);
      }
      held = bytes;
    }
  }

  private ByteBuf joined(ChannelHandlerContext context, ByteBuf next) {
    ByteBuf before = held;
    if (before == null) {
      return next;
    }
    held = null;
    ByteBuf all = context.alloc().buffer(before.readableBytes() + next.readableBytes());
    all.writeBytes(before).writeBytes(next);
    before.release();
    next.release();
    return all;
  }

  private static int matching(ByteBuf bytes) {
    ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    int most = Math.min(TELLING_BYTES, bytes.readableBytes());
    int at = 0;
    while (at < most && bytes.getByte(bytes.readerIndex() + at) == preface.getByte(at)) {
      at++;
    }
    preface.release();
    return at;
  }

  private void goesOn(ChannelHandlerContext context, ByteBuf bytes, boolean http2) {
    if (http2) {
      pipeline.http2(context.channel());
    } else {
      pipeline.http1(context.channel());
    }
    // Before they are read: what comes of them is no event of this handler any more.
    context.pipeline().remove(this);
    context.fireChannelRead(bytes);
  }

  /** Half a preface and an end: nothing that could be answered. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
