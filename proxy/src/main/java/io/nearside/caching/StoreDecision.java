package io.nearside.caching;

import java.util.List;

/**
 * Whether a response is stored, and the times that decide about its reuse, computed once. All times
 * are milliseconds of the clock in which the request and response times were given.
 *
 * @param verdict why or why not; the other values count only when it is storable
 * @param originMillis when the response was of age zero
 * @param freshUntilMillis when it stops being fresh
 * @param staleWhileRevalidateUntilMillis until when it may be served while it is revalidated
 * @param staleIfErrorUntilMillis until when it may be served instead of an error
 * @param goneAtMillis when it is of no more use
 * @param lifetimeByRule whether the lifetime is the route's because the upstream gave none
 * @param mustValidate whether every reuse needs a successful validation, fresh or not ({@code
 *     no-cache})
 * @param staleForbidden whether it must not be used stale, whatever client, route or its own
 *     windows say
 * @param unstoredFields lower-case names of the fields that are for this exchange only
 */
public record StoreDecision(
    Storability verdict,
    long originMillis,
    long freshUntilMillis,
    long staleWhileRevalidateUntilMillis,
    long staleIfErrorUntilMillis,
    long goneAtMillis,
    boolean lifetimeByRule,
    boolean mustValidate,
    boolean staleForbidden,
    List<String> unstoredFields)
    implements Selected {

  static StoreDecision refused(Storability verdict) {
    return new StoreDecision(verdict, 0, 0, 0, 0, 0, false, false, false, List.of());
  }

  public boolean storable() {
    return verdict.storable();
  }
}
