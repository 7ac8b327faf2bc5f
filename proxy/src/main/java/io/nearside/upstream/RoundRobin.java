package io.nearside.upstream;

import java.util.concurrent.ThreadLocalRandom;

/** Each in its turn; one that is warming up gives some of its turns to the next. */
final class RoundRobin implements Choice {
  /** Anywhere at first, so that the loops and the sidecars do not go in step. */
  private int turn = ThreadLocalRandom.current().nextInt(1 << 16);

  @Override
  public Endpoint choose(Endpoint[] among, long affinity, SlowStart slowStart) {
    Endpoint next = next(among);
    for (int i = 1; i < among.length && !takesItsTurn(next, slowStart); i++) {
      next = next(among);
    }
    return next;
  }

  private Endpoint next(Endpoint[] among) {
    turn = (turn + 1) & Integer.MAX_VALUE;
    return among[turn % among.length];
  }

  private static boolean takesItsTurn(Endpoint endpoint, SlowStart slowStart) {
    double share = slowStart.share(endpoint);
    return share >= 1 || ThreadLocalRandom.current().nextDouble() < share;
  }
}
