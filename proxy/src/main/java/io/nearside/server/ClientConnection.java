package io.nearside.server;

import io.nearside.caching.Delivery;
import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.ByteStream;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.CacheStatus;
import io.nearside.exchange.Deadline;
import io.nearside.exchange.Exchange;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.ProxyStatus;
import io.nearside.exchange.ResponseSink;
import io.nearside.server.RequestGuard.AbsoluteForm;
import io.nearside.server.RequestGuard.Refusal;
import io.nearside.store.StoredResponse;
import io.nearside.wire.ChannelStream;
import io.nearside.wire.EpollHalfClose;
import io.nearside.wire.OutputEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: requests in, answers out, in order and one at a time. Near hits are
 * answered here and now; everything else is an {@link Exchange}, during which later requests wait.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ResponseSink, Served {
  /*
   * Reading goes on during an exchange, so that its body comes and a reset is seen; what belongs to
   * later requests waits, and above a bound reading stops. So it is while a client takes none of
   * its answers, for else it could make us write without end. Only three things make a connection
   * close: the end of an answer after which it must (closing), an answer that cannot be completed
   * (cut), and a time limit.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private static final String PURGE = "PURGE";
  private static final String TOO_LARGE = "the request's body is too large here";

  private final CacheEngine engine;
  private final ListenerConfig config;
  private final PurgeSenders purgeSenders;
  private final BodyMemory memory;
  private final RequestDecoder decoder;
  private final ResponseEncoder encoder;
  private final PendingInput pending = new PendingInput();
  private final Framing framing = new Framing();
  private final RequestBody body;

  private @Nullable Parts parts;
  private @Nullable ClientOrigin origin;

  // The exchange under way.
  private @Nullable Exchange exchange;
  private boolean busy;
  private boolean headWritten;

  // The connection.
  private boolean closing;
  private boolean draining;
  private boolean inputEnded;
  private boolean replaying;
  private boolean headLate;
  private long writesSeen;

  ClientConnection(
      CacheEngine engine,
      ListenerConfig config,
      PurgeSenders purgeSenders,
      BodyMemory memory,
      RequestDecoder decoder,
      ResponseEncoder encoder) {
    this.engine = engine;
    this.config = config;
    this.purgeSenders = purgeSenders;
    this.memory = memory;
    this.body =
        new RequestBody(config.bodyTimeoutMillis(), config.limits().minBodyBytesPerSecond());
    this.decoder = decoder;
    this.encoder = encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().attr(Served.KEY).set(this);
    EventExecutor loop = context.executor();
    Deadline deadline = new Deadline(loop, this::timedOut);
    Output output =
        new Output(
            context,
            new HeldAnswer(context, encoder),
            deadline,
            config.bodyTimeoutMillis(),
            config.limits().minBodyBytesPerSecond(),
            memory);
    parts =
        new Parts(
            context,
            output,
            new StoredAnswer(context.alloc(), output, this::answered),
            new Ending(context.channel(), output, deadline),
            deadline,
            new Deadline(loop, this::lastedTooLong),
            new Deadline(loop, this::noSign));
    if (context.channel().isActive()) {
      deadline.in(config.idleTimeoutMillis());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    context.channel().attr(Served.KEY).set(null);
  }

  private Parts parts() {
    if (parts == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return parts;
  }

  /**
   * What there is once it is in a pipeline.
   *
   * @param deadline of what is awaited next
   * @param total of the exchange under way, from its begin to its end
   * @param sign that a client is there that has ended its side
   */
  private record Parts(
      ChannelHandlerContext ctx,
      Output output,
      StoredAnswer storedAnswer,
      Ending ending,
      Deadline deadline,
      Deadline total,
      Deadline sign) {}

  @Override
  public void channelActive(ChannelHandlerContext context) {
    parts().deadline().in(config.idleTimeoutMillis());
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    parts().output().readingBegins();
    HttpObject object = (HttpObject) message;
    if (object instanceof HttpRequest request && mayLeaveHttp(request)) {
      decoder.pause();
    }
    if (parts().ending().isLingering()) {
      parts().ending().drop(object);
    } else if (closing && !busy) {
      ReferenceCountUtil.release(object);
    } else if (!pending.isEmpty() || mustWait()) {
      pending.add(object);
      updateReading();
    } else {
      accept(object);
    }
  }

  /** Whether what follows may be of another protocol. */
  private static boolean mayLeaveHttp(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE)
        && request.decoderResult().isSuccess()
        && !HttpUtil.isTransferEncodingChunked(request)
        && HttpUtil.getContentLength(request, 0L) == 0;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    parts().output().readingEnds();
    parts().ending().swallowed(decoder.swallowedBytes());
    if (decoder.isPaused()) {
      updateReading();
    }
    if (!busy && !closing && pending.isEmpty() && decoder.hasPartialMessage()) {
      awaitHead();
    }
  }

  private void awaitHead() {
    if (!headLate) {
      headLate = true;
      parts().deadline().in(config.headerTimeoutMillis());
    }
  }

  /** Whether what comes next has to wait: for the answer before it, or for a client to read. */
  private boolean mustWait() {
    return body.isComplete() && (busy || !isWritable());
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
      Refusal refusal = RequestGuard.unreadableBody(piece.decoderResult().cause());
      abandon(refusal.status(), refusal.text());
      return;
    }
    boolean last = piece instanceof LastHttpContent;
    boolean streaming = body.isStreaming();
    boolean wasPaused = body.isPaused();
    if (streaming) {
      body.piece(piece.content().readableBytes(), last, System.nanoTime());
    } else if (last) {
      body.end();
    }
    if (!streaming || exchange == null) {
      piece.release();
    } else if (body.isTooLarge()) {
      piece.release();
      abandon(413, TOO_LARGE);
      return;
    } else {
      timeRequest();
      exchange.requestBody(piece);
    }
    if (last && wasPaused) {
      updateReading();
    }
    if (last && !busy) {
      idle();
    }
  }

  /** Times the request's body while it is read; but a client that takes nothing is timed itself. */
  private void timeRequest() {
    if (!isWritable()) {
      return;
    }
    if (body.isStreaming() && !body.isPaused()) {
      parts().deadline().in(body.nextPieceMillis(System.nanoTime()));
    } else {
      parts().deadline().never();
    }
  }

  /** The rest of the request will not come, or cannot be read. */
  private void abandon(int status, String text) {
    if (!busy) {
      parts().ctx().close();
      return;
    }
    Exchange current = exchange;
    if (current != null) {
      current.clientGone();
    }
    if (headWritten) {
      cut();
      return;
    }
    closing = true;
    error(status, text, ProxyStatus.refused(status));
  }

  private void updateReading() {
    boolean unread = !busy && !isWritable();
    boolean held = decoder.isPaused() && decoder.holdsMuch();
    boolean wanted = !body.isPaused() && !unread && !held && pending.hasRoom();
    if (!parts().ending().isLingering()
        && parts().ctx().channel().config().isAutoRead() != wanted) {
      parts().ctx().channel().config().setAutoRead(wanted);
    }
  }

  // A request.

  private void request(HttpRequest request) {
    headLate = false;
    parts().deadline().never();
    body.headRead();
    headWritten = false;
    framing.request(request);
    Refusal refusal = RequestGuard.check(request);
    if (refusal != null) {
      refuse(refusal.status(), refusal.text());
      return;
    }
    closing |= !HttpUtil.isKeepAlive(request);
    long length = HttpUtil.getContentLength(request, 0L);
    boolean hasBody = length > 0 || HttpUtil.isTransferEncodingChunked(request);
    boolean purge = request.method().name().equals(PURGE);
    // Asked before the head's fields become those of the request that goes upstream.
    boolean mayPurge = purge && purgeSenders.may(origin(), request.headers());
    ProxyRequest classified = classify(request, hasBody);
    if (classified == null) {
      refuse(400, "malformed Host or request target");
      return;
    }
    if (length > classified.route().maxRequestBodyBytes()) {
      refuse(413, TOO_LARGE);
      return;
    }
    if (purge) {
      begin(classified, hasBody, mayPurge);
      return;
    }
    // What has waited is not what was decoded last.
    if (!closing && !replaying && !framing.isHttp10()) {
      decoder.repeated().wasSound(() -> asModel(classified));
    }
    answer(classified, hasBody);
  }

  /** Here and now if the near cache has it. */
  private void answer(ProxyRequest request, boolean hasBody) {
    StoredResponse hit = engine.nearHit(request);
    if (hit != null) {
      answer(request, hit);
    } else {
      begin(request, hasBody, false);
    }
  }

  private void answer(ProxyRequest request, StoredResponse hit) {
    long now = request.foundAtMillis();
    engine.served(request, hit, loop(), now);
    Delivery delivery = engine.delivery(request, hit);
    long ttlSeconds = engine.ttlSeconds(hit, now);
    if (delivery == Delivery.WHOLE && engine.hidesKey() && WireAnswer.isOneBuffer(hit)) {
      long age = engine.ageSeconds(hit, now);
      WireAnswer.Connection said = framing.connection(closing);
      parts().storedAnswer().small(hit, age, ttlSeconds, said, framing.isHeadRequest());
      answered();
    } else {
      stored(hit, delivery, engine.told(request, CacheStatus.hit(ttlSeconds)));
    }
  }

  private @Nullable Predicate<String> asModel(ProxyRequest request) {
    ProxyRequest model = request.asModel();
    return model == null ? null : target -> answerAgain(model, target);
  }

  /** Answers a request that differs from one before it in nothing but its target, if it can. */
  private boolean answerAgain(ProxyRequest model, String target) {
    if (busy || closing || replaying || !pending.isEmpty() || !body.isComplete() || !isWritable()) {
      return false;
    }
    ProxyRequest request = engine.again(model, target);
    if (request == null) {
      return false;
    }
    parts().output().readingBegins();
    parts().deadline().never();
    headLate = false;
    headWritten = false;
    framing.plainRequest();
    answer(request, false);
    return true;
  }

  private ClientOrigin origin() {
    ClientOrigin known = origin;
    if (known == null) {
      // Not before the first request: a TLS handshake says who the client is.
      known = ClientOrigin.of(parts().ctx().channel());
      origin = known;
    }
    return known;
  }

  private @Nullable ProxyRequest classify(HttpRequest request, boolean hasBody) {
    HttpHeaders headers = request.headers();
    String method = request.method().name();
    String target = request.uri();
    String host = headers.get(HttpHeaderNames.HOST, "");
    AbsoluteForm absolute = target.startsWith("/") ? null : AbsoluteForm.parse(target);
    if (absolute != null) {
      host = absolute.authority();
      target = absolute.originForm(method);
    }
    return origin()
        .classify(engine, method, request.protocolVersion(), host, target, headers, hasBody);
  }

  private void begin(ProxyRequest request, boolean hasBody, boolean mayPurge) {
    if (memory.isExhausted()) {
      refuse(503, "too much is on its way");
      return;
    }
    busy = true;
    parts().total().in(config.totalTimeoutMillis());
    framing.takesTrailers(request.takesTrailers());
    if (hasBody) {
      body.begin(request.route().maxRequestBodyBytes(), System.nanoTime());
      timeRequest();
    }
    Exchange begun =
        request.method().equals(PURGE)
            ? engine.purge(request, this, mayPurge)
            : engine.begin(request, this);
    // It may be over already, and a body from the cache on its way in its place.
    if (busy && exchange == null) {
      exchange = begun;
    }
  }

  private void refuse(int status, String text) {
    closing = true;
    busy = true;
    if (!body.isComplete()) {
      // Whatever follows is read only to be dropped, so that the answer is not lost in a reset.
      body.giveUp();
    }
    error(status, text, ProxyStatus.refused(status));
  }

  /** The answer is written. What comes next? */
  private void answered() {
    busy = false;
    exchange = null;
    parts().total().never();
    readOn();
    headWritten = false;
    // Where it was answered before it was complete, what is left of it is of no use.
    closing |= body.isStreaming();
    if (closing) {
      closeAfterAnswer();
    } else if (body.isComplete()) {
      idle();
      replayPending();
    }
  }

  /** The connection stays with HTTP, unless the request that may change that still waits. */
  private void readOn() {
    if (decoder.isPaused() && (closing || !pending.hasRequest())) {
      decoder.resume();
    }
  }

  private void idle() {
    if (closing) {
      return;
    }
    if (pending.isEmpty() && decoder.hasPartialMessage()) {
      awaitHead();
    } else if (isWritable()) {
      parts().deadline().in(config.idleTimeoutMillis());
    }
  }

  private void replayPending() {
    if (replaying) {
      return;
    }
    replaying = true;
    while (!closing || busy) {
      HttpObject next = mustWait() ? null : pending.poll();
      if (next == null) {
        break;
      }
      accept(next);
    }
    replaying = false;
    updateReading();
    closeIfDone();
  }

  // The answer (ResponseSink).

  @Override
  public EventExecutor loop() {
    return parts().ctx().executor();
  }

  @Override
  public void interim(HttpResponse response) {
    // Nothing says how many there are: a client that does not read them does without.
    if (!framing.isHttp10() && !headWritten && isWritable()) {
      encoder.answersHead(false);
      parts().output().write(OwnAnswer.interim(parts().ctx().alloc(), response));
    }
  }

  @Override
  public void head(HttpResponse response) {
    framing.answer(response);
    closing |= framing.isEndedByClose() || body.isStreaming();
    headWritten = true;
    if (framing.isOfSaidLength()) {
      framing.sayConnection(response.headers(), closing);
      encoder.answersHead(false);
      parts().output().writeHead(response);
    } else {
      write(response);
    }
  }

  private void write(HttpResponse response) {
    framing.sayConnection(response.headers(), closing);
    encoder.answersHead(framing.isHeadRequest());
    parts().output().write(response);
  }

  @Override
  public void body(ByteBuf piece) {
    if (framing.isBodiless()) {
      piece.release();
      return;
    }
    parts().output().writePiece(piece);
  }

  @Override
  public void end(HttpHeaders trailers) {
    parts().output().writeEnd(framing.end(trailers));
    answered();
  }

  @Override
  public ByteStream switchProtocols(HttpResponse response) {
    encoder.answersHead(false);
    parts().output().write(OwnAnswer.interim(parts().ctx().alloc(), response));
    parts().output().flush();
    parts().deadline().cancel();
    parts().total().cancel();
    parts().sign().cancel();
    pending.release();
    exchange = null;
    closing = true;
    if (draining) {
      // A tunnel has no end that could be waited for.
      Channel channel = parts().ctx().channel();
      loop().execute(channel::close);
    }
    return ChannelStream.inPlaceOf(parts().ctx(), this, encoder, decoder);
  }

  @Override
  public void cut() {
    // Before the flush, which may tell that more can be written: nothing may follow what was cut.
    closing = true;
    busy = false;
    exchange = null;
    parts().output().flush();
    closeEarly();
  }

  /** Only a reset tells a client whose answer is ended by the connection that it was cut. */
  private void closeEarly() {
    if (framing.isEndedByClose()) {
      OutputEnd.cut(parts().ctx().channel());
    } else {
      parts().ctx().close();
    }
  }

  @Override
  public void breakOff() {
    if (busy && headWritten) {
      closeEarly();
    } else {
      parts().ctx().close();
    }
  }

  @Override
  public void stored(StoredResponse response, Delivery delivery, String cacheStatus) {
    long age = engine.ageSeconds(response);
    WireAnswer.Connection said = framing.connection(closing);
    boolean head = framing.isHeadRequest();
    StoredBody rest =
        parts().storedAnswer().begin(response, delivery, age, cacheStatus, said, head);
    if (rest == null) {
      answered();
      return;
    }
    busy = true;
    headWritten = true;
    exchange = rest;
    parts().total().in(config.totalTimeoutMillis());
    rest.writable();
  }

  @Override
  public void error(int status, String text, String proxyStatus) {
    if (headWritten) {
      cut();
      return;
    }
    FullHttpResponse response = OwnAnswer.error(parts().ctx().alloc(), status, text, proxyStatus);
    closing |= body.isStreaming();
    write(response);
    answered();
  }

  @Override
  public boolean isWritable() {
    return parts().output().isWritable();
  }

  @Override
  public void requestReading(boolean on) {
    body.paused(!on, System.nanoTime());
    updateReading();
    timeRequest();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!context.channel().isWritable()) {
      return;
    }
    if (!busy) {
      if (!closing) {
        idle();
        replayPending();
      }
      return;
    }
    timeRequest();
    if (exchange != null) {
      exchange.writable();
    }
  }

  // The end.

  /** Closes once the answer is out; reads on for a while if the client is still sending. */
  private void closeAfterAnswer() {
    pending.release();
    if (!inputEnded && (body.isStreaming() || decoder.hasPartialMessage())) {
      parts().ending().whenWrittenAndRead();
    } else {
      parts().ending().whenWritten();
    }
  }

  private void closeWhenWritten() {
    closing = true;
    parts().ending().whenWritten();
  }

  /** After the end of its input a connection closes when everything has been answered. */
  private void closeIfDone() {
    if (!inputEnded || !pending.isEmpty()) {
      return;
    }
    if (busy && body.isStreaming()) {
      abandon(400, "the request's body ended early");
    } else if (!busy && !closing) {
      closeWhenWritten();
    }
  }

  private void timedOut() {
    if (!busy && headLate && !closing) {
      framing.noRequest();
      refuse(408, "the request's head took too long");
    } else if (busy && body.isStreaming() && !headWritten) {
      abandon(408, "the request's body took too long");
    } else if (!parts().output().clientReads()) {
      endInTime();
    }
  }

  /** Whatever goes on, it has gone on for too long. */
  private void lastedTooLong() {
    if (busy) {
      abandon(504, "the answer took too long in all");
    }
  }

  private void endInTime() {
    boolean idle = !busy && !closing && isWritable();
    if (idle) {
      closeWhenWritten();
    } else {
      breakOff();
    }
  }

  @Override
  public void drain() {
    draining = true;
    closing = true;
    if (!busy && !parts().ending().isLingering()) {
      closeWhenWritten();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == RequestDecoder.END_IS_HELD) {
      awaitSign();
    }
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      EpollHalfClose.keepRegistered(context.channel());
      if (parts().ending().isLingering()) {
        parts().ending().inputEnds();
      } else if (body.isStreaming()) {
        context.close();
      } else {
        closeIfDone();
        awaitSign();
      }
    }
  }

  /**
   * A client that has ended its side waits for its answer, or is gone: that shows when something is
   * written to it. So it is given up when nothing has been for a while.
   */
  private void awaitSign() {
    if (busy) {
      writesSeen = parts().output().writes();
      parts().sign().in(config.halfClosedTimeoutMillis());
    }
  }

  private void noSign() {
    if (busy && isWritable() && parts().output().writes() == writesSeen) {
      breakOff();
    } else {
      awaitSign();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    parts().deadline().cancel();
    parts().total().cancel();
    parts().sign().cancel();
    parts().output().release();
    pending.release();
    Exchange current = exchange;
    exchange = null;
    busy = false;
    closing = true;
    if (current != null) {
      current.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Resets are routine, and after anything else this connection is not to be trusted.
    if (!(cause instanceof IOException)) {
      LOG.warn("a client's connection is closed because of an error of ours", cause);
    }
    breakOff();
  }
}
