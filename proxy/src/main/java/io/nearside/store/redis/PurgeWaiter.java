package io.nearside.store.redis;

import io.nearside.store.PurgeLog.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for a purge to be appended. Told once, whatever comes first. */
final class PurgeWaiter {
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
    waiting.accept(outcome);
    return true;
  }
}
