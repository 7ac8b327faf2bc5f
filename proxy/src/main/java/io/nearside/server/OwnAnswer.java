package io.nearside.server;

import io.nearside.http.HttpDate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Whole messages that we make ourselves. */
final class OwnAnswer {
  /** What cannot be had just now may be had soon. */
  private static final String RETRY_AFTER_SECONDS = "1";

  private OwnAnswer() {}

  /** A short text that says what went wrong. Never stored by anybody. */
  static FullHttpResponse error(
      ByteBufAllocator allocator, int status, String text, String proxyStatus) {
    ByteBuf content = ByteBufUtil.writeUtf8(allocator, text + "\n");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    headers.set(HttpHeaderNames.DATE, HttpDate.format(System.currentTimeMillis()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    if (status == 503) {
      headers.set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (!proxyStatus.isEmpty()) {
      headers.set("Proxy-Status", proxyStatus);
    }
    return response;
  }

  /** An interim response of the upstream, which has no body. */
  static FullHttpResponse interim(ByteBufAllocator allocator, HttpResponse response) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        response.status(),
        allocator.buffer(0),
        response.headers(),
        EmptyHttpHeaders.INSTANCE);
  }
}
