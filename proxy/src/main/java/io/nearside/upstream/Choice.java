package io.nearside.upstream;

/** How one of several addresses is chosen. Each loop has its own. */
interface Choice {

  /**
   * One of them.
   *
   * @param among at least two
   * @param affinity what a consistent choice depends on
   */
  Endpoint choose(Endpoint[] among, long affinity, SlowStart slowStart);

  static Choice of(BalanceConfig.Algorithm algorithm) {
    return switch (algorithm) {
      case ROUND_ROBIN -> new RoundRobin();
      case LEAST_PENDING -> new LeastPending();
      case HASH -> new ConsistentHash();
    };
  }
}
