package io.nearside.server;

import io.nearside.exchange.Deadline;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What goes out to one client: flushed once for a cycle of reading, or once for a turn of the loop,
 * and watched, for a client that takes nothing is not waited for for ever. Only used on its loop.
 */
final class Output {
  private final ChannelHandlerContext ctx;
  private final Deadline deadline;
  private final long stallMillis;

  private boolean reading;
  private boolean flushNeeded;
  private boolean flushScheduled;
  private long unwrittenBytes;

  /**
   * An output.
   *
   * @param deadline passes when the client takes too long
   * @param stallMillis how long it may take nothing
   */
  Output(ChannelHandlerContext ctx, Deadline deadline, long stallMillis) {
    this.ctx = ctx;
    this.deadline = deadline;
    this.stallMillis = stallMillis;
  }

  /** Writes a message, to be flushed soon. */
  void write(Object message) {
    ctx.write(message, ctx.voidPromise());
    flushNeeded = true;
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      ctx.executor().execute(this::flushInTurn);
    }
    if (!isWritable()) {
      awaitReader();
    }
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /** A cycle of reading begins: what is written in it is flushed at its end. */
  void readingBegins() {
    reading = true;
  }

  void readingEnds() {
    reading = false;
    if (flushNeeded) {
      flush();
    }
  }

  private void flushInTurn() {
    flushScheduled = false;
    if (flushNeeded) {
      flush();
    }
  }

  void flush() {
    flushNeeded = false;
    ctx.flush();
  }

  /** Done when all that was written is out: closing before that would cut an answer short. */
  ChannelFuture whenWritten() {
    awaitReader();
    flushNeeded = false;
    return ctx.writeAndFlush(ctx.alloc().buffer(0));
  }

  /** From now on the client has to take something within each pause. */
  private void awaitReader() {
    unwrittenBytes = unwritten();
    deadline.in(stallMillis);
  }

  /** After the deadline: whether the client took something meanwhile, and has more time. */
  boolean clientReads() {
    long before = unwrittenBytes;
    unwrittenBytes = unwritten();
    boolean reads = unwrittenBytes > 0 && unwrittenBytes != before;
    if (reads) {
      deadline.in(stallMillis);
    }
    return reads;
  }

  private long unwritten() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }
}
