package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2FrameWriter;

/** A writer of frames that tells how much of which stream's body it writes. */
final class SentData extends DecoratingHttp2FrameWriter {
  private Listener listener = (streamId, bytes) -> {};

  SentData(Http2FrameWriter writer) {
    super(writer);
  }

  /** Who is told. */
  interface Listener {
    void sent(int streamId, int bytes);
  }

  void listener(Listener value) {
    listener = value;
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext context,
      int streamId,
      ByteBuf data,
      int padding,
      boolean end,
      ChannelPromise promise) {
    listener.sent(streamId, data.readableBytes());
    return super.writeData(context, streamId, data, padding, end, promise);
  }
}
