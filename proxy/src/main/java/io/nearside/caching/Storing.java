package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;

/**
 * Decides whether a response is stored, and computes the times of one that is.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
public final class Storing {
  /*
   * Where we keep to less than the RFC allows: a qualified no-cache or private counts as an
   * unqualified one, because the named fields alone are not taken out of what is stored; and
   * Pragma: no-cache counts in a response that has no Cache-Control.
   */

  private final Fields request;
  private final int status;
  private final Fields response;
  private final Route route;
  private final long requestMillis;
  private final long responseMillis;
  private final CacheControl control;

  private Storing(
      Fields request,
      int status,
      Fields response,
      Route route,
      long requestMillis,
      long responseMillis) {
    this.request = request;
    this.status = status;
    this.response = response;
    this.route = route;
    this.requestMillis = requestMillis;
    this.responseMillis = responseMillis;
    this.control = CacheControl.parse(response.all("cache-control"));
  }

  /**
   * Decides for a response.
   *
   * @param uri the target (heuristics will need it)
   * @param request what the upstream got of the client's fields, credentials included
   * @param response the response as the upstream sent it
   * @param requestMillis when the request was sent upstream
   * @param responseMillis when the response's head came
   */
  public static StoreDecision decide(
      ResourceUri uri,
      String method,
      Fields request,
      int status,
      Fields response,
      Route route,
      long requestMillis,
      long responseMillis) {
    if (!method.equals("GET")) {
      return StoreDecision.refused(Storability.METHOD);
    }
    if (!route.cache()) {
      return StoreDecision.refused(Storability.ROUTE_OFF);
    }
    return new Storing(request, status, response, route, requestMillis, responseMillis).decide();
  }

  private StoreDecision decide() {
    Storability verdict = whetherAllowed();
    if (!verdict.storable()) {
      return StoreDecision.refused(verdict);
    }
    long lifetime = Freshness.lifetimeMillis(control, response, responseMillis);
    return lifetime == Freshness.NOT_EXPLICIT ? byRule() : byUpstream(lifetime);
  }

  private Storability whetherAllowed() {
    if (!StoredStatus.isFinalAndWhole(status)) {
      return Storability.STATUS;
    }
    if (control.mustUnderstand() && !StoredStatus.isUnderstood(status)) {
      return Storability.STATUS;
    }
    // https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.3: must-understand overrides no-store.
    if ((control.noStore() && !control.mustUnderstand()) || requestForbids()) {
      return Storability.NO_STORE;
    }
    if (control.isPrivate() || !control.privateFields().isEmpty()) {
      return Storability.PRIVATE;
    }
    if (needsValidation()) {
      return Storability.NO_CACHE;
    }
    if (request.contains("authorization") && !mayShareAuthorized()) {
      return Storability.AUTHORIZATION;
    }
    if (!route.storeSetCookie() && setsCookie()) {
      return Storability.SET_COOKIE;
    }
    return Vary.names(response) == null ? Storability.VARY_STAR : Storability.STORABLE;
  }

  private boolean requestForbids() {
    return route.obeyClientCacheControl()
        && CacheControl.parse(request.all("cache-control")).noStore();
  }

  private boolean needsValidation() {
    if (control.noCache() || !control.noCacheFields().isEmpty()) {
      return true;
    }
    return !response.contains("cache-control") && Pragma.noCache(response);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.5 */
  private boolean mayShareAuthorized() {
    return control.mustRevalidate()
        || control.isPublic()
        || control.sMaxAgeSeconds() != CacheControl.ABSENT
        || Credentials.authorizationIsKeyed(route);
  }

  private boolean setsCookie() {
    return response.contains("set-cookie") || response.contains("set-cookie2");
  }

  /** The upstream said nothing: the route's lifetime counts from the response's arrival. */
  private StoreDecision byRule() {
    if (!StoredStatus.hasLifetimeByRule(status)) {
      return StoreDecision.refused(
          status >= 400 ? Storability.ERROR_STATUS : Storability.NO_FRESHNESS);
    }
    if (route.lifetimes().ttlMillis() <= 0) {
      return StoreDecision.refused(Storability.NO_FRESHNESS);
    }
    if (Credentials.areUnkeyed(route, request)) {
      return StoreDecision.refused(Storability.CREDENTIALS);
    }
    return stored(plus(responseMillis, route.lifetimes().ttlMillis()), true);
  }

  private StoreDecision byUpstream(long lifetimeMillis) {
    long freshUntil = plus(originMillis(), lifetimeMillis);
    if (freshUntil > responseMillis) {
      return stored(freshUntil, false);
    }
    // A route's windows are for what was fresh once; max-age=0 of the upstream means now.
    boolean ownWindow =
        control.staleWhileRevalidateSeconds() > 0 || control.staleIfErrorSeconds() > 0;
    StoreDecision decision = stored(freshUntil, false);
    return ownWindow && decision.goneAtMillis() > responseMillis
        ? decision
        : StoreDecision.refused(Storability.EXPIRED);
  }

  private long originMillis() {
    return responseMillis - Freshness.initialAgeMillis(response, requestMillis, responseMillis);
  }

  private StoreDecision stored(long freshUntil, boolean byRule) {
    long swrUntil =
        plus(
            freshUntil,
            window(
                control.staleWhileRevalidateSeconds(),
                route.lifetimes().staleWhileRevalidateMillis()));
    long sieUntil =
        plus(
            freshUntil,
            window(control.staleIfErrorSeconds(), route.lifetimes().staleIfErrorMillis()));
    long goneAt = Math.max(freshUntil, Math.max(swrUntil, sieUntil));
    return new StoreDecision(
        Storability.STORABLE,
        originMillis(),
        freshUntil,
        swrUntil,
        sieUntil,
        goneAt,
        byRule,
        false,
        false,
        java.util.List.of());
  }

  /**
   * How long after its freshness it may be used. What the response says wins over the route, and
   * some directives forbid all stale use.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.4
   */
  private long window(long seconds, long routeMillis) {
    boolean forbidden =
        control.mustRevalidate()
            || control.proxyRevalidate()
            || control.sMaxAgeSeconds() != CacheControl.ABSENT;
    if (forbidden) {
      return 0;
    }
    return seconds == CacheControl.ABSENT ? Math.max(0, routeMillis) : seconds * 1000;
  }

  private static long plus(long millis, long windowMillis) {
    long sum = millis + windowMillis;
    return windowMillis > 0 && sum < millis ? Long.MAX_VALUE : sum;
  }
}
