package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.ContentRange;
import io.nearside.http.Fields;
import java.util.List;

/**
 * Decides whether a response is stored, and computes the times of one that is.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
public final class Storing {
  /*
   * Where we keep to less than the RFC allows: Pragma: no-cache counts in a response that has no
   * Cache-Control; what nobody gives a lifetime is not stored just to be validated, unless the
   * upstream asks for that with no-cache; and of answers to POST only a 200 is what a GET would get.
   */

  private static final String SEVERAL_PARTS = "multipart/byteranges";

  private final Received received;
  private final ResponseControl control;
  private final Route route;
  private final List<String> unstoredFields;

  private Storing(Received received) {
    this.received = received;
    this.control = received.control();
    this.route = received.route();
    this.unstoredFields = control.unstoredFields();
  }

  /**
   * Decides for a whole response to GET or POST. What is stored of a POST answers later GETs.
   *
   * @param uri the target
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
    boolean post = method.equals("POST");
    if (!post && !method.equals("GET")) {
      return StoreDecision.refused(Storability.METHOD);
    }
    if (!route.cache()) {
      return StoreDecision.refused(Storability.ROUTE_OFF);
    }
    ResponseControl control = ResponseControl.of(response, route.targetedFields());
    Received received =
        new Received(uri, request, status, response, route, requestMillis, responseMillis, control);
    if (post && !answersGet(received)) {
      return StoreDecision.refused(Storability.METHOD);
    }
    return new Storing(received).decide(post);
  }

  /**
   * Decides for a 206: it is stored where the same response with 200 would be, if other parts can
   * be combined with it.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.4
   */
  public static StoreDecision decidePartial(
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
    if (status != 206) {
      return StoreDecision.refused(Storability.STATUS);
    }
    StoreDecision asWhole =
        decide(uri, method, request, 200, response, route, requestMillis, responseMillis);
    boolean combinable =
        hasOnePart(response) && Validators.areStrong(response, asWhole.unstoredFields());
    return asWhole.storable() && !combinable ? StoreDecision.refused(Storability.PARTIAL) : asWhole;
  }

  /**
   * When a response was of age zero, stored or not.
   *
   * @param requestMillis when the request was sent upstream
   * @param responseMillis when the response's head came
   */
  public static long originMillis(Fields response, long requestMillis, long responseMillis) {
    return responseMillis - Freshness.initialAgeMillis(response, requestMillis, responseMillis);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
  private static boolean hasOnePart(Fields response) {
    String type = response.first("content-type");
    if (type != null && type.regionMatches(true, 0, SEVERAL_PARTS, 0, SEVERAL_PARTS.length())) {
      return false;
    }
    List<String> lines = response.all("content-range");
    ContentRange part = lines.size() == 1 ? ContentRange.parse(lines.get(0).strip()) : null;
    return part != null && part.range() != null;
  }

  /**
   * Whether the answer to a POST is what a GET of the same target would get, and for how long.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3
   */
  private static boolean answersGet(Received received) {
    List<String> locations = received.response().all("content-location");
    return received.status() == 200
        && received.explicitLifetimeMillis() != Freshness.NOT_EXPLICIT
        && locations.size() == 1
        && received.uri().equals(received.uri().resolve(locations.get(0)));
  }

  private StoreDecision decide(boolean onlyExplicitly) {
    Storability verdict = whetherAllowed();
    if (!verdict.storable()) {
      return StoreDecision.refused(verdict);
    }
    boolean hasValidator = Validators.arePresent(received.response(), unstoredFields);
    if (control.mustValidate()) {
      return hasValidator ? toBeValidated() : StoreDecision.refused(Storability.NO_CACHE);
    }
    ExpirationTime expiration =
        onlyExplicitly ? ExpirationTime.explicit(received) : ExpirationTime.of(received);
    if (!expiration.verdict().storable()) {
      return StoreDecision.refused(expiration.verdict());
    }
    if (expiration.byRule()) {
      Storability ours = whetherARuleMay();
      if (!ours.storable()) {
        return StoreDecision.refused(ours);
      }
    }
    boolean expired = expiration.freshUntilMillis() <= received.responseMillis();
    if (expired && !hasValidator && !hasOwnWindow()) {
      return StoreDecision.refused(Storability.EXPIRED);
    }
    return stored(
        expiration.freshUntilMillis(), expiration.byRule(), hasValidator, Storability.EXPIRED);
  }

  private Storability whetherAllowed() {
    CacheControl directives = control.directives();
    if (!StoredStatus.isFinalAndWhole(received.status())) {
      return Storability.STATUS;
    }
    if (directives.mustUnderstand() && !StoredStatus.isUnderstood(received.status())) {
      return Storability.STATUS;
    }
    if (Streaming.isEndless(received.response())) {
      return Storability.EVENT_STREAM;
    }
    // https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.3: must-understand overrides no-store.
    if ((directives.noStore() && !directives.mustUnderstand()) || requestForbids()) {
      return Storability.NO_STORE;
    }
    if (control.isPrivate()) {
      return Storability.PRIVATE;
    }
    if (received.request().contains("authorization") && !mayShareAuthorized()) {
      return Storability.AUTHORIZATION;
    }
    if (!route.storeSetCookie() && (keeps("set-cookie") || keeps("set-cookie2"))) {
      return Storability.SET_COOKIE;
    }
    if (received.status() >= 400 && OddRequest.isOne(received.request())) {
      return Storability.ODD_REQUEST;
    }
    if (ContentKind.isNamedBy(route.match().path()) && !isOfItsKind()) {
      return Storability.CONTENT_TYPE;
    }
    return Vary.names(received.response()) == null ? Storability.VARY_STAR : Storability.STORABLE;
  }

  /** Whether what the upstream said nothing of is what our rule is for. */
  private Storability whetherARuleMay() {
    if (PathReadings.mayLeadElsewhere(received.uri().path())) {
      return Storability.AMBIGUOUS_PATH;
    }
    return isOfItsKind() ? Storability.STORABLE : Storability.CONTENT_TYPE;
  }

  /** Redirects and errors are pages whatever was asked for. */
  private boolean isOfItsKind() {
    int status = received.status();
    return status == 204
        || status >= 300
        || ContentKind.fits(received.uri().path(), received.response());
  }

  private boolean requestForbids() {
    return route.obeyClientCacheControl()
        && CacheControl.parse(received.request().all("cache-control")).noStore();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.5 */
  private boolean mayShareAuthorized() {
    CacheControl directives = control.directives();
    return directives.mustRevalidate()
        || directives.isPublic()
        || directives.sMaxAgeSeconds() != CacheControl.ABSENT
        || Credentials.authorizationIsKeyed(route);
  }

  private boolean keeps(String field) {
    return received.response().contains(field) && !unstoredFields.contains(field);
  }

  /**
   * What is validated before every reuse needs no lifetime, only to be cacheable.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.4
   */
  private StoreDecision toBeValidated() {
    ExpirationTime explicit = ExpirationTime.explicit(received);
    if (explicit.verdict().storable()) {
      return stored(explicit.freshUntilMillis(), false, true, Storability.NO_CACHE);
    }
    boolean cacheable =
        control.directives().isPublic() || StoredStatus.isHeuristicallyCacheable(received.status());
    return cacheable
        ? stored(received.originMillis(), false, true, Storability.NO_CACHE)
        : StoreDecision.refused(Storability.NO_FRESHNESS);
  }

  private boolean hasOwnWindow() {
    return !control.staleForbidden()
        && (control.directives().staleWhileRevalidateSeconds() > 0
            || control.directives().staleIfErrorSeconds() > 0);
  }

  /** With all its times, unless it is of no use when it comes. */
  private StoreDecision stored(
      long freshUntil, boolean byRule, boolean hasValidator, Storability uselessness) {
    Lifetimes lifetimes = route.lifetimes();
    long now = received.responseMillis();
    // max-age=0 of the upstream means now: a route's window is for what was fresh once.
    long routeSwr = freshUntil <= now ? 0 : lifetimes.staleWhileRevalidateMillis();
    CacheControl directives = control.directives();
    long swrUntil =
        Received.plus(freshUntil, window(directives.staleWhileRevalidateSeconds(), routeSwr));
    long sieUntil =
        Received.plus(
            freshUntil, window(directives.staleIfErrorSeconds(), lifetimes.staleIfErrorMillis()));
    long goneAt = Math.max(freshUntil, Math.max(swrUntil, sieUntil));
    if (hasValidator) {
      long kept = Received.plus(Math.max(freshUntil, now), Math.max(0, lifetimes.keepMillis()));
      goneAt = Math.max(goneAt, kept);
    }
    if (goneAt <= now) {
      return StoreDecision.refused(uselessness);
    }
    return new StoreDecision(
        Storability.STORABLE,
        received.originMillis(),
        freshUntil,
        swrUntil,
        sieUntil,
        goneAt,
        byRule,
        control.mustValidate(),
        control.staleForbidden(),
        unstoredFields);
  }

  /** How long after its freshness it may be used. What the response says wins over the route. */
  private long window(long seconds, long routeMillis) {
    if (control.staleForbidden()) {
      return 0;
    }
    return seconds == CacheControl.ABSENT ? Math.max(0, routeMillis) : seconds * 1000;
  }
}
