package io.nearside.caching;

/**
 * How the sidecars of a cluster share the work of fetching.
 *
 * @param collapse whether one of them fetches for all
 * @param refreshAhead whether what is asked for often is fetched again before it goes stale
 * @param onStoreFailure what is done while the far store or the log of purges is away
 * @param protectConcurrency how many fetches of the route may be under way then, with {@link
 *     OnStoreFailure#PROTECT}
 */
public record SharingRules(
    boolean collapse, boolean refreshAhead, OnStoreFailure onStoreFailure, int protectConcurrency) {
  /** As where the configuration says nothing. */
  public static final SharingRules DEFAULT =
      new SharingRules(true, true, OnStoreFailure.BYPASS, 16);

  /** What is done for a request while the far store or the log of purges is away. */
  public enum OnStoreFailure {
    /** It goes upstream as if nothing were stored. */
    BYPASS,
    /** What the near cache has is served although purges by others may be missing. */
    STALE,
    /** It goes upstream unless too many are there already: then 503. */
    PROTECT
  }
}
