package io.nearside.upstream;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many calls may be under way at once, all event loops together. Calls beyond that wait in one
 * line, first come first served; beyond what may wait they are refused. Safe on all threads.
 */
final class CallLimit {
  /*
   * One word says how many are under way (low half) and how many wait (high half). While nobody
   * waits and a slot is free, entering and leaving are a compare-and-set each. All else happens
   * under the lock, where the word's high half and the line's size are always equal: so whoever
   * sees that somebody waits finds them in the line, or finds that they have left it. A slot that
   * is freed while somebody waits is never free in between: it goes to the first in line, and
   * nobody who comes later can take it.
   */

  /** Who waits for a slot. */
  interface Waiter {
    /**
     * The slot is the waiter's, who has to leave it in any case. Called on any thread, outside the
     * lock: the waiter goes on on its own loop.
     *
     * @throws RejectedExecutionException when that loop has ended; the slot is not taken
     */
    void admitted();
  }

  /** What became of a wish to enter. */
  enum Entry {
    /** The slot is taken. */
    ADMITTED,
    /** {@link Waiter#admitted} will tell. */
    WAITS,
    /** As many wait as may. */
    REFUSED
  }

  private static final long ONE_WAITING = 1L << 32;

  private final int maxUnderWay;
  private final int maxWaiting;
  private final AtomicLong counts = new AtomicLong();
  private final Set<Waiter> line = new LinkedHashSet<>();

  CallLimit(int maxUnderWay, int maxWaiting) {
    this.maxUnderWay = maxUnderWay;
    this.maxWaiting = maxWaiting;
  }

  /** Takes a slot, or the last place in the line. */
  Entry enter(Waiter waiter) {
    return takesFree() ? Entry.ADMITTED : enterLine(waiter);
  }

  private boolean takesFree() {
    long now = counts.get();
    while (now < maxUnderWay) {
      if (counts.compareAndSet(now, now + 1)) {
        return true;
      }
      now = counts.get();
    }
    return false;
  }

  private synchronized Entry enterLine(Waiter waiter) {
    while (true) {
      if (takesFree()) {
        return Entry.ADMITTED;
      }
      long now = counts.get();
      if (line.size() >= maxWaiting) {
        return Entry.REFUSED;
      }
      // A slot that is freed right now changes the word, and is then seen.
      if ((int) now >= maxUnderWay && counts.compareAndSet(now, now + ONE_WAITING)) {
        line.add(waiter);
        return Entry.WAITS;
      }
    }
  }

  /** Gives a slot back: to the first in line, if there is one. */
  void leave() {
    while (!leavesFree()) {
      Waiter next = first();
      if (next != null && admits(next)) {
        return;
      }
    }
  }

  private boolean leavesFree() {
    long now = counts.get();
    while (now < ONE_WAITING) {
      if (counts.compareAndSet(now, now - 1)) {
        return true;
      }
      now = counts.get();
    }
    return false;
  }

  private synchronized @Nullable Waiter first() {
    Iterator<Waiter> waiters = line.iterator();
    if (!waiters.hasNext()) {
      return null;
    }
    Waiter first = waiters.next();
    waiters.remove();
    counts.addAndGet(-ONE_WAITING);
    return first;
  }

  private static boolean admits(Waiter waiter) {
    try {
      waiter.admitted();
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /**
   * Leaves the line.
   *
   * @return false when the waiter is not in it, because a slot is its own already
   */
  synchronized boolean giveUp(Waiter waiter) {
    if (!line.remove(waiter)) {
      return false;
    }
    counts.addAndGet(-ONE_WAITING);
    return true;
  }

  int underWay() {
    return (int) counts.get();
  }

  int waiting() {
    return (int) (counts.get() >>> 32);
  }
}
