package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * The encoder of responses. Buffers are answers from the cache, ready for the wire, and pass as
 * they are; an answer is made either of buffers or of messages, never of both.
 */
final class ResponseEncoder extends HttpResponseEncoder {
  private boolean head;

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
}
