package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ByteProcessor;

/** The decoder of requests, which also knows whether it is in the middle of something. */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  private boolean bytesSinceMessage;

  RequestDecoder(ServerLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headBytes())
            .setMaxChunkSize(MAX_PIECE_BYTES));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    bytesSinceMessage |= beginsSomething((ByteBuf) message);
    super.channelRead(context, message);
  }

  /** A message came out of it. */
  void messageRead() {
    bytesSinceMessage = beginsSomething(internalBuffer());
  }

  /** Some clients end a request with one line end too many: that begins no other. */
  private static boolean beginsSomething(ByteBuf bytes) {
    return bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0;
  }

  /** Whether bytes came that have not become a message yet. */
  boolean hasPartialMessage() {
    return bytesSinceMessage;
  }

  /** Decodes nothing behind what has come out of it, for that may not be HTTP. */
  void pause() {}

  /** Goes on with what has come meanwhile. Not to be called from within a read. */
  void resume() {}

  boolean isPaused() {
    return false;
  }

  /** Whether bytes have come meanwhile. */
  boolean hasUnread() {
    return false;
  }
}
