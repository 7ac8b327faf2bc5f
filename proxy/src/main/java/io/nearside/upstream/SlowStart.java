package io.nearside.upstream;

import java.util.function.LongSupplier;

/**
 * How much of its share an address gets that is new or back: it grows linearly from nothing, so
 * that caches, pools and compilers behind it may warm up.
 *
 * @param overNanos so long; 0: the whole share at once
 * @param nanos the clock
 */
record SlowStart(long overNanos, LongSupplier nanos) {

  /** From 0 to 1. */
  double share(Endpoint endpoint) {
    long since = endpoint.warmingSinceNanos();
    return since == Endpoint.WARM ? 1 : share(nanos.getAsLong() - since);
  }

  private double share(long ageNanos) {
    return ageNanos >= overNanos ? 1 : Math.max(0, (double) ageNanos / overNanos);
  }
}
