package io.nearside.store.redis;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import java.util.List;

/**
 * Who is to hear of a record that was applied.
 *
 * @param waiters who waits for it to be in the log
 * @param kept what may be kept although it purges it
 * @param mark the mark of what is kept
 */
record ReadBack(List<PurgeWaiter> waiters, List<KeptAround> kept, Mark mark) {

  /** Tells them. Not to be done under a lock. */
  void tell() {
    kept.forEach(one -> one.tell(mark));
    LogAppender.tell(waiters, new Outcome(true, mark.position()));
  }
}
