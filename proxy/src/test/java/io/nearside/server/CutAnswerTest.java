package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.testing.BufferLeaks;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer that cannot be completed is the last thing on its connection. */
@ExtendWith(BufferLeaks.class)
final class CutAnswerTest {
  private static final String REQUEST = "POST /x HTTP/1.1\r\nHost: t\r\n\r\n";

  private final List<Upstream.Listener> listeners = new ArrayList<>();

  @Test
  void noPipelinedRequestIsBegunBehindACutAnswer() {
    EmbeddedChannel channel = connected();
    // Within a cycle of reading, so that what is written is not flushed before it is cut.
    channel
        .pipeline()
        .fireChannelRead(Unpooled.copiedBuffer(REQUEST + REQUEST, StandardCharsets.ISO_8859_1));
    Upstream.Listener answer = listeners.get(0);
    DefaultHttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
    head.headers().set("Content-Length", 300_000);
    answer.head(head);
    answer.body(Unpooled.wrappedBuffer(new byte[200_000]));
    answer.failed(UpstreamFailure.RESPONSE_INCOMPLETE);
    assertThat(channel.isOpen()).isFalse();
    assertThat(listeners).hasSize(1);
    channel.releaseOutbound();
  }

  private EmbeddedChannel connected() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(65536, 131072));
    EmbeddedClient.connect(
        channel,
        (request, hasBody, affinity, loop, listener) -> {
          listeners.add(listener);
          return EmbeddedClient.SILENT;
        },
        new ServerLimits(1, 1, 1000, 1000, 100, 0),
        new BodyMemory(1 << 20, () -> 0, System::nanoTime));
    return channel;
  }
}
