package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;

/** Whether a request may be answered from the cache and its answer be stored, and why not. */
public enum Lookup {
  /** A GET that may be answered from the cache and whose answer may be stored. */
  ELIGIBLE("eligible", true, true),
  /** May be answered from the cache; its own answer has no body to store. */
  HEAD_ONLY("head", true, false),
  /**
   * A GET of a part, which a stored response may hold. Nobody waits for its answer, which is stored
   * as what it is: a part, or the whole.
   */
  RANGE("range", true, false),
  /** Only GET and HEAD are looked up; what is stored of others answers later GETs. */
  METHOD("method", false, false),
  /** A GET with a body: what the backend makes of it is not in the key. */
  BODY("request-body", false, false),
  /** The route says so. */
  ROUTE_OFF("route-off", false, false),
  /** The client asks for another protocol, and may have it. */
  UPGRADE("upgrade", false, false),
  /**
   * The client wants a stream of events, each as it happens.
   *
   * <p>Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
   */
  EVENT_STREAM("event-stream", false, false),
  /**
   * The client waits for what is to happen (long polling).
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc7240#section-4.3
   */
  LONG_POLL("long-poll", false, false),
  /** A precondition that only the backend can evaluate. */
  PRECONDITION("precondition", false, false),
  /** The client wants nothing of this exchange kept; what is stored already may answer. */
  NO_STORE("request-no-store", true, false);

  private final String text;
  private final boolean mayLookup;
  private final boolean mayFill;

  Lookup(String text, boolean mayLookup, boolean mayFill) {
    this.text = text;
    this.mayLookup = mayLookup;
    this.mayFill = mayFill;
  }

  /**
   * Decides for a request. Conditions that a cache evaluates itself make no difference.
   *
   * @param upgrades whether it asks for another protocol that it may have
   */
  public static Lookup decide(
      String method, Fields request, boolean hasBody, boolean upgrades, Route route) {
    boolean get = method.equals("GET");
    if (!get && !method.equals("HEAD")) {
      return METHOD;
    }
    if (!route.cache()) {
      return ROUTE_OFF;
    }
    if (hasBody) {
      return BODY;
    }
    if (upgrades) {
      return UPGRADE;
    }
    if (Streaming.wantsEvents(request)) {
      return EVENT_STREAM;
    }
    if (Streaming.waits(request)) {
      return LONG_POLL;
    }
    if (request.contains("if-match") || request.contains("if-unmodified-since")) {
      return PRECONDITION;
    }
    if (route.obeyClientCacheControl() && request.contains("cache-control") && noStore(request)) {
      return NO_STORE;
    }
    if (!get) {
      // https://www.rfc-editor.org/rfc/rfc9110#section-14.2: Range means nothing with HEAD.
      return HEAD_ONLY;
    }
    return request.contains("range") ? RANGE : ELIGIBLE;
  }

  private static boolean noStore(Fields request) {
    return CacheControl.parse(request.all("cache-control")).noStore();
  }

  /** Whether a stored response may answer. */
  public boolean mayLookup() {
    return mayLookup;
  }

  /** Whether it may begin or join a fetch of the whole response for the stores. */
  public boolean mayFill() {
    return mayFill;
  }

  /** The word for logs and {@code Cache-Status}. */
  public String text() {
    return text;
  }
}
