package io.nearside.admin;

import io.nearside.caching.PurgeTargets;
import io.nearside.exchange.ExchangeListener;
import io.nearside.store.PurgeLog;
import io.nearside.store.PurgeLog.Outcome;
import java.util.function.Consumer;

/**
 * What the admin listener purges with.
 *
 * @param log where purges are written down
 * @param targets what the names in an order mean
 * @param maxLagMillis when an appended purge holds in every sidecar; 0 where there is no other
 * @param listener hears of each purge
 */
public record Purging(
    PurgeLog log, PurgeTargets targets, long maxLagMillis, ExchangeListener listener) {

  /** Purges tags; the consumer is called once, on any thread. It holds here at once. */
  void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
    log.purge(
        tags,
        soft,
        outcome -> {
          listener.purgedApart(tags.length, outcome.appended());
          done.accept(outcome);
        });
  }
}
