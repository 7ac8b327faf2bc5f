package io.nearside.upstream;

/**
 * Which of an upstream's addresses a request goes to.
 *
 * @param algorithm how one of those that are usable is chosen
 */
public record BalanceConfig(Algorithm algorithm) {

  /** How one is chosen. */
  public enum Algorithm {
    ROUND_ROBIN,
    /** The one with the fewest requests under way. */
    LEAST_PENDING,
    /** Consistent hash: a key has its address for as long as that is usable. */
    HASH
  }
}
