package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.Delivery;
import io.nearside.caching.Lookup;
import io.nearside.caching.Reuse;
import io.nearside.caching.Route;
import io.nearside.caching.SharingRules.OnStoreFailure;
import io.nearside.caching.Vary;
import io.nearside.store.CacheValue;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stored response that a request selects, and whether it may be used.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4
 */
final class Selection {
  private Selection() {}

  /** What the near cache has for the request, given what stands under its primary key. */
  static @Nullable StoredResponse near(
      CacheEngine engine, ProxyRequest request, CacheValue value, long nowMillis) {
    CacheKey key = request.key();
    CacheValue found = value;
    if (found instanceof VaryRule rule) {
      key = variantKey(request, rule);
      request.variantKey(key);
      found = engine.near().get(key, nowMillis);
    }
    if (!(found instanceof StoredResponse response) || !selects(request, response)) {
      request.forwardReason(ForwardReason.VARY_MISS);
      return null;
    }
    Standing standing = engine.log().standing(response);
    return switch (standing) {
      case GOOD -> usable(engine, request, response, nowMillis);
      case STALE -> usable(engine, request, softenedNear(engine, key, response), nowMillis);
      case UNKNOWN -> usableBlindly(engine, request, response);
      case PURGED -> {
        engine.near().remove(key, response);
        yield null;
      }
    };
  }

  /** The response as the log leaves it: itself, stale since a soft purge, or null. */
  static @Nullable StoredResponse held(CacheEngine engine, StoredResponse response) {
    return switch (engine.log().standing(response)) {
      case GOOD -> response;
      case STALE -> softened(engine, response);
      case PURGED, UNKNOWN -> null;
    };
  }

  private static StoredResponse softenedNear(
      CacheEngine engine, CacheKey key, StoredResponse response) {
    StoredResponse stale = softened(engine, response);
    if (stale != response) {
      engine.near().replace(key, response, stale);
    }
    return stale;
  }

  /** A soft purge ends its freshness, and its stale windows begin there. */
  private static StoredResponse softened(CacheEngine engine, StoredResponse response) {
    long purged = Math.min(engine.log().softPurgedAtMillis(response), engine.nowMillis());
    return response.freshUntilMillis() <= purged ? response : response.staleSince(purged);
  }

  /** A purge may be missing: the route may take that rather than a backend without its cache. */
  private static @Nullable StoredResponse usableBlindly(
      CacheEngine engine, ProxyRequest request, StoredResponse response) {
    Route route = request.route();
    if (route.sharing().onStoreFailure() != OnStoreFailure.STALE || !isEnough(request, response)) {
      return null;
    }
    // What is known is obeyed all the same.
    boolean softly = engine.log().softPurgedAtMillis(response) != Long.MAX_VALUE;
    StoredResponse held = softly ? softened(engine, response) : response;
    long now = engine.nowMillis();
    Reuse reuse = Reuse.decide(held, route, request.received(), now);
    request.foundAtMillis(now);
    boolean may =
        reuse.mayServe()
            || (reuse == Reuse.STALE
                && Reuse.mayServeOnError(held, route, request.received(), now));
    return may ? held : null;
  }

  /** Whether the request's nominated fields match those of the response. */
  static boolean selects(ProxyRequest request, StoredResponse response) {
    List<String> names = response.varyNames();
    return names.isEmpty() || response.varyDigestIs(digest(names, request));
  }

  /** The key of the slot in which the request's variant lies. */
  static CacheKey variantKey(ProxyRequest request, VaryRule rule) {
    byte[] digest = digest(rule.names(), request);
    return request.key().variant(Vary.slot(digest, request.route().maxVariants()));
  }

  private static byte[] digest(List<String> names, ProxyRequest request) {
    return Vary.digest(names, request.fields(), request.route().vary());
  }

  /**
   * The response if the request may be answered with it now. Otherwise the request knows why not,
   * and what it may ask the upstream about or fall back to.
   */
  static @Nullable StoredResponse usable(
      CacheEngine engine, ProxyRequest request, StoredResponse response) {
    return usable(engine, request, response, engine.nowMillis());
  }

  private static @Nullable StoredResponse usable(
      CacheEngine engine, ProxyRequest request, StoredResponse response, long nowMillis) {
    request.foundAtMillis(nowMillis);
    Reuse reuse =
        request.isPlain() && !response.lifetimeByRule()
            ? Reuse.byItself(response, nowMillis)
            : Reuse.decide(response, request.route(), request.received(), nowMillis);
    if (reuse == Reuse.CREDENTIALS) {
      request.forwardReason(ForwardReason.BYPASS);
      return null;
    }
    boolean insteadOfStore = reuse == Reuse.STALE && standsInForStore(engine, request, response);
    if (reuse.mayServe() || insteadOfStore) {
      if (isEnough(request, response)) {
        return response;
      }
      request.forwardReason(ForwardReason.PARTIAL);
    } else {
      boolean askedFor =
          reuse == Reuse.REQUEST_NO_CACHE
              || reuse == Reuse.REQUEST_MAX_AGE
              || reuse == Reuse.REQUEST_MIN_FRESH;
      request.forwardReason(askedFor ? ForwardReason.REQUEST : ForwardReason.STALE);
    }
    request.candidate(response);
    return null;
  }

  /** The route would rather have it stale than ask the upstream while the store is away. */
  private static boolean standsInForStore(
      CacheEngine engine, ProxyRequest request, StoredResponse response) {
    return request.route().sharing().onStoreFailure() == OnStoreFailure.STALE
        && engine.isStoreAway(request)
        && Reuse.mayServeOnError(response, request.route(), request.received(), engine.nowMillis());
  }

  /**
   * Whether what is stored holds all that the request asks for.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3
   */
  static boolean isEnough(ProxyRequest request, StoredResponse response) {
    if (!response.isPartial()) {
      return true;
    }
    return request.lookup() == Lookup.RANGE
        && Delivery.decide(request.method(), request.received(), response)
            instanceof Delivery.Parts parts
        && parts.ranges().stream().allMatch(response::covers);
  }
}
