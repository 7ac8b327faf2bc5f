package io.nearside.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells the streams of a session that they have ended with no word from either side. */
final class Http2StreamEnds extends Http2ConnectionAdapter {
  private final Http2Session session;

  Http2StreamEnds(Http2Session session) {
    this.session = session;
  }

  /** Before the streams above that number are closed. */
  @Override
  public void onGoAwayReceived(int lastNumber, long error, ByteBuf debugData) {
    session.goingAway(lastNumber);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    session.closed(stream);
  }
}
