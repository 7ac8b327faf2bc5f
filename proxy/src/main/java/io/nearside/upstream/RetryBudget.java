package io.nearside.upstream;

import java.util.function.LongSupplier;

/**
 * How many requests may be sent once more: a share of all requests of the last ten seconds, and so
 * many in any second. When everything fails, the upstream gets so much more to do and not several
 * times as much. Safe on all threads.
 */
final class RetryBudget {
  private static final long WINDOW_MILLIS = 10_000;

  private final double share;
  private final int minPerSecond;
  private final SlidingCounts counts;

  RetryBudget(BalanceConfig.Retry rules, LongSupplier nanos) {
    this.share = rules.budget();
    this.minPerSecond = rules.minPerSecond();
    this.counts = new SlidingCounts(WINDOW_MILLIS, nanos);
  }

  /** A request is sent for the first time. */
  void request() {
    counts.countFirst();
  }

  /** Takes one from the budget, if it allows. */
  boolean take() {
    boolean allowed =
        counts.secondJustNow() < minPerSecond || counts.second() < share * counts.first();
    if (allowed) {
      counts.countSecond();
    }
    return allowed;
  }

  /** One more was sent whatever the budget allows. */
  void spend() {
    counts.countSecond();
  }
}
