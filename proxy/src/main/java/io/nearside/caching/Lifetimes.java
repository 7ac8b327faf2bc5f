package io.nearside.caching;

import java.util.List;

/**
 * What a route says of lifetimes.
 *
 * @param ttlMillis lifetime where the upstream says nothing, or {@link Route#NO_TTL}
 * @param byStatus lifetimes of single statuses and classes where the upstream says nothing; the
 *     first that matches wins over {@code ttlMillis}
 * @param overrideMillis lifetime whatever the upstream says of it, or {@link Route#NO_TTL}; with it
 *     {@code byStatus} counts whatever the upstream says, too
 * @param staleWhileRevalidateMillis window after freshness where the upstream says nothing
 * @param staleIfErrorMillis window after freshness where the upstream says nothing
 * @param keepMillis how long after its freshness a response with a validator is kept to be
 *     revalidated
 * @param heuristicFraction lifetime as a part of the time since {@code Last-Modified} where neither
 *     the upstream nor the route gives one; 0: none
 * @param jitter a lifetime by rule is shortened by up to this part of it
 */
public record Lifetimes(
    long ttlMillis,
    List<ByStatus> byStatus,
    long overrideMillis,
    long staleWhileRevalidateMillis,
    long staleIfErrorMillis,
    long keepMillis,
    double heuristicFraction,
    double jitter) {

  /** A route that says nothing. */
  public static final Lifetimes NONE =
      new Lifetimes(Route.NO_TTL, List.of(), Route.NO_TTL, 0, 0, 0, 0, 0);

  /**
   * The lifetime of a status by rule: what is said of the status itself or its class wins over what
   * is said of all that {@linkplain StoredStatus#hasLifetimeByRule lasts by its nature}.
   *
   * @return 0: not stored; {@link Route#NO_TTL}: nothing is said
   */
  long ttlMillis(int status) {
    for (ByStatus named : byStatus) {
      if (named.includes(status)) {
        return named.ttlMillis();
      }
    }
    if (!StoredStatus.hasLifetimeByRule(status)) {
      return Route.NO_TTL;
    }
    long ttl = overrideMillis > 0 ? overrideMillis : ttlMillis;
    return ttl > 0 ? ttl : Route.NO_TTL;
  }

  /**
   * Whether the lifetime by rule counts whatever the upstream says. Other errors and redirects keep
   * what the upstream says: nobody wants a 503 of one second for an hour.
   */
  boolean areOverridden(int status) {
    return overrideMillis > 0 && ttlMillis(status) != Route.NO_TTL;
  }

  /**
   * The lifetime of a status or of a class of them.
   *
   * @param lowest lowest status
   * @param highest highest status
   * @param ttlMillis lifetime; 0: not stored
   */
  public record ByStatus(int lowest, int highest, long ttlMillis) {
    boolean includes(int status) {
      return status >= lowest && status <= highest;
    }
  }
}
