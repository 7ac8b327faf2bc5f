package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestEncoderTest {
  private final RequestEncoder encoder = new RequestEncoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(encoder);

  private static HttpRequest request(HttpMethod method, String field, String value) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/a?b");
    request.headers().set(field, value);
    return request;
  }

  private List<String> out() {
    List<String> texts = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      texts.add(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
    return texts;
  }

  @Test
  void oneWithoutABodyIsOneBuffer() {
    encoder.bodiless(true);
    channel.writeOutbound(request(HttpMethod.GET, "Host", "t"));
    channel.writeOutbound(request(HttpMethod.GET, "X-Long", "v".repeat(5000)));
    assertThat(out())
        .containsExactly(
            "GET /a?b HTTP/1.1\r\nHost: t\r\n\r\n",
            "GET /a?b HTTP/1.1\r\nX-Long: " + "v".repeat(5000) + "\r\n\r\n");
  }

  @Test
  void oneWithABodyMayFollow() {
    encoder.bodiless(true);
    channel.writeOutbound(request(HttpMethod.GET, "Host", "t"));
    encoder.bodiless(false);
    channel.writeOutbound(request(HttpMethod.POST, "Transfer-Encoding", "chunked"));
    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(String.join("", out()))
        .isEqualTo(
            "GET /a?b HTTP/1.1\r\nHost: t\r\n\r\n"
                + "POST /a?b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  }
}
