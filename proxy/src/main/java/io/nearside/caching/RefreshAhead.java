package io.nearside.caching;

/**
 * Whether a response that is still fresh is fetched again already, so that nobody has to wait when
 * its lifetime ends. Each hit throws a die: the longer a fetch takes and the more often the
 * response is asked for, the earlier one of them wins.
 *
 * <p>Source: Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention
 * (XFetch), PVLDB 8(8), 2015
 */
public final class RefreshAhead {
  /** So many times the fetch's duration before its end the chance is one in nine millions. */
  private static final long REACH = 16;

  private RefreshAhead() {}

  /** Whether it is worth throwing the die: the fast way out for nearly every hit. */
  public static boolean isNear(long leftMillis, long fetchMillis) {
    return leftMillis <= REACH * fetchMillis;
  }

  /**
   * Whether to fetch it again now.
   *
   * @param leftMillis how much freshness is left
   * @param fetchMillis how long its fetch took
   * @param random from 0 (exclusive) to 1 (inclusive)
   */
  public static boolean isDue(long leftMillis, long fetchMillis, double random) {
    return isNear(leftMillis, fetchMillis) && leftMillis <= -Math.log(random) * fetchMillis;
  }
}
