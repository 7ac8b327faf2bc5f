package io.nearside.caching;

/**
 * Shortens lifetimes by a part that differs from response to response, so that what was stored at
 * one time does not go stale at one time. The same response gets the same on every machine.
 */
final class Jitter {
  private Jitter() {}

  /** At least 1, at most the whole lifetime; up to this part (0 to 1) of it is taken away. */
  static long shorten(long lifetimeMillis, double part, ResourceUri uri, long responseMillis) {
    if (part <= 0 || lifetimeMillis <= 1) {
      return lifetimeMillis;
    }
    long seed = 31L * uri.authority().hashCode() + uri.pathAndQuery().hashCode();
    // 53 bits are what a double holds of a number from 0 to below 1.
    double unit = (mixed(seed * 0x9E3779B97F4A7C15L + responseMillis) >>> 11) * 0x1.0p-53;
    return Math.max(1, lifetimeMillis - (long) (lifetimeMillis * part * unit));
  }

  /** Every bit of the number in every bit of the answer (the finalizer of splitmix64). */
  private static long mixed(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
