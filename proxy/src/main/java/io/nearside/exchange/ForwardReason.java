package io.nearside.exchange;

/**
 * Why a request went to the upstream: the {@code fwd} parameter of {@code Cache-Status}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9211#section-2.2
 */
public enum ForwardReason {
  /** The route or the request keeps the cache out of it. */
  BYPASS("bypass"),
  /** Its method is not answered from a cache. */
  METHOD("method"),
  /** Nothing is stored for its URI. */
  URI_MISS("uri-miss"),
  /** Something is stored for its URI, but no variant that it selects. */
  VARY_MISS("vary-miss"),
  /** The request's own directives ask for it. */
  REQUEST("request"),
  /** What is stored is stale. */
  STALE("stale"),
  /** What is stored is only a part, and not all of the part that is asked for. */
  PARTIAL("partial");

  private final String text;

  ForwardReason(String text) {
    this.text = text;
  }

  /** The parameter's value. */
  public String text() {
    return text;
  }
}
