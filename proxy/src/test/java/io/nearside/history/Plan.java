package io.nearside.history;

import java.time.Duration;
import java.util.List;

/**
 * How a storm goes. What it is made of follows from the seed, but for the order in which threads
 * take their turns.
 *
 * @param operations after how many the storm is over
 * @param atMost after which time it is over in any case
 * @param maxLag {@code purge.max-lag} of the sidecars
 * @param clients how many clients there are
 * @param thinkAtMost how long a client thinks between two operations, at most
 * @param calmAtMost how long Redis is left in peace between two faults, at most
 * @param faults what befalls Redis, each as often as it is in the list
 * @param soft whether some of the purges from outside are soft
 */
record Plan(
    long seed,
    long operations,
    Duration atMost,
    Duration maxLag,
    int clients,
    Duration thinkAtMost,
    Duration calmAtMost,
    List<Fault> faults,
    boolean soft) {
  static final int SIDECARS = 3;
  static final int RESOURCES = 20;
  static final int GROUPS = 4;
  static final Delays DELAYS = new Delays(20, 60);
}
