package io.nearside.upstream;

import org.jspecify.annotations.Nullable;

/**
 * What the event loops have together of one upstream.
 *
 * @param calls how many requests may be under way
 * @param endpoints its addresses
 * @param budget for requests that are sent once more
 * @param breaker null for none
 */
record Shared(
    UpstreamConfig config,
    CallLimit calls,
    Endpoints endpoints,
    RetryBudget budget,
    @Nullable Breaker breaker) {

  /** Whether it makes a difference how a request ends. */
  boolean judges() {
    return breaker != null
        || endpoints.areSeveral()
        || !config.balance().retry().statuses().isEmpty();
  }
}
