package io.nearside.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * The decoder of the upstream's responses, which knows to which request they are an answer. Bytes
 * that no request asked for end the connection: what they say could be taken for the next answer.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.2
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  private boolean answerAwaited;
  private boolean answersHead;
  private boolean anyByteRead;

  ResponseDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_PIECE_BYTES));
  }

  /** A request is being sent: what comes now is its answer. */
  void answerAwaited(String method) {
    answerAwaited = true;
    answersHead = method.equals("HEAD");
    anyByteRead = false;
  }

  /** The answer is complete. */
  void answerComplete() {
    answerAwaited = false;
  }

  /** Whether a byte of the answer has come. */
  boolean anyByteRead() {
    return anyByteRead;
  }

  /** Whether more has come than the answer. */
  boolean hasExcess() {
    return actualReadableBytes() > 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    if (!answerAwaited) {
      ReferenceCountUtil.release(bytes);
      context.close();
      return;
    }
    anyByteRead = true;
    super.channelRead(context, bytes);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return answersHead || super.isContentAlwaysEmpty(message);
  }
}
