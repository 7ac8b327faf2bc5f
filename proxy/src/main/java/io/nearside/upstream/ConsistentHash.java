package io.nearside.upstream;

/**
 * The address that scores highest with this affinity (rendezvous hashing): when one goes, only what
 * it had moves, and evenly to all others. Depends on the addresses' text alone, so every sidecar
 * chooses the same.
 *
 * <p>Source: https://www.microsoft.com/en-us/research/wp-content/uploads/2017/02/HRW98.pdf
 */
final class ConsistentHash implements Choice {
  private static final long WARMTH = 0x5bd1e9955bd1e995L;

  @Override
  public Endpoint choose(Endpoint[] among, long affinity, SlowStart slowStart) {
    Endpoint best = null;
    Endpoint bestOfAll = among[0];
    long bestScore = 0;
    long bestOfAllScore = Long.MIN_VALUE;
    for (Endpoint endpoint : among) {
      long score = Mix.of(affinity ^ endpoint.hash());
      if (score > bestOfAllScore) {
        bestOfAll = endpoint;
        bestOfAllScore = score;
      }
      if ((best == null || score > bestScore) && isWarmFor(endpoint, affinity, slowStart)) {
        best = endpoint;
        bestScore = score;
      }
    }
    return best == null ? bestOfAll : best;
  }

  /** Keys come to a new address one by one, and do not leave it again. */
  private static boolean isWarmFor(Endpoint endpoint, long affinity, SlowStart slowStart) {
    double share = slowStart.share(endpoint);
    return share >= 1 || Mix.part(Mix.of(affinity ^ endpoint.hash() ^ WARMTH)) < share;
  }
}
