package io.nearside.caching;

import java.util.List;

/**
 * What a route says of lifetimes.
 *
 * @param ttlMillis lifetime where the upstream says nothing, or {@link Route#NO_TTL}
 * @param byStatus lifetimes of single statuses and classes where the upstream says nothing; the
 *     first that matches wins over {@code ttlMillis}
 * @param overrideMillis lifetime whatever the upstream says of it, or {@link Route#NO_TTL}
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
   * The lifetime of a status or of a class of them.
   *
   * @param lowest lowest status
   * @param highest highest status
   * @param ttlMillis lifetime; 0: not stored
   */
  public record ByStatus(int lowest, int highest, long ttlMillis) {}
}
