package io.nearside.server;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.function.BooleanSupplier;

/**
 * What reads and writes the frames of one connection.
 *
 * @param settings what the client is told of our side
 */
record Http2Codec(
    Http2ConnectionDecoder decoder,
    Http2ConnectionEncoder encoder,
    Http2Settings settings,
    Http2Floods floods,
    SentData writer) {

  static Http2Codec of(Http2Config config, BooleanSupplier tooManyResetsOfAddress) {
    DefaultHttp2Connection connection = new DefaultHttp2Connection(true, 0);
    connection.remote().maxActiveStreams(config.maxStreams());
    // Nobody's priorities: RFC 9113 has none any more, and a tree of them is the client's to grow.
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    SentData writer =
        new SentData(new DefaultHttp2FrameWriter(Http2HeadersEncoder.NEVER_SENSITIVE, true));
    Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, writer);
    Http2Floods floods = new Http2Floods(config, System::nanoTime, tooManyResetsOfAddress);
    Http2FrameReader reader =
        new CountedFrames(
            new DefaultHttp2FrameReader(
                new SectionDecoder(config.maxFieldSectionBytes()), config.maxContinuations()),
            floods);
    Http2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            reader,
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            false) {
          @Override
          protected long calculateMaxHeaderListSizeGoAway(long maxHeaderListSize) {
            return mostReadBytes(maxHeaderListSize);
          }
        };
    return new Http2Codec(decoder, encoder, settings(config), floods, writer);
  }

  /** A larger section than this is not even read to its end, to be refused with a status. */
  private static long mostReadBytes(long maxSectionBytes) {
    return 4 * maxSectionBytes;
  }

  private static Http2Settings settings(Http2Config config) {
    return new Http2Settings()
        .maxConcurrentStreams(config.maxStreams())
        .initialWindowSize(config.streamWindowBytes())
        .maxHeaderListSize(config.maxFieldSectionBytes());
  }

  /** Its sections are checked by themselves, line by line. */
  private static final class SectionDecoder extends DefaultHttp2HeadersDecoder {
    // One for all sections: each is done with before the next is decoded.
    private final ReceivedFields section = new ReceivedFields();

    SectionDecoder(long maxSectionBytes) {
      super(false, maxSectionBytes);
      try {
        maxHeaderListSize(maxSectionBytes, mostReadBytes(maxSectionBytes));
      } catch (Http2Exception impossible) {
        throw new IllegalArgumentException(impossible);
      }
    }

    @Override
    protected Http2Headers newHeaders() {
      return section.emptied();
    }
  }
}
