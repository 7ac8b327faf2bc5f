package io.nearside.exchange;

import io.netty.handler.codec.http.HttpContent;

/**
 * A request that has passed here so often that it must be going round: it is answered, and goes no
 * further.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6
 */
final class LoopExchange implements Exchange {
  private static final int BAD_GATEWAY = 502;

  LoopExchange(ResponseSink sink) {
    sink.error(BAD_GATEWAY, "the request goes round in a loop", ProxyStatus.LOOP);
  }

  @Override
  public void requestBody(HttpContent piece) {
    piece.release();
  }

  @Override
  public void writable() {
    // The answer is complete.
  }

  @Override
  public void clientGone() {
    // Nothing is under way.
  }
}
