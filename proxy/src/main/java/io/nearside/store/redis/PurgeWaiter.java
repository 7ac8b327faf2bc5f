package io.nearside.store.redis;

import io.nearside.store.PurgeLog.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who waits for a purge to be appended. Told once, whatever comes first. */
final class PurgeWaiter {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeWaiter.class);
  static final Outcome NOT_APPENDED = new Outcome(false, 0);

  private final AtomicReference<@Nullable Consumer<Outcome>> done;

  PurgeWaiter(Consumer<Outcome> done) {
    this.done = new AtomicReference<>(done);
  }

  /** Whether it was this that told. */
  boolean tell(Outcome outcome) {
    Consumer<Outcome> waiting = done.getAndSet(null);
    if (waiting == null) {
      return false;
    }
    try {
      waiting.accept(outcome);
    } catch (RuntimeException e) {
      // Others wait behind this one.
      LOG.warn("could not tell that a purge ended", e);
    }
    return true;
  }
}
