package io.nearside.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** Takes the frames of a session to the streams that they are for. */
final class Http2Frames extends Http2FrameAdapter {
  /** Frames in a row that are about nobody's response. */
  private static final int MAX_ASIDE = 10_000;

  private final Http2Session session;
  private int aside;

  Http2Frames(Http2Session session) {
    this.session = session;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int number, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    aside = 0;
    stream(number).headers(headers, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int number,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    onHeadersRead(ctx, number, headers, padding, end);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int number, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    aside = 0;
    return stream(number).data(data, padding, end);
  }

  private Http2UpstreamStream stream(int number) throws Http2Exception {
    Http2UpstreamStream stream = session.ours(number);
    if (stream == null) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "a stream %d that is not ours", number);
    }
    return stream;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int number, long error) {
    aside();
    Http2UpstreamStream stream = session.ours(number);
    if (stream != null) {
      stream.reset(error);
    }
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int number, int promised, Http2Headers headers, int padding)
      throws Http2Exception {
    throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "a push, which we forbade");
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    aside();
    session.settings();
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) {
    session.settingsTaken();
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) {
    aside();
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int number, int dependency, short weight, boolean exclusive) {
    aside();
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int number, Http2Flags flags, ByteBuf payload) {
    aside();
  }

  private void aside() {
    if (++aside > MAX_ASIDE) {
      session.tooMuch();
    }
  }
}
