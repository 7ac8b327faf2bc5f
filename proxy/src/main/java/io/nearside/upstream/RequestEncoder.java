package io.nearside.upstream;

import io.nearside.exchange.RequestOfClient;
import io.nearside.exchange.UpstreamFields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;

/**
 * The encoder of requests to the upstream. One without a body is whole with its head, and goes out
 * in one buffer; nothing may follow it.
 */
final class RequestEncoder extends HttpRequestEncoder {
  private static final int CRLF = '\r' << 8 | '\n';

  private boolean bodiless;

  /** The longest head so far of those without a body: what the next one gets as room. */
  private int roomBytes = 512;

  /** Whether the request that is written next has no body. */
  void bodiless(boolean value) {
    bodiless = value;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (bodiless && message instanceof HttpRequest request) {
      context.write(whole(context, request), promise);
    } else {
      super.write(context, message, promise);
    }
  }

  private ByteBuf whole(ChannelHandlerContext context, HttpRequest request) throws Exception {
    ByteBuf out = context.alloc().directBuffer(roomBytes);
    boolean done = false;
    try {
      encodeInitialLine(out, request);
      fields(out, request);
      ByteBufUtil.writeShortBE(out, CRLF);
      done = true;
    } finally {
      if (!done) {
        out.release();
      }
    }
    roomBytes = Math.max(roomBytes, Math.min(out.readableBytes(), 4096));
    return out;
  }

  private void fields(ByteBuf out, HttpRequest request) {
    UpstreamFields shared = request instanceof RequestOfClient known ? known.shared() : null;
    if (shared == null) {
      encodeHeaders(request.headers(), out);
    } else if (!shared.writeTo(out)) {
      int from = out.writerIndex();
      encodeHeaders(request.headers(), out);
      shared.encoded(out, from);
    }
  }
}
