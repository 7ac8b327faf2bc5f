package io.nearside.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/**
 * The decoder of responses, which also knows whether bytes are left over behind one: they would be
 * taken for the beginning of the next.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private boolean head;

  ResponseDecoder(HttpDecoderConfig config) {
    super(config);
  }

  /** Whether the response that comes next answers a HEAD. */
  void answersHead(boolean value) {
    head = value;
  }

  /** Whether bytes came that are part of no message yet. */
  boolean hasLeftover() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage response) {
    return head || super.isContentAlwaysEmpty(response);
  }
}
