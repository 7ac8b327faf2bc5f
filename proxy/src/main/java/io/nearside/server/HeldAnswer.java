package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a streamed answer, which is not written before the turn of the loop ends: one
 * that is complete by then, and small, goes out in one buffer. Only used on its loop.
 */
final class HeldAnswer {
  /** A longer piece is not worth copying. */
  private static final int MOST_BYTES = 8 * 1024;

  private final ChannelHandlerContext ctx;
  private final ResponseEncoder encoder;
  private @Nullable HttpResponse head;
  private @Nullable ByteBuf body;

  HeldAnswer(ChannelHandlerContext ctx, ResponseEncoder encoder) {
    this.ctx = ctx;
    this.encoder = encoder;
  }

  /** Holds a head that says how long its body is. */
  void hold(HttpResponse beginning) {
    head = beginning;
  }

  /** Holds the body, if this may be all of it. */
  boolean holds(ByteBuf piece) {
    if (head == null || body != null || piece.readableBytes() > MOST_BYTES) {
      return false;
    }
    body = piece;
    return true;
  }

  /** Writes what is held as a whole answer: false when nothing is. */
  boolean completes() {
    HttpResponse whole = head;
    if (whole == null) {
      return false;
    }
    ByteBuf content = body;
    head = null;
    body = null;
    try {
      ctx.write(encoder.whole(ctx.alloc(), whole, content), ctx.voidPromise());
    } catch (RuntimeException | OutOfMemoryError noRoom) {
      // As where a write fails: not to be thrown at the upstream whose answer it is.
      ctx.pipeline().fireExceptionCaught(noRoom);
    }
    return true;
  }

  /** Writes what is held as the beginning of more. */
  void settle() {
    HttpResponse begun = head;
    if (begun == null) {
      return;
    }
    ByteBuf piece = body;
    head = null;
    body = null;
    ctx.write(begun, ctx.voidPromise());
    if (piece != null) {
      ctx.write(new DefaultHttpContent(piece), ctx.voidPromise());
    }
  }

  /** Forgets it: there is nobody to have it. */
  void release() {
    head = null;
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
