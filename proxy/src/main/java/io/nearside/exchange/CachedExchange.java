package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.caching.Reuse;
import io.nearside.http.ByteRange;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GET that missed the near cache: it leads a fetch or waits for one, and delivers what comes of
 * it. Everything runs on the loop of its client.
 */
final class CachedExchange implements Exchange {
  /** How often it looks for a fetch that suits it before it goes alone. */
  private static final int MAX_JOINS = 2;

  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private final EventExecutor loop;
  private final Deadline patience;

  private @Nullable Flight flight;
  private int joins;
  private boolean leads;
  private boolean direct;
  private boolean begun;
  private boolean over;
  private @Nullable BodyPiece read;

  /** The part of the body that the client asked for; null: all of it. */
  private @Nullable PartOfBody part;

  /** Written on this loop only, read on the fetching one. */
  private volatile long consumedBytes;

  CachedExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
    this.loop = sink.loop();
    this.patience = new Deadline(loop, this::impatient);
  }

  ProxyRequest request() {
    return request;
  }

  EventExecutor loop() {
    return loop;
  }

  long consumedBytes() {
    return consumedBytes;
  }

  // Which fetch.

  void start() {
    // From here on fetches on other loops read the request's fields.
    request.prepare();
    StoredResponse candidate = request.candidate();
    boolean validatesForItself =
        request.forwardReason() == ForwardReason.REQUEST
            || (candidate != null && Reuse.needsOwnValidation(candidate));
    if (validatesForItself) {
      goAlone();
    } else if (isUncacheable()) {
      goUnshared();
    } else if (engine.unshareable().contains(request.bestKey(), engine.nowMillis())) {
      engine.flights().alone(this, true);
    } else {
      join();
    }
  }

  private boolean isUncacheable() {
    long now = engine.nowMillis();
    return engine.uncacheable().contains(request.bestKey(), now)
        || (request.hasCredentials()
            && engine.uncacheable().contains(request.bestKeyWithCredentials(), now));
  }

  private void join() {
    leaveFlight();
    joins++;
    engine.flights().joinOrLead(this);
  }

  /** Nobody else could use the response: the client's own conditions may decide about it. */
  private void goUnshared() {
    request.keepConditions();
    goAlone();
  }

  private void goAlone() {
    leaveFlight();
    engine.flights().alone(this, false);
  }

  /** A fetch that still counted this exchange among its readers would wait for it. */
  private void leaveFlight() {
    Flight waitedFor = flight;
    flight = null;
    if (waitedFor != null) {
      waitedFor.leave(this);
    }
  }

  /**
   * Whether it could be answered from the near cache after all: a fetch that ended since it looked
   * there has stored its response before it let go of the key.
   */
  boolean servedNear() {
    StoredResponse near = engine.nearHit(request);
    if (near == null) {
      return false;
    }
    serve(near);
    return true;
  }

  /** This fetch is the one it waits for, and perhaps began. */
  void joined(Flight joined, boolean asLeader) {
    flight = joined;
    leads = asLeader;
    if (asLeader) {
      patience.never();
    } else {
      patience.in(engine.config().collapseTimeoutMillis());
    }
  }

  private void impatient() {
    if (over || begun || flight == null || leads) {
      return;
    }
    goAlone();
  }

  /** Runs on this exchange's loop what a fetch tells it, unless it has turned to another one. */
  void tell(Flight from, Runnable news) {
    if (loop.inEventLoop()) {
      hear(from, news);
    } else {
      loop.execute(() -> hear(from, news));
    }
  }

  private void hear(Flight from, Runnable news) {
    if (!over && flight == from) {
      news.run();
    }
  }

  // What the fetch tells.

  /** The far store had it. */
  void found(StoredResponse response) {
    StoredResponse usable = usableNow(response);
    if (usable != null) {
      serve(usable);
    } else {
      again(null);
    }
  }

  private @Nullable StoredResponse usableNow(StoredResponse response) {
    StoredResponse held = Selection.held(engine, response);
    if (held == null || !Selection.selects(request, held)) {
      return null;
    }
    return Selection.usable(engine, request, held);
  }

  /** The fetch it waits for found out that what is stored is still right. */
  void revalidated(StoredResponse response) {
    // That there was something to validate only the fetch has found out, perhaps.
    boolean knew = request.candidate() != null;
    ForwardReason reason = knew ? request.forwardReason() : ForwardReason.STALE;
    StoredResponse usable = usableNow(response);
    if (usable != null) {
      finish();
      engine.deliver(
          request, sink, usable, CacheStatus.revalidated(reason, engine.ttlSeconds(usable), true));
    } else {
      again(null);
    }
  }

  /**
   * The fetch it led found out that what is stored is still right.
   *
   * @param refusal why it was not stored, or null
   */
  void validated(StoredResponse response, long ttlSeconds, @Nullable String refusal) {
    String status =
        refusal == null
            ? CacheStatus.revalidated(request.forwardReason(), ttlSeconds, false)
            : CacheStatus.notStored(request.forwardReason(), 304, refusal);
    finish();
    engine.deliver(request, sink, response, status);
  }

  /** It has to look for itself. */
  void released(Release why, @Nullable VaryRule rule) {
    // That fetch does not count it any more: leaving it could end it under its leader.
    flight = null;
    if (rule != null) {
      request.variantKey(Selection.variantKey(request, rule));
    }
    switch (why) {
      case UNSHAREABLE -> goUnshared();
      case ERROR -> {
        if (!serveStale()) {
          goAlone();
        }
      }
      case OTHER_VARIANT, PURGED, OVER -> again(why);
    }
  }

  private void again(@Nullable Release why) {
    if (servedNear()) {
      return;
    }
    if (joins < MAX_JOINS || (why == Release.OTHER_VARIANT && joins == MAX_JOINS)) {
      join();
    } else {
      goAlone();
    }
  }

  /** There is no response. */
  void failed(UpstreamFailure failure) {
    if (serveStale()) {
      return;
    }
    finish();
    StandIn.refuse(request, sink, failure);
  }

  private boolean serveStale() {
    if (request.candidate() == null && !leads) {
      // The one that led has looked into the far store, and kept what it found.
      if (servedNear()) {
        return true;
      }
    }
    StoredResponse stale = StandIn.of(engine, request);
    if (stale == null) {
      return false;
    }
    finish();
    StandIn.answer(engine, request, sink, stale);
    return true;
  }

  private void serve(StoredResponse response) {
    finish();
    engine.serve(request, sink, response, loop);
  }

  void interim(HttpResponse response) {
    if (!over && !begun) {
      sink.interim(ResponseHead.interim(response, request.route()));
    }
  }

  // A response that only this exchange gets.

  void directHead(ResponseHead head, int upstreamStatus, String refusal) {
    if (over) {
      return;
    }
    if (head.isServerFailure() && serveStale()) {
      return;
    }
    begin();
    direct = true;
    String status = CacheStatus.notStored(request.forwardReason(), upstreamStatus, refusal);
    sink.head(head.onlyMessage(engine.told(request, status)));
  }

  void directBody(ByteBuf piece) {
    if (over) {
      piece.release();
      return;
    }
    sink.body(piece);
    if (!sink.isWritable() && flight != null) {
      flight.directReading(false);
    }
  }

  void directEnd(HttpHeaders trailers) {
    if (!over) {
      finish();
      sink.end(trailers);
    }
  }

  void directCut() {
    if (!over) {
      finish();
      sink.cut();
    }
  }

  // A response that streams to several.

  /**
   * The head of a response that it selects.
   *
   * @param start where the body begins
   */
  void head(SharedResponse response, BodyPiece start) {
    if (!leads && !response.suits(request)) {
      goAlone();
      return;
    }
    begin();
    read = start;
    Storable storable = response.storable();
    // https://www.rfc-editor.org/rfc/rfc9111#section-4: who reuses it is told its age.
    ResponseHead head =
        leads ? response.head() : response.head().aged(engine.ageSeconds(storable.decision()));
    List<String> withheld = leads ? List.of() : storable.decision().unstoredFields();
    ForwardReason reason = request.forwardReason();
    int upstreamStatus = response.upstreamStatus();
    String status =
        storable.isKept()
            ? CacheStatus.stored(reason, upstreamStatus, storable.ttlSeconds(), !leads)
            : CacheStatus.notStored(reason, upstreamStatus, "log-unread");
    stream(head, withheld, engine.told(request, status));
  }

  /** Begins with the body as far as it is there; but who has it gets none. */
  private void stream(ResponseHead head, List<String> withheld, String cacheStatus) {
    // https://www.rfc-editor.org/rfc/rfc9111#section-4.3.2: not where nothing was stored.
    Delivery delivery =
        request.candidate() == null
            ? Delivery.WHOLE
            : Delivery.decide(request.method(), request.received(), head);
    if (delivery instanceof Delivery.NotModified) {
      sink.head(head.notModified(withheld, cacheStatus));
      finish();
      sink.end(EmptyHttpHeaders.INSTANCE);
      return;
    }
    ByteRange range = Delivery.onePart(delivery);
    if (range == null) {
      // Of several parts the whole is as good an answer while it streams.
      sink.head(head.messageWithout(withheld, cacheStatus));
    } else {
      part = new PartOfBody(range);
      sink.head(head.part(range, withheld, cacheStatus));
    }
    pump();
  }

  void grew() {
    if (begun) {
      pump();
    }
  }

  private void pump() {
    BodyPiece at = read;
    long before = consumedBytes;
    while (at != null && !over && sink.isWritable()) {
      BodyPiece next = at.next();
      if (next == null) {
        break;
      }
      at = next;
      read = next;
      deliver(next);
    }
    if (consumedBytes != before && flight != null) {
      flight.progressed();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this loop writes it
  private void deliver(BodyPiece piece) {
    switch (piece.kind()) {
      case START -> {}
      case DATA -> {
        consumedBytes = consumedBytes + piece.bytes().length;
        ByteBuf wanted =
            part == null ? Unpooled.wrappedBuffer(piece.bytes()) : part.next(piece.bytes());
        if (wanted != null) {
          sink.body(wanted);
        }
        if (part != null && part.isComplete()) {
          finish();
          sink.end(EmptyHttpHeaders.INSTANCE);
        }
      }
      case END -> {
        finish();
        // Who reuses a response gets none, then as later from the stores.
        sink.end(leads && part == null ? piece.trailers() : EmptyHttpHeaders.INSTANCE);
      }
      case CUT -> {
        finish();
        sink.cut();
      }
    }
  }

  private void begin() {
    begun = true;
    patience.cancel();
  }

  private void finish() {
    over = true;
    patience.cancel();
    read = null;
    leaveFlight();
  }

  // What the client does.

  @Override
  public void requestBody(HttpContent piece) {
    // Requests with a body do not come this way; this is the empty end of one without.
    piece.release();
  }

  @Override
  public void writable() {
    if (direct && flight != null) {
      flight.directReading(sink.isWritable());
    } else {
      pump();
    }
  }

  @Override
  public void clientGone() {
    if (!over) {
      finish();
    }
  }
}
