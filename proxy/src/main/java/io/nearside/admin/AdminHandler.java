package io.nearside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of the admin port: answers each request at once. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final Health health;

  AdminHandler(Health health) {
    this.health = health;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext channel, FullHttpRequest request) {
    boolean malformed = request.decoderResult().isFailure();
    FullHttpResponse response =
        malformed ? text(HttpResponseStatus.BAD_REQUEST, "bad request") : answer(request);
    boolean keepAlive = !malformed && HttpUtil.isKeepAlive(request);
    response
        .headers()
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), keepAlive);
    var written = channel.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private FullHttpResponse answer(FullHttpRequest request) {
    return switch (path(request.uri())) {
      case "/healthz" -> ifRead(request, this::healthz);
      case "/readyz" -> ifRead(request, this::readyz);
      default -> text(HttpResponseStatus.NOT_FOUND, "not found");
    };
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static FullHttpResponse ifRead(
      FullHttpRequest request, Supplier<FullHttpResponse> answer) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      return answer.get();
    }
    FullHttpResponse refused = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed");
    refused.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    return refused;
  }

  private FullHttpResponse healthz() {
    return health.live()
        ? text(HttpResponseStatus.OK, "ok")
        : text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not live");
  }

  private FullHttpResponse readyz() {
    boolean ready = health.ready();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("status", ready ? "ready" : "not ready");
    all.putAll(health.details());
    return response(
        ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
        JSON,
        Json.object(all));
  }

  private static FullHttpResponse text(HttpResponseStatus status, String text) {
    return response(status, TEXT, text);
  }

  private static FullHttpResponse response(HttpResponseStatus status, String type, String body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer((body + "\n").getBytes(UTF_8)));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    log.debug("admin connection {} closed", channel.channel().remoteAddress(), cause);
    var unused = channel.close();
  }
}
