package io.nearside.caching;

import io.nearside.http.Fields;

/**
 * A response that has come from the upstream, with what decides about storing it.
 *
 * @param request what the upstream got of the client's fields
 * @param response its header fields
 * @param control the directives of it that count
 */
record Received(
    ResourceUri uri,
    Fields request,
    int status,
    Fields response,
    Route route,
    long requestMillis,
    long responseMillis,
    ResponseControl control) {

  /** When it was of age zero. */
  long originMillis() {
    return Storing.originMillis(response, requestMillis, responseMillis);
  }

  /** What it says itself, or {@link Freshness#NOT_EXPLICIT}. */
  long explicitLifetimeMillis() {
    return Freshness.lifetimeMillis(control, response, responseMillis);
  }

  /** A moment so much later, at most the last one there is. */
  static long plus(long millis, long windowMillis) {
    long sum = millis + windowMillis;
    return windowMillis > 0 && sum < millis ? Long.MAX_VALUE : sum;
  }
}
