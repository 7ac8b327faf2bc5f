package io.nearside.server;

import io.nearside.exchange.ProxyStatus;
import io.nearside.server.ConnectionCounts.Admission;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection that is one too many: it is told so in answer to whatever it sends, and closed soon.
 * Only so many are told at once; beyond that connections are just closed.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter {
  private static final int MOST_AT_ONCE = 1024;
  private static final long CLOSE_AFTER_MILLIS = 1000;

  private final AtomicInteger count;
  private final Admission why;
  private boolean counted;
  private boolean answered;

  /**
   * A refusal.
   *
   * @param count how many there are; the same for all
   */
  RefusedConnection(AtomicInteger count, Admission why) {
    this.count = count;
    this.why = why;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (count.incrementAndGet() > MOST_AT_ONCE) {
      count.decrementAndGet();
      context.close();
      return;
    }
    counted = true;
    context
        .executor()
        .schedule(() -> context.channel().close(), CLOSE_AFTER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (counted) {
      counted = false;
      count.decrementAndGet();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    if (answered) {
      return;
    }
    answered = true;
    // Reading goes on a while: a connection closed with unread bytes is reset, and the answer lost.
    context
        .writeAndFlush(answer())
        .addListener(written -> ((DuplexChannel) context.channel()).shutdownOutput());
  }

  private ByteBuf answer() {
    boolean mine = why == Admission.TOO_MANY_OF_ADDRESS;
    String text = mine ? "too many connections from your address\n" : "too many connections\n";
    String head =
        "HTTP/1.1 "
            + (mine ? "429 Too Many Requests" : "503 Service Unavailable")
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + text.length()
            + "\r\nCache-Control: no-store\r\nRetry-After: 1\r\nProxy-Status: "
            + ProxyStatus.refused(mine ? 429 : 503)
            + "\r\nConnection: close\r\n\r\n";
    return Unpooled.copiedBuffer(head + text, StandardCharsets.US_ASCII);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
