package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.store.memory.RecentKeys;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The fetches under way, by key: collapsed forwarding in this process. */
final class Flights {
  private final CacheEngine engine;
  private final ConcurrentMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();

  /**
   * Those for the store alone. Nobody joins them: who finds nothing near may still find in the far
   * store what is stale but may serve, without waiting for the upstream.
   */
  private final ConcurrentMap<CacheKey, Flight> refreshing = new ConcurrentHashMap<>();

  /** Who serves what is stale asks no more often than this for what does not come. */
  private static final long REFRESH_AGAIN_MILLIS = 1_000;

  private final RecentKeys refreshedInVain = new RecentKeys();

  Flights(CacheEngine engine) {
    this.engine = engine;
  }

  /** Joins the fetch for the exchange's key, or begins it. */
  void joinOrLead(CachedExchange exchange) {
    CacheKey key = exchange.request().bestKey();
    while (true) {
      Flight flight = underWay.get(key);
      if (flight == null && exchange.servedNear()) {
        return;
      }
      if (flight == null || flight.mayBePurged()) {
        Flight mine = new Flight(engine, this, key, exchange.request(), exchange.loop());
        boolean first =
            flight == null
                ? underWay.putIfAbsent(key, mine) == null
                : underWay.replace(key, flight, mine);
        if (first) {
          mine.lead(exchange);
          return;
        }
      } else {
        flight.join(exchange);
        return;
      }
    }
  }

  /**
   * Fetches for this exchange alone.
   *
   * @param looks whether there may be something in the far store that it can ask about
   */
  void alone(CachedExchange exchange, boolean looks) {
    CacheKey key = exchange.request().bestKey();
    new Flight(engine, this, key, exchange.request(), exchange.loop()).alone(exchange, looks);
  }

  /** Fetches for nobody but the store, unless that is under way. */
  void refresh(ProxyRequest request, EventExecutor loop) {
    CacheKey key = request.bestKey();
    boolean inVain = refreshedInVain.contains(key, engine.nowMillis());
    if (inVain || underWay.containsKey(key) || refreshing.containsKey(key)) {
      return;
    }
    Flight flight = new Flight(engine, this, key, request, loop);
    if (refreshing.putIfAbsent(key, flight) == null) {
      flight.refresh();
    }
  }

  /** A refresh has brought nothing that is stored. */
  void refreshedInVain(CacheKey key) {
    long now = engine.nowMillis();
    refreshedInVain.add(key, now, now + REFRESH_AGAIN_MILLIS);
  }

  /** Nobody may join this fetch any more. */
  void close(CacheKey key, Flight flight) {
    underWay.remove(key, flight);
    refreshing.remove(key, flight);
  }

  /** How many fetches may be joined just now. */
  int size() {
    return underWay.size();
  }
}
