package io.nearside.server;

import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.CacheStatus;
import io.nearside.exchange.Deadline;
import io.nearside.exchange.Exchange;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.ResponseSink;
import io.nearside.http.HttpDate;
import io.nearside.server.RequestGuard.AbsoluteForm;
import io.nearside.server.RequestGuard.Refusal;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: requests in, answers out, in order and one at a time. Near hits are
 * answered here and now; everything else is an {@link Exchange}, during which later requests wait.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ResponseSink {
  /*
   * Reading goes on during an exchange, so that its body comes and a reset is seen; what belongs to
   * later requests is queued, and above a bound reading stops. Requests also wait, and reading
   * stops, while a client does not take the answers that it has. Only three things make a
   * connection close: the end of an answer after which it must (closing), an answer that cannot be
   * completed (cut), and a time limit. Only the last two drop what is not written yet.
   */
  private static final int MAX_QUEUED = 64;

  /** How long is still read from a client that was answered before it was done. */
  private static final long LINGER_MILLIS = 2000;

  private enum Body {
    /** All of the request has been read. */
    COMPLETE,
    /** There is none, but its empty end has not come by. */
    EMPTY_END_AWAITED,
    /** Pieces are coming and go to the exchange. */
    STREAMING
  }

  private final CacheEngine engine;
  private final ServerConfig config;
  private final TrustedProxies trustedProxies;
  private final RequestDecoder decoder;
  private final ResponseEncoder encoder;
  private final Queue<HttpObject> queued = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Deadline deadline;
  private String clientAddress = "unknown";
  private boolean trusted;

  // The exchange under way.
  private @Nullable Exchange exchange;
  private boolean busy;
  private Body body = Body.COMPLETE;
  private boolean requestPaused;
  private boolean headRequest;
  private boolean http10;
  private boolean headWritten;
  private boolean bodiless;
  private boolean endedByClose;

  // The connection.
  private boolean closing;
  private boolean inputEnded;
  private boolean reading;
  private boolean replaying;
  private boolean flushNeeded;
  private boolean flushScheduled;
  private boolean headLate;
  private boolean lingering;
  private long unwrittenBytes;

  ClientConnection(
      CacheEngine engine,
      ServerConfig config,
      TrustedProxies trustedProxies,
      RequestDecoder decoder,
      ResponseEncoder encoder) {
    this.engine = engine;
    this.config = config;
    this.trustedProxies = trustedProxies;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  private ChannelHandlerContext ctx() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  private Deadline deadline() {
    if (deadline == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return deadline;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    deadline = new Deadline(context.executor(), this::timedOut);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (context.channel().remoteAddress() instanceof InetSocketAddress address) {
      clientAddress = address.getAddress().getHostAddress();
      trusted = trustedProxies.contains(address);
    }
    deadline().in(config.idleTimeoutMillis());
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    decoder.messageRead();
    HttpObject object = (HttpObject) message;
    if (lingering) {
      linger(object);
    } else if (closing && !busy) {
      ReferenceCountUtil.release(object);
    } else if (mustWait() || !queued.isEmpty()) {
      queued.add(object);
      updateReading();
    } else {
      accept(object);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    if (flushNeeded) {
      flush();
    }
    if (!context.channel().isWritable()) {
      updateReading();
    }
    if (!busy && !closing && decoder.hasPartialMessage()) {
      awaitHead();
    }
  }

  private void awaitHead() {
    if (!headLate) {
      headLate = true;
      deadline().in(config.headerTimeoutMillis());
    }
  }

  private void accept(HttpObject object) {
    if (object instanceof HttpRequest request) {
      request(request);
    } else {
      content((HttpContent) object);
    }
  }

  private void content(HttpContent piece) {
    if (piece.decoderResult().isFailure()) {
      piece.release();
      abandon(400, "malformed request body");
      return;
    }
    boolean last = piece instanceof LastHttpContent;
    boolean streaming = body == Body.STREAMING;
    if (last) {
      body = Body.COMPLETE;
    }
    if (!streaming || exchange == null) {
      piece.release();
    } else {
      if (last) {
        deadline().never();
      } else {
        deadline().in(config.bodyTimeoutMillis());
      }
      exchange.requestBody(piece);
    }
    if (last && !busy) {
      idle();
    }
  }

  /** The rest of the request will not come, or cannot be read. */
  private void abandon(int status, String text) {
    if (!busy || headWritten) {
      ctx().close();
      return;
    }
    Exchange current = exchange;
    if (current != null) {
      current.clientGone();
    }
    closing = true;
    error(status, text, CacheStatus.NAME + "; detail=refused", "");
  }

  /** Whether the next request has to wait: for the answer before it, or for its client to read. */
  private boolean mustWait() {
    return body == Body.COMPLETE && (busy || !ctx().channel().isWritable());
  }

  private void updateReading() {
    boolean unread = !busy && !lingering && !ctx().channel().isWritable();
    boolean wanted = !requestPaused && !unread && queued.size() <= MAX_QUEUED;
    if (ctx().channel().config().isAutoRead() != wanted) {
      ctx().channel().config().setAutoRead(wanted);
    }
  }

  // A request.

  private void request(HttpRequest request) {
    headLate = false;
    deadline().never();
    body = Body.EMPTY_END_AWAITED;
    headWritten = false;
    headRequest = request.method().name().equals("HEAD");
    http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    Refusal refusal = RequestGuard.check(request);
    if (refusal != null) {
      refuse(refusal.status(), refusal.text());
      return;
    }
    closing |= !HttpUtil.isKeepAlive(request);
    boolean hasBody =
        HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
    ProxyRequest classified = classify(request, hasBody);
    if (classified == null) {
      refuse(400, "malformed Host or request target");
      return;
    }
    StoredResponse hit = engine.nearHit(classified);
    if (hit != null) {
      engine.served(classified, hit, loop());
      writeStored(hit, CacheStatus.HIT_TTL + engine.ttlSeconds(hit));
      answered();
      return;
    }
    begin(classified, hasBody);
  }

  private @Nullable ProxyRequest classify(HttpRequest request, boolean hasBody) {
    HttpHeaders headers = request.headers();
    String target = request.uri();
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (!target.startsWith("/")) {
      AbsoluteForm absolute = AbsoluteForm.parse(target);
      if (absolute != null) {
        host = absolute.authority();
        target = absolute.pathAndQuery();
      }
    }
    return engine.classify(
        request.method().name(),
        scheme(headers),
        host,
        target,
        headers,
        hasBody,
        clientAddress,
        trusted);
  }

  private String scheme(HttpHeaders headers) {
    String said = trusted ? headers.get("X-Forwarded-Proto") : null;
    return said != null && said.trim().equalsIgnoreCase("https") ? "https" : "http";
  }

  private void begin(ProxyRequest request, boolean hasBody) {
    busy = true;
    if (hasBody) {
      body = Body.STREAMING;
      deadline().in(config.bodyTimeoutMillis());
    }
    Exchange begun = engine.begin(request, this);
    if (busy) {
      exchange = begun;
    }
  }

  private void refuse(int status, String text) {
    closing = true;
    busy = true;
    // Whatever follows is read only to be dropped, so that the answer is not lost in a reset.
    body = Body.STREAMING;
    error(status, text, CacheStatus.NAME + "; detail=refused", "");
  }

  /** The answer is written. What comes next? */
  private void answered() {
    busy = false;
    exchange = null;
    requestPaused = false;
    headWritten = false;
    if (closing) {
      closeAfterAnswer();
      return;
    }
    if (body == Body.STREAMING) {
      // Answered before the request was complete: what is left of it is of no use.
      closing = true;
      closeAfterAnswer();
      return;
    }
    if (body == Body.COMPLETE) {
      idle();
      replayQueued();
    }
  }

  private void idle() {
    if (closing) {
      return;
    }
    if (!reading && queued.isEmpty() && decoder.hasPartialMessage()) {
      awaitHead();
    } else {
      deadline().in(config.idleTimeoutMillis());
    }
  }

  private void replayQueued() {
    if (replaying) {
      return;
    }
    replaying = true;
    while (!closing || busy) {
      HttpObject next = mustWait() ? null : queued.poll();
      if (next == null) {
        break;
      }
      accept(next);
    }
    replaying = false;
    updateReading();
    if (inputEnded && !busy && !closing && queued.isEmpty()) {
      closing = true;
      closeWhenWritten();
    }
  }

  // The answer (ResponseSink).

  @Override
  public EventExecutor loop() {
    return ctx().executor();
  }

  @Override
  public void interim(HttpResponse response) {
    // Nothing says how many there are: a client that does not read them does without.
    if (!http10 && !headWritten && isWritable()) {
      encoder.answersHead(false);
      ctx()
          .write(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1,
                  response.status(),
                  ctx().alloc().buffer(0),
                  response.headers(),
                  io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE));
      flushSoon();
    }
  }

  @Override
  public void head(HttpResponse response) {
    HttpHeaders headers = response.headers();
    int status = response.status().code();
    bodiless = headRequest || status == 204 || status == 304;
    endedByClose = false;
    if (!bodiless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      if (http10) {
        endedByClose = true;
        closing = true;
      } else {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
    }
    if (body == Body.STREAMING) {
      closing = true;
    }
    sayConnection(headers);
    headWritten = true;
    encoder.answersHead(headRequest);
    ctx().write(response, ctx().voidPromise());
    flushSoon();
  }

  private void sayConnection(HttpHeaders headers) {
    if (closing) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (http10) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  @Override
  public void body(ByteBuf piece) {
    if (bodiless) {
      piece.release();
      return;
    }
    ctx().write(new DefaultHttpContent(piece), ctx().voidPromise());
    flushSoon();
    if (!ctx().channel().isWritable()) {
      awaitReader();
    }
  }

  @Override
  public void end() {
    ctx().write(LastHttpContent.EMPTY_LAST_CONTENT, ctx().voidPromise());
    flushSoon();
    answered();
  }

  @Override
  public void cut() {
    busy = false;
    exchange = null;
    if (endedByClose) {
      // Only a reset tells this client that the end is not the end.
      ctx().channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ctx().flush();
    ctx().close();
  }

  @Override
  public void stored(StoredResponse response, String cacheStatus) {
    writeStored(response, cacheStatus);
    answered();
  }

  private void writeStored(StoredResponse response, String cacheStatus) {
    WireAnswer.Connection said =
        closing
            ? WireAnswer.Connection.CLOSE
            : http10 ? WireAnswer.Connection.KEEP_ALIVE : WireAnswer.Connection.UNSAID;
    boolean withBody = !headRequest;
    long age = engine.ageSeconds(response);
    ctx()
        .write(
            WireAnswer.of(ctx().alloc(), response, age, cacheStatus, said, withBody),
            ctx().voidPromise());
    if (withBody && !WireAnswer.isCopied(response)) {
      ctx().write(WireAnswer.body(response), ctx().voidPromise());
    }
    flushSoon();
  }

  @Override
  public void error(int status, String text, String cacheStatus, String proxyStatus) {
    if (headWritten) {
      cut();
      return;
    }
    ByteBuf content = ByteBufUtil.writeUtf8(ctx().alloc(), text + "\n");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    headers.set(HttpHeaderNames.DATE, HttpDate.format(System.currentTimeMillis()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("Cache-Status", cacheStatus);
    if (!proxyStatus.isEmpty()) {
      headers.set("Proxy-Status", proxyStatus);
    }
    if (body == Body.STREAMING) {
      closing = true;
    }
    sayConnection(headers);
    encoder.answersHead(headRequest);
    ctx().write(response, ctx().voidPromise());
    flushSoon();
    answered();
  }

  @Override
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void requestReading(boolean on) {
    requestPaused = !on;
    updateReading();
    if (body == Body.STREAMING) {
      if (on) {
        deadline().in(config.bodyTimeoutMillis());
      } else {
        deadline().never();
      }
    }
  }

  // Flushing: once for a cycle of reading, or once for a turn of the loop.

  private void flushSoon() {
    flushNeeded = true;
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      ctx().executor().execute(this::flushInTurn);
    }
  }

  private void flushInTurn() {
    flushScheduled = false;
    if (flushNeeded) {
      flush();
    }
  }

  private void flush() {
    flushNeeded = false;
    ctx().flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      if (busy && body != Body.STREAMING) {
        deadline().never();
      }
      if (exchange != null) {
        exchange.writable();
      } else if (!busy && !closing) {
        replayQueued();
      }
    }
  }

  // The end.

  /** Closes once the answer is out; reads on for a while if the client is still sending. */
  private void closeAfterAnswer() {
    releaseQueued();
    if (body != Body.STREAMING && !decoder.hasPartialMessage()) {
      closeWhenWritten();
      return;
    }
    lingering = true;
    requestPaused = false;
    updateReading();
    awaitReader();
    writeEnd().addListener(written -> endOutput());
  }

  private void closeWhenWritten() {
    awaitReader();
    writeEnd().addListener(ChannelFutureListener.CLOSE);
  }

  /** What is done once everything before it is written. */
  private ChannelFuture writeEnd() {
    flushNeeded = false;
    return ctx().writeAndFlush(ctx().alloc().buffer(0));
  }

  private void endOutput() {
    if (ctx().channel() instanceof SocketChannel socket) {
      deadline().in(LINGER_MILLIS);
      socket.shutdownOutput();
    } else {
      ctx().close();
    }
  }

  private void linger(HttpObject object) {
    boolean done = object instanceof LastHttpContent;
    ReferenceCountUtil.release(object);
    if (done) {
      ctx().channel().config().setAutoRead(false);
      closeWhenWritten();
    }
  }

  private void timedOut() {
    if (!busy && headLate && !closing) {
      headRequest = false;
      refuse(408, "the request's head took too long");
    } else if (busy && body == Body.STREAMING && !headWritten) {
      abandon(408, "the request's body took too long");
    } else if (clientReads()) {
      deadline().in(config.bodyTimeoutMillis());
    } else {
      ctx().close();
    }
  }

  private void awaitReader() {
    unwrittenBytes = unwritten();
    deadline().in(config.bodyTimeoutMillis());
  }

  /** Whether it has taken something of what is written since this was looked at last. */
  private boolean clientReads() {
    long before = unwrittenBytes;
    unwrittenBytes = unwritten();
    return unwrittenBytes > 0 && unwrittenBytes != before;
  }

  private long unwritten() {
    ChannelOutboundBuffer buffer = ctx().channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** Stops: at once when nothing is under way, else after the answer. */
  void drain() {
    closing = true;
    if (!busy) {
      closeWhenWritten();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (busy && body == Body.STREAMING) {
        context.close();
      } else if (!busy && queued.isEmpty()) {
        closing = true;
        closeWhenWritten();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deadline().cancel();
    releaseQueued();
    Exchange current = exchange;
    exchange = null;
    busy = false;
    closing = true;
    if (current != null) {
      current.clientGone();
    }
  }

  private void releaseQueued() {
    HttpObject object;
    while ((object = queued.poll()) != null) {
      ReferenceCountUtil.release(object);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Resets are routine, and after anything else this connection is not to be trusted.
    context.close();
  }
}
