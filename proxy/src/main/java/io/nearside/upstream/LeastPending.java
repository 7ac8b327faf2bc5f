package io.nearside.upstream;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Of two that chance picks, the one with fewer requests under way. That is nearly as good as the
 * least of all, and many who choose so at once do not all choose the same.
 */
final class LeastPending implements Choice {
  @Override
  public Endpoint choose(Endpoint[] among, long affinity, SlowStart slowStart) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int one = random.nextInt(among.length);
    int other = random.nextInt(among.length - 1);
    if (other >= one) {
      other++;
    }
    return load(among[one], slowStart) <= load(among[other], slowStart) ? among[one] : among[other];
  }

  /** As if it had more to do the less warm it is. */
  private static double load(Endpoint endpoint, SlowStart slowStart) {
    double share = slowStart.share(endpoint);
    return share >= 1 ? endpoint.pending() + 1 : (endpoint.pending() + 1) / share;
  }
}
