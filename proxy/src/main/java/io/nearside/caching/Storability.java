package io.nearside.caching;

/**
 * Whether a response may be stored, and why not.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
public enum Storability {
  STORABLE("storable"),
  /**
   * Only answers to GET are stored, and those to POST that say where else they are and how long
   * they last.
   */
  METHOD("method"),
  /** The route says so. */
  ROUTE_OFF("route-off"),
  /** The status is not final, only of a part, never to be stored, or not understood. */
  STATUS("status"),
  /** A part without a strong validator, or not one part of bytes. */
  PARTIAL("partial"),
  /**
   * A stream without an end that anybody waits for: events, or pictures that replace each other.
   */
  EVENT_STREAM("event-stream"),
  /** Request or response says so. */
  NO_STORE("no-store"),
  /** Not reusable without validation, and nothing to validate it with. */
  NO_CACHE("no-cache"),
  /** For one user only. */
  PRIVATE("private"),
  /** The request had {@code Authorization}, and nothing allows sharing the answer. */
  AUTHORIZATION("authorization"),
  /** The lifetime is ours, and the request had credentials that are not in the key. */
  CREDENTIALS("credentials"),
  /** The response sets a cookie. */
  SET_COOKIE("set-cookie"),
  /** A rule by extension or a lifetime of ours, and the content is not what the extension says. */
  CONTENT_TYPE("content-type-mismatch"),
  /** The lifetime is ours, and a backend may read another path than we do. */
  AMBIGUOUS_PATH("ambiguous-path"),
  /** An error, and the request was so unusual that it may be its own fault. */
  ODD_REQUEST("odd-request"),
  /** Varies on more than the request's fields, or on too many. */
  VARY_STAR("vary-star"),
  /** Neither the upstream nor the route gives a lifetime. */
  NO_FRESHNESS("no-freshness"),
  /** Its explicit lifetime is already over, and nothing to validate it with. */
  EXPIRED("expired"),
  /** An error without explicit freshness. */
  ERROR_STATUS("error-status");

  private final String text;

  Storability(String text) {
    this.text = text;
  }

  public boolean storable() {
    return this == STORABLE;
  }

  /** Whether it says something of this one request, and nothing of what others would get. */
  public boolean isForTheRequestsSake() {
    return this == AUTHORIZATION || this == CREDENTIALS || this == ODD_REQUEST;
  }

  /** Whether what is stored already stays as good as it was. */
  public boolean leavesWhatIsStored() {
    return isForTheRequestsSake() || this == SET_COOKIE;
  }

  /** The word for logs and {@code Cache-Status}. */
  public String text() {
    return text;
  }
}
