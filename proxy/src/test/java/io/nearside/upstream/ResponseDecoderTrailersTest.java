package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseDecoderTrailersTest {
  private static final String WITH_LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n";

  private final ResponseDecoder decoder = new ResponseDecoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aBodyWithALengthHasNone() {
    assertThat(trailersOf(WITH_LENGTH)).isEmpty();
  }

  @Test
  void thoseOfAChunkedBodyComeWhateverTheAnswerBeforeWas() {
    trailersOf(WITH_LENGTH);
    assertThat(trailersOf(CHUNKED).get("X-Sum")).isEqualTo("1");
    assertThat(trailersOf(WITH_LENGTH)).isEmpty();
    assertThat(trailersOf(CHUNKED).get("X-Sum")).isEqualTo("1");
  }

  private HttpHeaders trailersOf(String answer) {
    decoder.answerAwaited("GET");
    channel.writeInbound(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));
    LastHttpContent last = null;
    Object message;
    while ((message = channel.readInbound()) != null) {
      if (message instanceof LastHttpContent end) {
        last = end;
      }
      ReferenceCountUtil.release(message);
    }
    decoder.answerComplete();
    assertThat(last).isNotNull();
    assertThat(last.decoderResult().isSuccess()).isTrue();
    return last.trailingHeaders();
  }
}
