package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.Delivery;
import io.nearside.caching.Lookup;
import io.nearside.caching.Reuse;
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
  static @Nullable StoredResponse near(CacheEngine engine, ProxyRequest request, CacheValue value) {
    CacheKey key = request.key();
    CacheValue found = value;
    if (found instanceof VaryRule rule) {
      key = variantKey(request, rule);
      request.variantKey(key);
      found = engine.near().get(key);
    }
    if (!(found instanceof StoredResponse response) || !selects(request, response)) {
      request.forwardReason(ForwardReason.VARY_MISS);
      return null;
    }
    Standing standing = engine.log().standing(response);
    if (standing == Standing.PURGED) {
      engine.near().remove(key, response);
      return null;
    }
    return standing == Standing.UNKNOWN ? null : usable(engine, request, response, standing);
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
      CacheEngine engine, ProxyRequest request, StoredResponse response, Standing standing) {
    Reuse reuse = Reuse.decide(response, request.route(), request.received(), engine.nowMillis());
    if (reuse == Reuse.CREDENTIALS) {
      request.forwardReason(ForwardReason.BYPASS);
      return null;
    }
    boolean purgedSoftly = standing == Standing.STALE;
    if (reuse.mayServe() && !purgedSoftly) {
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
