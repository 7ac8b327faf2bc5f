package io.nearside.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the admin port: answers each request in its turn, a purge when the log has it.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  static final String PURGE = "/purge";
  private static final String NOT_HERE =
      "this listener is asked for by its address or as localhost, not by this Host";
  private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);

  private final Health health;
  private final PurgeEndpoint purges;

  /**
   * What came while a purge is under way: no more than one read brings. Copies that the GC owns,
   * for the connection may end in many ways.
   */
  private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();

  private boolean busy;
  private boolean closing;
  private boolean replaying;

  AdminHandler(Health health, PurgeEndpoint purges) {
    this.health = health;
    this.purges = purges;
  }

  /** Whether an answer is awaited from us. */
  boolean isBusy() {
    return busy;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext channel, FullHttpRequest request) {
    if (busy) {
      waiting.add(copy(request));
      channel.channel().config().setAutoRead(false);
    } else if (!closing) {
      serve(channel, request);
    }
  }

  private static FullHttpRequest copy(FullHttpRequest request) {
    FullHttpRequest copy =
        request.replace(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(request.content())));
    copy.setDecoderResult(request.decoderResult());
    return copy;
  }

  private void serve(ChannelHandlerContext channel, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      write(channel, AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, "bad request"), request);
    } else if (!purges.access().isForUs(request.headers())) {
      write(channel, AdminAnswer.text(HttpResponseStatus.MISDIRECTED_REQUEST, NOT_HERE), request);
    } else if (path(request.uri()).equals(PURGE)) {
      busy = true;
      // Its body is released when this returns; its head is not.
      purges.answer(request, channel.executor(), response -> answered(channel, response, request));
    } else {
      write(channel, answer(request), request);
    }
  }

  private void answered(
      ChannelHandlerContext channel, FullHttpResponse response, FullHttpRequest request) {
    busy = false;
    write(channel, response, request);
    if (!replaying) {
      replaying = true;
      replayWaiting(channel);
      replaying = false;
    }
  }

  private void replayWaiting(ChannelHandlerContext channel) {
    while (!busy && !closing && !waiting.isEmpty()) {
      serve(channel, waiting.remove());
    }
    if (!busy) {
      channel.channel().config().setAutoRead(true);
    }
  }

  private void write(
      ChannelHandlerContext channel, FullHttpResponse response, FullHttpRequest request) {
    closing = request.decoderResult().isFailure() || !HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), !closing);
    var written = channel.writeAndFlush(response);
    if (closing) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private FullHttpResponse answer(FullHttpRequest request) {
    return switch (path(request.uri())) {
      case "/healthz" -> ifRead(request, this::healthz);
      case "/readyz" -> ifRead(request, this::readyz);
      default -> AdminAnswer.text(HttpResponseStatus.NOT_FOUND, "not found");
    };
  }

  static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static FullHttpResponse ifRead(
      FullHttpRequest request, Supplier<FullHttpResponse> answer) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      return answer.get();
    }
    FullHttpResponse refused =
        AdminAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "method not allowed");
    refused.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    return refused;
  }

  private FullHttpResponse healthz() {
    return health.live()
        ? AdminAnswer.text(HttpResponseStatus.OK, "ok")
        : AdminAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not live");
  }

  private FullHttpResponse readyz() {
    boolean ready = health.ready();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("status", ready ? "ready" : "not ready");
    all.putAll(health.details());
    return AdminAnswer.json(
        ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, all);
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    closing = true;
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    log.debug("admin connection {} closed", channel.channel().remoteAddress(), cause);
    var unused = channel.close();
  }
}
