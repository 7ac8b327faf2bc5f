package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A look into the far store: one round trip, two when the resource turns out to have variants that
 * were not known of.
 */
final class FarLookup {
  private final CacheEngine engine;
  private final FarStore far;
  private final ProxyRequest request;
  private final EventExecutor loop;
  private final Consumer<@Nullable StoredResponse> done;

  /**
   * A lookup.
   *
   * @param loop the event loop of the request's client
   * @param done called once on the loop with what the request selects and what still holds
   */
  FarLookup(
      CacheEngine engine,
      FarStore far,
      ProxyRequest request,
      EventExecutor loop,
      Consumer<@Nullable StoredResponse> done) {
    this.engine = engine;
    this.far = far;
    this.request = request;
    this.loop = loop;
    this.done = done;
  }

  void start() {
    CacheKey key = request.bestKey();
    far.get(request.route().fingerprint(), key, loop, value -> found(key, value));
  }

  private void found(CacheKey key, @Nullable CacheValue value) {
    if (value instanceof VaryRule rule && key.slot() == CacheKey.PRIMARY) {
      engine.near().put(key, rule);
      CacheKey variant = Selection.variantKey(request, rule);
      request.variantKey(variant);
      far.get(request.route().fingerprint(), variant, loop, second -> response(variant, second));
      return;
    }
    response(key, value);
  }

  private void response(CacheKey key, @Nullable CacheValue value) {
    if (!(value instanceof StoredResponse response)) {
      if (key.slot() != CacheKey.PRIMARY) {
        request.forwardReason(ForwardReason.VARY_MISS);
      }
      done.accept(null);
      return;
    }
    if (!Selection.selects(request, response)) {
      request.forwardReason(ForwardReason.VARY_MISS);
      done.accept(null);
      return;
    }
    StoredResponse held = Selection.held(engine, response);
    if (held == null) {
      done.accept(null);
      return;
    }
    engine.near().put(key, held);
    done.accept(Selection.usable(engine, request, held));
  }
}
