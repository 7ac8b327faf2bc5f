package io.nearside.history;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A connection to the backend. */
final class BackendHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** In the answer to a write: the versions it made, one number for each resource. */
  static final String VERSIONS = "X-Versions";

  private final Backend backend;
  private final Delays delays;

  BackendHandler(Backend backend, Delays delays) {
    this.backend = backend;
    this.delays = delays;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    String method = request.method().name();
    String path = request.uri();
    String variant = request.headers().get(Resource.VARIANT, "");
    String condition = request.headers().get(HttpHeaderNames.IF_NONE_MATCH, "");
    backend.began();
    later(
        context,
        () -> {
          FullHttpResponse response = answer(method, path, variant, condition);
          later(context, () -> finish(context, response));
        });
  }

  private void later(ChannelHandlerContext context, Runnable task) {
    long micros = delays.anyMicros(ThreadLocalRandom.current());
    context.executor().schedule(task, micros, TimeUnit.MICROSECONDS);
  }

  private void finish(ChannelHandlerContext context, FullHttpResponse response) {
    backend.ended();
    context.writeAndFlush(response);
  }

  private FullHttpResponse answer(String method, String path, String variant, String condition) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("/poke/")) {
      return poked(backend.group(Integer.parseInt(last)));
    }
    Resource resource = backend.resources().get(Integer.parseInt(last.substring(1)));
    if (method.equals("GET") || method.equals("HEAD")) {
      return representation(resource, variant, condition, () -> backend.version(resource));
    }
    if (method.equals("POST") && resource.answersPosts()) {
      FullHttpResponse now = representation(resource, variant, "", () -> backend.change(resource));
      now.headers().set(HttpHeaderNames.CONTENT_LOCATION, path);
      return now;
    }
    return poked(List.of(resource));
  }

  /** A group of resources changes at once. */
  private FullHttpResponse poked(List<Resource> changed) {
    List<String> versions = new ArrayList<>();
    for (Resource resource : changed) {
      versions.add(Long.toString(backend.change(resource)));
    }
    FullHttpResponse response = response(HttpResponseStatus.OK, "changed\n");
    response.headers().set(VERSIONS, String.join(" ", versions));
    return response;
  }

  private static FullHttpResponse representation(
      Resource resource, String variant, String condition, Supplier<Long> versionNow) {
    long version = versionNow.get();
    boolean same = condition.equals(resource.entityTag(variant, version));
    FullHttpResponse response =
        same
            ? response(HttpResponseStatus.NOT_MODIFIED, "")
            : response(HttpResponseStatus.OK, resource.body(variant, version));
    for (String line : resource.fields(variant, version)) {
      int colon = line.indexOf(':');
      response.headers().add(line.substring(0, colon), line.substring(colon + 2));
    }
    response.headers().set(VERSIONS, Long.toString(version));
    return response;
  }

  private static FullHttpResponse response(HttpResponseStatus status, String body) {
    ByteBuf content = ByteBufUtil.writeAscii(UnpooledByteBufAllocator.DEFAULT, body);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    if (status != HttpResponseStatus.NOT_MODIFIED) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    }
    return response;
  }
}
