package io.nearside.history;

import java.util.random.RandomGenerator;

/**
 * How long the backend takes before and after it looks at, or changes, a resource: mostly next to
 * nothing.
 *
 * @param oneSlowIn one in so many times it takes longer
 * @param slowAtMostMillis how long it takes then, at most
 */
record Delays(int oneSlowIn, int slowAtMostMillis) {
  private static final int USUALLY_AT_MOST_MICROS = 2_000;

  long anyMicros(RandomGenerator random) {
    boolean slow = random.nextInt(oneSlowIn) == 0;
    return random.nextInt(slow ? slowAtMostMillis * 1000 : USUALLY_AT_MOST_MICROS);
  }
}
