package io.nearside.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** The decoder of requests, which also knows whether it is in the middle of something. */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  private boolean bytesSinceMessage;

  RequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_PIECE_BYTES));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    bytesSinceMessage = true;
    super.channelRead(context, message);
  }

  /** A message came out of it. */
  void messageRead() {
    bytesSinceMessage = actualReadableBytes() > 0;
  }

  /** Whether bytes came that have not become a message yet. */
  boolean hasPartialMessage() {
    return bytesSinceMessage;
  }
}
