package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of responses. Buffers are whole answers or answers from the cache, ready for the
 * wire, and pass as they are; an answer is made either of buffers or of messages, never of both.
 */
final class ResponseEncoder extends HttpResponseEncoder {
  private static final int CRLF = '\r' << 8 | '\n';
  private static final int MOST_ROOM_BYTES = 4096;

  private boolean head;

  /** The longest head so far of those in one buffer: what the next one gets as room. */
  private int roomBytes = 512;

  /** Whether the response that is written next answers a HEAD. */
  void answersHead(boolean value) {
    head = value;
  }

  @Override
  public boolean acceptOutboundMessage(Object message) throws Exception {
    return !(message instanceof ByteBuf) && super.acceptOutboundMessage(message);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return head || super.isContentAlwaysEmpty(response);
  }

  /**
   * A whole answer as bytes for the wire.
   *
   * @param body as long as the head says, null when that is nothing; released
   */
  ByteBuf whole(ByteBufAllocator allocator, HttpResponse response, @Nullable ByteBuf body) {
    ByteBuf out = null;
    boolean done = false;
    try {
      int bodyBytes = body == null ? 0 : body.readableBytes();
      out = allocator.directBuffer(roomBytes + bodyBytes);
      encodeInitialLine(out, response);
      encodeHeaders(response.headers(), out);
      ByteBufUtil.writeShortBE(out, CRLF);
      roomBytes = Math.max(roomBytes, Math.min(out.readableBytes(), MOST_ROOM_BYTES));
      if (body != null) {
        out.writeBytes(body);
      }
      done = true;
      return out;
    } catch (Exception e) {
      throw new IllegalStateException("a head that cannot be written", e);
    } finally {
      ReferenceCountUtil.release(body);
      if (!done) {
        ReferenceCountUtil.release(out);
      }
    }
  }
}
