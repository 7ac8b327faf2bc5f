package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;

/**
 * Whether a stored response may answer a request now, and why not.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4
 */
public enum Reuse {
  FRESH("fresh", true),
  /** May answer while it is fetched anew in the background. */
  STALE_WHILE_REVALIDATE("stale-while-revalidate", true),
  STALE("stale", false),
  /** The client wants no answer without validation. */
  REQUEST_NO_CACHE("request-no-cache", false),
  /** Older than the client wants it. */
  REQUEST_MAX_AGE("request-max-age", false),
  /** Not fresh for as long as the client wants it. */
  REQUEST_MIN_FRESH("request-min-fresh", false),
  /** The lifetime is ours, and the request has credentials that are not in the key. */
  CREDENTIALS("credentials", false);

  private final String text;
  private final boolean mayServe;

  Reuse(String text, boolean mayServe) {
    this.text = text;
    this.mayServe = mayServe;
  }

  /** Decides for a stored response that the request's key and nominated fields select. */
  public static Reuse decide(Selected stored, Route route, Fields request, long nowMillis) {
    if (stored.lifetimeByRule() && Credentials.areUnkeyed(route, request)) {
      return CREDENTIALS;
    }
    if (route.obeyClientCacheControl()) {
      if (request.contains("cache-control")) {
        return byDirectives(CacheControl.parse(request.all("cache-control")), stored, nowMillis);
      }
      if (request.contains("pragma") && Pragma.noCache(request)) {
        return REQUEST_NO_CACHE;
      }
    }
    return byTime(stored, nowMillis);
  }

  private static Reuse byTime(Selected stored, long nowMillis) {
    if (nowMillis < stored.freshUntilMillis()) {
      return FRESH;
    }
    return nowMillis < stored.staleWhileRevalidateUntilMillis() ? STALE_WHILE_REVALIDATE : STALE;
  }

  /**
   * A client that names a max-age or min-fresh wants nothing stale. What it would take stale
   * (max-stale) we do not offer: how long we serve stale responses is the upstream's and the
   * route's to say.
   */
  private static Reuse byDirectives(CacheControl control, Selected stored, long nowMillis) {
    if (control.noCache() || !control.noCacheFields().isEmpty()) {
      return REQUEST_NO_CACHE;
    }
    long maxAge = control.maxAgeSeconds();
    long ageMillis = Math.max(0, nowMillis - stored.originMillis());
    if (maxAge == 0 || (maxAge > 0 && ageMillis > maxAge * 1000)) {
      return REQUEST_MAX_AGE;
    }
    long minFresh = control.minFreshSeconds();
    if (minFresh >= 0 && stored.freshUntilMillis() - nowMillis < minFresh * 1000) {
      return REQUEST_MIN_FRESH;
    }
    Reuse reuse = byTime(stored, nowMillis);
    return reuse == STALE_WHILE_REVALIDATE && maxAge > 0 ? STALE : reuse;
  }

  /**
   * Whether a response may be served instead of an error. Asked only where {@link #decide} did not
   * say {@link #CREDENTIALS}.
   */
  public static boolean mayServeOnError(Selected stored, long nowMillis) {
    return nowMillis < stored.staleIfErrorUntilMillis();
  }

  /** Whether the stored response may be sent. */
  public boolean mayServe() {
    return mayServe;
  }

  /** The word for logs and {@code Cache-Status}. */
  public String text() {
    return text;
  }
}
