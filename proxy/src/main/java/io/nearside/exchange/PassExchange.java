package io.nearside.exchange;

import io.nearside.caching.Invalidation;
import io.nearside.caching.Lookup;
import io.nearside.http.EndlessTypes;
import io.nearside.http.HttpDate;
import io.nearside.http.MaxForwards;
import io.nearside.http.Methods;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A request that goes to the upstream and back without the cache, bodies streaming both ways. A
 * write purges before its client gets the first byte of the answer.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.4
 */
final class PassExchange implements Exchange, Upstream.Listener {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private final EventExecutor loop;

  /** Whether it is a call of gRPC or the like, which may go on until its client leaves. */
  private final boolean endless;

  private Mark mark;
  private long beganMillis;

  private Upstream.@Nullable Call call;
  private boolean requestComplete;
  private boolean answered;
  private boolean clientGone;

  /** Whether anything of it may have reached the upstream. */
  private boolean sent;

  /** Whether it was sent twice: the first may have taken effect, whatever the second is told. */
  private boolean repeated;

  /** What came after the head while the purge is under way; null when nothing is held back. */
  private @Nullable Queue<Runnable> held;

  /** The answer as far as it is collected for the stores; null when it is not. */
  private @Nullable PostAnswer collecting;

  PassExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
    this.loop = sink.loop();
    String contentType = request.fields().first("content-type");
    this.endless = contentType != null && EndlessTypes.include(contentType);
    this.mark = engine.log().mark();
    this.beganMillis = engine.nowMillis();
  }

  void start() {
    start(this);
  }

  /**
   * Begins, for one who hears of the answer first.
   *
   * @param listener tells this exchange all of an answer that it does not take itself
   */
  void start(Upstream.Listener listener) {
    if (MaxForwards.of(request.method(), request.fields()) == 0) {
      answerAsLast();
      return;
    }
    requestComplete = !request.hasBody();
    engine.listener().forwarded(request, request.forwardReason());
    call = engine.ask(request, UpstreamHead.of(request), request.hasBody(), loop, listener);
  }

  /**
   * The request asks who is at this place of its way: we are.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.2
   */
  private void answerAsLast() {
    String status = ProxyStatus.ownResponse("max-forwards");
    if (request.method().equals("TRACE")) {
      sink.error(501, "TRACE is not answered here", status);
      return;
    }
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.DATE, HttpDate.format(engine.nowMillis()));
    headers.set("Proxy-Status", status);
    sink.head(new ResponseHead(204, headers, List.of(), 0, null).message(CacheStatus.NONE));
    sink.end(EmptyHttpHeaders.INSTANCE);
  }

  private boolean writes() {
    return Methods.isUnsafe(request.method());
  }

  // The request's body.

  @Override
  public void requestBody(HttpContent piece) {
    if (call == null || (answered && clientGone)) {
      piece.release();
      return;
    }
    if (piece instanceof LastHttpContent last) {
      requestComplete = true;
      dropTrailers(last);
    }
    call.send(piece);
    if (!requestComplete && !call.isWritable()) {
      sink.requestReading(false);
    }
  }

  /** What comes behind a body was not checked, and no trailer was announced to the upstream. */
  private static void dropTrailers(LastHttpContent last) {
    if (!last.trailingHeaders().isEmpty()) {
      last.trailingHeaders().clear();
    }
  }

  @Override
  public void writable() {
    if (call != null && !clientGone) {
      call.reading(held == null && sink.isWritable());
    }
  }

  @Override
  public void upstreamWritable() {
    if (!requestComplete && !clientGone) {
      sink.requestReading(true);
    }
  }

  @Override
  public void clientGone() {
    clientGone = true;
    stopCollecting();
    if (call == null) {
      return;
    }
    boolean outcomeMatters = writes() && sent && !answered;
    if (outcomeMatters && requestComplete && !endless) {
      // The write may take effect: stay until its answer tells what to purge.
      return;
    }
    call.cancel();
    call = null;
    if (outcomeMatters) {
      purgeUnknownOutcome(() -> {});
    }
  }

  // The answer.

  @Override
  public void sending() {
    repeated = sent;
    sent = true;
    mark = engine.log().mark();
    beganMillis = engine.nowMillis();
  }

  @Override
  public void interim(HttpResponse response) {
    if (!clientGone) {
      sink.interim(ResponseHead.interim(response, request.route()));
    }
  }

  @Override
  public void switched(HttpResponse response, ByteStream connection) {
    // It was never asked for.
    connection.close();
    failed(UpstreamFailure.PROTOCOL_ERROR);
  }

  @Override
  public void head(HttpResponse response) {
    ResponseHead head = ResponseHead.of(engine, request, response);
    if (head.isServerFailure() && standsIn()) {
      return;
    }
    answered = true;
    if (!purges(head)) {
      update(head);
      deliver(head);
      return;
    }
    long[] tags =
        Invalidation.tags(request.uri(), request.route(), head.fields(), engine.aliases());
    hold();
    PostAnswer copy = copy(head);
    if (copy == null) {
      purge(tags, () -> deliver(head));
    } else {
      collecting = copy;
      purgeAround(tags, copy, () -> deliver(head));
    }
  }

  /** Whether the write took effect, or may have although its answer is an error. */
  private boolean purges(ResponseHead head) {
    return Invalidation.applies(request.method(), head.status())
        || (writes() && (repeated || request.route().onWrite().purgeOnError()));
  }

  private void update(ResponseHead head) {
    try {
      HeadUpdate.apply(engine, request, head, beganMillis);
    } catch (OutOfMemoryError noRoom) {
      // Its client is owed its answer all the same.
      engine.listener().notStored(request, "no-memory");
    }
  }

  /**
   * Where the answer is what a GET would get now, it may be stored although it purges. Where a GET
   * has a route of its own, that one would give it other tags and another key.
   */
  private @Nullable PostAnswer copy(ResponseHead head) {
    boolean may =
        request.method().equals("POST")
            && Invalidation.applies(request.method(), head.status())
            && !clientGone
            && engine.hasRouteOfGet(request);
    return may ? PostAnswer.of(engine, request, head, beganMillis, loop) : null;
  }

  private void purge(long[] tags, Runnable then) {
    purgeOnceMore(tags);
    engine.log().purge(tags, false, outcome -> onLoop(() -> purged(tags.length, outcome, then)));
  }

  private void purgeAround(long[] tags, PostAnswer copy, Runnable then) {
    purgeOnceMore(tags);
    engine
        .log()
        .purgeAround(
            tags,
            copy.tags(),
            mark,
            outcome -> onLoop(() -> purged(tags.length, outcome, then)),
            own -> onLoop(() -> copy.marked(own)));
  }

  /** What is fetched from now on may come from a replica that lags behind the write. */
  private void purgeOnceMore(long[] tags) {
    long settleMillis = request.route().onWrite().settleMillis();
    if (settleMillis > 0) {
      engine.settledPurges().after(settleMillis, tags, loop);
    }
  }

  private void purged(int tags, Outcome outcome, Runnable then) {
    engine.listener().purged(request, tags, outcome.appended());
    then.run();
    releaseHeld();
  }

  private void purgeUnknownOutcome(Runnable then) {
    purge(Invalidation.tagsWithoutResponse(request.uri(), request.route()), then);
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void hold() {
    held = new ArrayDeque<>();
    if (call != null) {
      call.reading(false);
    }
  }

  private void releaseHeld() {
    Queue<Runnable> waiting = held;
    held = null;
    if (waiting == null) {
      return;
    }
    waiting.forEach(Runnable::run);
    writable();
  }

  private void deliver(ResponseHead head) {
    if (clientGone) {
      drop();
      return;
    }
    boolean said = request.lookup() == Lookup.METHOD || request.lookup() == Lookup.HEAD_ONLY;
    String detail = said ? null : request.lookup().text();
    Long ttlSeconds = collecting == null ? null : collecting.ttlSeconds();
    String status =
        ttlSeconds == null
            ? CacheStatus.notStored(request.forwardReason(), head.status(), detail)
            : CacheStatus.stored(request.forwardReason(), head.status(), ttlSeconds, false);
    String told = engine.told(request, status);
    sink.head(collecting == null ? head.onlyMessage(told) : head.message(told));
  }

  /** From here on the copy waits for its mark by itself. */
  private void completeCopy() {
    PostAnswer copy = collecting;
    collecting = null;
    if (copy != null) {
      copy.complete();
    }
  }

  private void stopCollecting() {
    PostAnswer copy = collecting;
    collecting = null;
    if (copy != null) {
      copy.drop();
    }
  }

  private void drop() {
    if (call != null) {
      call.cancel();
      call = null;
    }
  }

  @Override
  public void body(ByteBuf piece) {
    if (held != null) {
      held.add(() -> body(piece));
    } else if (clientGone) {
      piece.release();
    } else {
      if (collecting != null) {
        collecting.append(piece);
      }
      sink.body(piece);
      if (!sink.isWritable() && call != null) {
        call.reading(false);
      }
    }
  }

  @Override
  public void end(HttpHeaders trailers) {
    call = null;
    if (held != null) {
      held.add(() -> end(trailers));
    } else if (!clientGone) {
      completeCopy();
      sink.end(Trailers.passed(trailers, request.route()));
    }
  }

  @Override
  public void failed(UpstreamFailure failure) {
    call = null;
    if (held != null) {
      held.add(() -> failed(failure));
    } else if (answered) {
      stopCollecting();
      engine.listener().failed(request, failure);
      if (!clientGone) {
        sink.cut();
      }
    } else {
      unanswered(failure);
    }
  }

  private void unanswered(UpstreamFailure failure) {
    engine.listener().failed(request, failure);
    // What was sent may have been received, whatever became of the same request later on.
    if (writes() && (sent || failure.mayHaveBeenReceived())) {
      purgeUnknownOutcome(() -> tellFailure(failure));
    } else {
      tellFailure(failure);
    }
  }

  private void tellFailure(UpstreamFailure failure) {
    if (!clientGone && !standsIn()) {
      StandIn.refuse(request, sink, failure);
    }
  }

  /** Answers with what is stale where it may stand in for an error: a HEAD, as a rule. */
  private boolean standsIn() {
    StoredResponse stale = clientGone ? null : StandIn.of(engine, request);
    if (stale == null) {
      return false;
    }
    drop();
    StandIn.answer(engine, request, sink, stale);
    return true;
  }
}
