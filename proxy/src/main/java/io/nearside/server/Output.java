package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * What goes out to one client: flushed once for a cycle of reading, or once for a turn of the loop,
 * and watched, for a client that takes nothing is not waited for for ever. Only used on its loop.
 */
final class Output {
  /** How much of an answer may wait for its client. */
  static final WriteBufferWaterMark WIDE = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

  private static final WriteBufferWaterMark NARROW = new WriteBufferWaterMark(4 * 1024, 8 * 1024);

  private final ChannelHandlerContext ctx;
  private final HeldAnswer held;
  private final Deadline deadline;
  private final long stallMillis;
  private final long leastBytesPerStall;
  private final BodyMemory memory;

  private final Runnable flushInTurn = this::flushInTurn;
  private boolean reading;
  private boolean flushNeeded;
  private boolean flushScheduled;
  private boolean narrow;
  private long writes;
  private long unwrittenBytes;

  /**
   * An output.
   *
   * @param held what of a streamed answer waits for more of it
   * @param deadline passes when the client takes too long
   * @param stallMillis how long it may take nothing
   * @param minBytesPerSecond how much it has to take meanwhile, when there is something to take
   * @param memory what bodies on their way may take
   */
  Output(
      ChannelHandlerContext ctx,
      HeldAnswer held,
      Deadline deadline,
      long stallMillis,
      long minBytesPerSecond,
      BodyMemory memory) {
    this.ctx = ctx;
    this.held = held;
    this.leastBytesPerStall = Math.max(1, minBytesPerSecond * stallMillis / 1000);
    this.memory = memory;
    this.deadline = deadline;
    this.stallMillis = stallMillis;
  }

  /** Writes a message, to be flushed soon. */
  void write(Object message) {
    held.settle();
    ctx.write(message, ctx.voidPromise());
    written();
  }

  private void written() {
    writes++;
    flushNeeded = true;
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      ctx.executor().execute(flushInTurn);
    }
    if (!isWritable()) {
      awaitReader();
    }
  }

  /** Writes the head of a streamed answer that says how long its body is. */
  void writeHead(HttpResponse head) {
    held.settle();
    held.hold(head);
    written();
  }

  /** Writes a piece of the body of a streamed answer. */
  void writePiece(ByteBuf piece) {
    if (held.holds(piece)) {
      writes++;
    } else {
      writeBody(new DefaultHttpContent(piece));
    }
  }

  /** Writes the end of a streamed answer. */
  void writeEnd(LastHttpContent end) {
    if (held.completes()) {
      written();
    } else {
      write(end);
    }
  }

  /** Writes a piece of a body, of which little may wait while memory is tight. */
  void writeBody(Object message) {
    boolean tight = memory.isTight();
    if (tight != narrow) {
      narrow = tight;
      ctx.channel().config().setWriteBufferWaterMark(tight ? NARROW : WIDE);
    }
    write(message);
  }

  /** How often something was written. */
  long writes() {
    return writes;
  }

  /** Whether each connection has to do with little memory. */
  boolean isTight() {
    return memory.isTight();
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
    held.settle();
    ctx.flush();
  }

  /** Done when all that was written is out: closing before that would cut an answer short. */
  ChannelFuture whenWritten() {
    held.settle();
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
    boolean reads = unwrittenBytes > 0 && before - unwrittenBytes >= leastBytesPerStall;
    if (reads) {
      deadline.in(stallMillis);
    }
    return reads;
  }

  /** There is nobody any more to have what is held. */
  void release() {
    held.release();
  }

  private long unwritten() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }
}
