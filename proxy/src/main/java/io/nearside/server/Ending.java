package io.nearside.server;

import io.nearside.exchange.Deadline;
import io.nearside.wire.OutputEnd;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * The end of a client's connection: not before what was written is out, and where the client is
 * still sending, not before it had a chance to read that. A connection closed with unread bytes is
 * reset, and the client may lose the answer that way.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
final class Ending {
  /** How long and how much is still read from a client that was answered before it was done. */
  private static final long LINGER_MILLIS = 2000;

  private static final int LINGER_BYTES = 1024 * 1024;

  private final Channel channel;
  private final Output output;
  private final Deadline deadline;
  private boolean lingering;
  private boolean inputDone;
  private boolean outputDone;
  private int lingeredBytes;

  Ending(Channel channel, Output output, Deadline deadline) {
    this.channel = channel;
    this.output = output;
    this.deadline = deadline;
  }

  /** Whether what comes in is only read to be dropped. */
  boolean isLingering() {
    return lingering;
  }

  /** Closes when everything is written. */
  void whenWritten() {
    output.whenWritten().addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes when everything is written and the client has sent what it had, within bounds. */
  void whenWrittenAndRead() {
    lingering = true;
    channel.config().setAutoRead(true);
    output.whenWritten().addListener(written -> endOutput());
  }

  private void endOutput() {
    outputDone = true;
    if (inputDone) {
      channel.close();
      return;
    }
    deadline.in(LINGER_MILLIS);
    OutputEnd.of(channel);
  }

  /** Takes what still comes in. */
  void drop(HttpObject object) {
    if (object instanceof HttpContent piece) {
      lingeredBytes += piece.content().readableBytes();
    }
    boolean done = object instanceof LastHttpContent || lingeredBytes > LINGER_BYTES;
    ReferenceCountUtil.release(object);
    if (done) {
      inputEnds();
    }
  }

  /** So much in all was not even read. */
  void swallowed(long bytes) {
    if (lingering && !inputDone && bytes > LINGER_BYTES) {
      inputEnds();
    }
  }

  /** The client has sent all, or enough. */
  void inputEnds() {
    inputDone = true;
    channel.config().setAutoRead(false);
    if (outputDone) {
      channel.close();
    }
  }
}
