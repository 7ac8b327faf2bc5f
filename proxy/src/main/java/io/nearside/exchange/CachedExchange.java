package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.caching.Reuse;
import io.nearside.exchange.Flight.Release;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
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
    if (request.forwardReason() == ForwardReason.REQUEST) {
      goAlone();
    } else if (isUncacheable()) {
      goUnshared();
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
    engine.flights().alone(this);
  }

  /** A fetch that still counted this exchange among its readers would wait for it. */
  private void leaveFlight() {
    Flight waitedFor = flight;
    flight = null;
    if (waitedFor != null) {
      waitedFor.leave(this);
    }
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
    boolean holds = engine.log().standing(response) == Standing.GOOD;
    if (holds
        && Selection.selects(request, response)
        && Selection.usable(engine, request, response, Standing.GOOD) != null) {
      serve(response);
    } else {
      again(null);
    }
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
    StoredResponse near = engine.nearHit(request);
    if (near != null) {
      serve(near);
    } else if (joins < MAX_JOINS || (why == Release.OTHER_VARIANT && joins == MAX_JOINS)) {
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
    sink.error(failure.status(), failure.sentence(), CacheStatus.NONE, ProxyStatus.of(failure));
  }

  private boolean serveStale() {
    if (request.stale() == null && !leads) {
      // The one that led has looked into the far store, and kept what it found.
      StoredResponse near = engine.nearHit(request);
      if (near != null) {
        serve(near);
        return true;
      }
    }
    StoredResponse stale = request.stale();
    if (stale == null || !Reuse.mayServeOnError(stale, engine.nowMillis())) {
      return false;
    }
    Standing standing = engine.log().standing(stale);
    if (standing == Standing.PURGED || standing == Standing.UNKNOWN) {
      return false;
    }
    finish();
    engine.listener().hit(request, true);
    sink.stored(
        stale,
        Delivery.WHOLE,
        engine.told(request, CacheStatus.staleIfError(engine.ttlSeconds(stale))));
    return true;
  }

  private void serve(StoredResponse response) {
    finish();
    engine.served(request, response, loop);
    sink.stored(
        response,
        Delivery.WHOLE,
        engine.told(request, CacheStatus.hit(engine.ttlSeconds(response), null)));
  }

  void interim(HttpResponse response) {
    if (!over && !begun) {
      UpstreamHead.dropHopByHop(response.headers());
      sink.interim(response);
    }
  }

  // A response that only this exchange gets.

  void directHead(ResponseHead head, String refusal) {
    if (over) {
      return;
    }
    if (head.status() >= 500 && serveStale()) {
      return;
    }
    begin();
    direct = true;
    String status = CacheStatus.notStored(request.forwardReason(), head.status(), refusal);
    sink.head(head.message(engine.told(request, status)));
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

  void directEnd() {
    if (!over) {
      finish();
      sink.end();
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
    ResponseHead head = response.head();
    String status =
        CacheStatus.stored(request.forwardReason(), head.status(), response.ttlSeconds(), !leads);
    sink.head(head.message(engine.told(request, status)));
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
        sink.body(Unpooled.wrappedBuffer(piece.bytes()));
      }
      case END -> {
        finish();
        sink.end();
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
