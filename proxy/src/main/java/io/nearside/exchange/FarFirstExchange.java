package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.store.FarStore;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.HttpContent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that may be answered from the far store but whose own response is not for the store,
 * such as a HEAD: looked up, else passed on.
 */
final class FarFirstExchange implements Exchange {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private @Nullable Exchange passed;
  private boolean over;

  FarFirstExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
  }

  Exchange start() {
    FarStore far = Objects.requireNonNull(engine.far(), "far");
    new FarLookup(engine, far, request, sink.loop(), this::found).start();
    return this;
  }

  private void found(@Nullable StoredResponse response) {
    if (over) {
      return;
    }
    if (response == null) {
      passed = engine.pass(request, sink);
      return;
    }
    over = true;
    engine.served(request, response, sink.loop());
    sink.stored(
        response,
        Delivery.WHOLE,
        engine.told(request, CacheStatus.hit(engine.ttlSeconds(response), null)));
  }

  @Override
  public void requestBody(HttpContent piece) {
    // Only requests without a body come this way.
    piece.release();
  }

  @Override
  public void writable() {
    if (passed != null) {
      passed.writable();
    }
  }

  @Override
  public void clientGone() {
    over = true;
    if (passed != null) {
      passed.clientGone();
    }
  }
}
