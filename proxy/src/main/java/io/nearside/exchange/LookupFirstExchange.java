package io.nearside.exchange;

import io.nearside.caching.Lookup;
import io.nearside.caching.Reuse;
import io.nearside.store.FarStore;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.HttpContent;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be answered from the cache but does not simply fill it: a HEAD, a part of a
 * representation, one that wants nothing stored or nothing but what is stored. Looked up in the far
 * store, then sent on its own way.
 */
final class LookupFirstExchange implements Exchange {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private @Nullable Exchange next;
  private boolean over;

  LookupFirstExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
  }

  Exchange start() {
    FarStore far = engine.far();
    if (far == null) {
      goOn();
    } else {
      new FarLookup(engine, far, request, sink.loop(), this::found).start();
    }
    return this;
  }

  private void found(@Nullable StoredResponse response) {
    if (over) {
      return;
    }
    if (response == null) {
      goOn();
      return;
    }
    over = true;
    engine.serve(request, sink, response, sink.loop());
  }

  private void goOn() {
    if (Reuse.onlyIfCached(request.route(), request.received())) {
      over = true;
      sink.error(504, "nothing stored answers this request", ProxyStatus.ONLY_IF_CACHED);
    } else if (request.lookup() == Lookup.RANGE) {
      next = part();
    } else {
      next = engine.pass(request, sink);
    }
  }

  /** What is stored whole is asked about whole; else the part goes upstream. */
  private Exchange part() {
    StoredResponse candidate = request.candidate();
    boolean whole = candidate != null && !candidate.isPartial();
    if (whole && Revalidation.of(engine, request) != null) {
      return engine.fill(request, sink);
    }
    RangeExchange exchange = new RangeExchange(engine, request, sink);
    exchange.start();
    return exchange;
  }

  @Override
  public void requestBody(HttpContent piece) {
    // Only requests without a body come this way.
    piece.release();
  }

  @Override
  public void writable() {
    if (next != null) {
      next.writable();
    }
  }

  @Override
  public void clientGone() {
    over = true;
    if (next != null) {
      next.clientGone();
    }
  }
}
