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
  /** Stale, but not more than the client takes. */
  MAX_STALE("max-stale", true),
  STALE("stale", false),
  /** Needs a successful validation before every reuse. */
  MUST_VALIDATE("must-validate", false),
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
    return byItself(stored, nowMillis);
  }

  /** Decides for a request that says nothing of caches, and whose credentials do not matter. */
  public static Reuse byItself(Selected stored, long nowMillis) {
    if (stored.mustValidate()) {
      return MUST_VALIDATE;
    }
    if (nowMillis < stored.freshUntilMillis()) {
      return FRESH;
    }
    boolean inWindow =
        nowMillis < stored.staleWhileRevalidateUntilMillis() && !stored.staleForbidden();
    return inWindow ? STALE_WHILE_REVALIDATE : STALE;
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1 */
  private static Reuse byDirectives(CacheControl control, Selected stored, long nowMillis) {
    if (control.noCache() || !control.noCacheFields().isEmpty()) {
      return REQUEST_NO_CACHE;
    }
    if (stored.mustValidate()) {
      return MUST_VALIDATE;
    }
    long maxAge = control.maxAgeSeconds();
    long ageMillis = Math.max(0, nowMillis - stored.originMillis());
    // A reload's max-age=0 is not for what has just come, either.
    if (maxAge == 0 || (maxAge > 0 && ageMillis > maxAge * 1000)) {
      return REQUEST_MAX_AGE;
    }
    long minFresh = control.minFreshSeconds();
    if (minFresh >= 0 && stored.freshUntilMillis() - nowMillis < minFresh * 1000) {
      return REQUEST_MIN_FRESH;
    }
    Reuse reuse = byItself(stored, nowMillis);
    return reuse == FRESH ? FRESH : stale(reuse, control, stored, nowMillis);
  }

  /**
   * Stale: a client that names a max-stale takes just that; one that names only a max-age takes
   * nothing stale.
   */
  private static Reuse stale(Reuse reuse, CacheControl control, Selected stored, long nowMillis) {
    if (control.maxStaleSeconds() == CacheControl.ABSENT) {
      return control.maxAgeSeconds() == CacheControl.ABSENT ? reuse : STALE;
    }
    if (stored.staleForbidden() || !isWithin(control.maxStaleSeconds(), stored, nowMillis)) {
      return STALE;
    }
    return reuse == STALE_WHILE_REVALIDATE ? reuse : MAX_STALE;
  }

  private static boolean isWithin(long seconds, Selected stored, long nowMillis) {
    return seconds > CacheControl.MAX_SECONDS
        || nowMillis - stored.freshUntilMillis() <= seconds * 1000;
  }

  /**
   * Whether a response may be served instead of an error: within its own window or that of the
   * request.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc5861#section-4
   */
  public static boolean mayServeOnError(
      Selected stored, Route route, Fields request, long nowMillis) {
    if (stored.staleForbidden() || stored.mustValidate()) {
      return false;
    }
    if (stored.lifetimeByRule() && Credentials.areUnkeyed(route, request)) {
      return false;
    }
    if (nowMillis < stored.staleIfErrorUntilMillis()) {
      return true;
    }
    if (!route.obeyClientCacheControl() || !request.contains("cache-control")) {
      return false;
    }
    long seconds = CacheControl.parse(request.all("cache-control")).staleIfErrorSeconds();
    return seconds > 0 && isWithin(seconds, stored, nowMillis);
  }

  /**
   * Whether no two requests may share a validation of it: it is never fresh, or must be validated
   * for each.
   */
  public static boolean needsOwnValidation(Selected stored) {
    return stored.mustValidate() || stored.freshUntilMillis() <= stored.originMillis();
  }

  /**
   * Whether the client wants a stored response or none: a 504 where there is none it may have.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1.7
   */
  public static boolean onlyIfCached(Route route, Fields request) {
    return route.obeyClientCacheControl()
        && request.contains("cache-control")
        && CacheControl.parse(request.all("cache-control")).onlyIfCached();
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
