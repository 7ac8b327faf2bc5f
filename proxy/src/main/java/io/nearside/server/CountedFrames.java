package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * A reader of frames that counts them before anything else is done about them: also those of
 * streams that are closed, of which nobody else is told.
 */
final class CountedFrames implements Http2FrameReader {
  private final Http2FrameReader reader;
  private final Http2Floods floods;
  private @Nullable Http2FrameListener told;
  private @Nullable Http2FrameListener counting;

  CountedFrames(Http2FrameReader reader, Http2Floods floods) {
    this.reader = reader;
    this.floods = floods;
  }

  @Override
  public void readFrame(ChannelHandlerContext context, ByteBuf input, Http2FrameListener listener)
      throws Http2Exception {
    Http2FrameListener through = counting;
    if (through == null || told != listener) {
      through = new Counting(listener);
      told = listener;
      counting = through;
    }
    reader.readFrame(context, input, through);
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Counting extends Http2FrameListenerDecorator {
    Counting(Http2FrameListener listener) {
      super(listener);
    }

    private void control() throws Http2Exception {
      if (floods.controlFrame()) {
        throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames");
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      if (data.isReadable()) {
        floods.payload();
      } else if (!end) {
        control();
      }
      return super.onDataRead(context, streamId, data, padding, end);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      floods.request();
      super.onHeadersRead(context, streamId, headers, padding, end);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      floods.request();
      super.onHeadersRead(context, streamId, headers, dependency, weight, exclusive, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int streamId, long error)
        throws Http2Exception {
      if (floods.reset()) {
        throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many resets");
      }
      super.onRstStreamRead(context, streamId, error);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext context,
        int streamId,
        int dependency,
        short weight,
        boolean exclusive)
        throws Http2Exception {
      control();
      super.onPriorityRead(context, streamId, dependency, weight, exclusive);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
      control();
      super.onSettingsAckRead(context);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
        throws Http2Exception {
      control();
      try {
        super.onSettingsRead(context, settings);
      } catch (Http2Exception.StreamException ofOneStream) {
        // A window that it makes too large (https://www.rfc-editor.org/rfc/rfc9113#section-6.9.2).
        throw Http2Exception.connectionError(
            ofOneStream.error(), ofOneStream, "%s", ofOneStream.getMessage());
      }
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
      control();
      super.onPingRead(context, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
      control();
      super.onPingAckRead(context, data);
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext context, int lastStreamId, long error, ByteBuf debugData)
        throws Http2Exception {
      control();
      super.onGoAwayRead(context, lastStreamId, error, debugData);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int streamId, int increment)
        throws Http2Exception {
      control();
      super.onWindowUpdateRead(context, streamId, increment);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext context,
        byte frameType,
        int streamId,
        Http2Flags flags,
        ByteBuf payload)
        throws Http2Exception {
      control();
      super.onUnknownFrame(context, frameType, streamId, flags, payload);
    }
  }
}
