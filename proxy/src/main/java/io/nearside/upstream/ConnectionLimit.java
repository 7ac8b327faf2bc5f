package io.nearside.upstream;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How many connections to one upstream there may be at once, all its addresses and event loops
 * together. Who wants one more waits in one line, first come first served, until one is closed; and
 * connections that nobody uses are closed for those who wait. Safe on all threads.
 */
final class ConnectionLimit {
  /*
   * A pool says that a connection is idle before it looks whether anybody waits, and who waits is
   * in the line before looking for idle ones: so at least one of the two sees the other, and no one
   * waits for a connection that nobody uses.
   */

  /** Who waits for a connection to be allowed. */
  interface Waiter {
    /**
     * One more connection may be made, and has to be left in any case. Called on any thread,
     * outside the lock.
     *
     * @throws RejectedExecutionException when the waiter's loop has ended; nothing is taken
     */
    void admitted();
  }

  /** Who may hold connections that nobody uses. */
  interface Holder {
    /** Whether there is one. Called on any thread. */
    boolean hasIdle();

    /** Closes one of them, if there still is one. Called on any thread. */
    void closeOneIdle();
  }

  /** What became of a wish for one more. */
  enum Entry {
    ADMITTED,
    /** {@link Waiter#admitted} will tell. */
    WAITS,
    /** As many wait as may. */
    REFUSED
  }

  private final int maxConnections;
  private final int queue;
  private final long queueMillis;
  private final CopyOnWriteArrayList<Holder> holders = new CopyOnWriteArrayList<>();
  private final Set<Waiter> line = new LinkedHashSet<>();
  private int connections;
  private volatile int waiting;

  ConnectionLimit(int maxConnections, int queue, long queueMillis) {
    this.maxConnections = maxConnections;
    this.queue = queue;
    this.queueMillis = queueMillis;
  }

  /** The longest time that one waits. */
  long queueMillis() {
    return queueMillis;
  }

  /** How many may wait. */
  int queue() {
    return queue;
  }

  void add(Holder holder) {
    holders.add(holder);
  }

  void remove(Holder holder) {
    holders.remove(holder);
  }

  /** Takes a place, or the last one in the line, and then has something idle closed. */
  Entry enter(Waiter waiter) {
    Entry entry = take(waiter);
    if (entry == Entry.WAITS) {
      makeRoom();
    }
    return entry;
  }

  private synchronized Entry take(Waiter waiter) {
    if (connections < maxConnections) {
      connections++;
      return Entry.ADMITTED;
    }
    if (line.size() >= queue) {
      return Entry.REFUSED;
    }
    line.add(waiter);
    waiting = line.size();
    return Entry.WAITS;
  }

  private void makeRoom() {
    for (Holder holder : holders) {
      if (holder.hasIdle()) {
        holder.closeOneIdle();
        return;
      }
    }
  }

  /** A connection is no more: its place goes to the first in line, if there is one. */
  void leave() {
    Waiter next;
    while ((next = next()) != null) {
      try {
        next.admitted();
        return;
      } catch (RejectedExecutionException ended) {
        // Its place is still to be had.
      }
    }
  }

  /** The first in line, who gets the place; or none, and the place is free. */
  private synchronized @Nullable Waiter next() {
    Iterator<Waiter> waiters = line.iterator();
    if (!waiters.hasNext()) {
      connections--;
      return null;
    }
    Waiter first = waiters.next();
    waiters.remove();
    waiting = line.size();
    return first;
  }

  /**
   * Leaves the line.
   *
   * @return false when the waiter is not in it, because a place is its own already
   */
  synchronized boolean giveUp(Waiter waiter) {
    boolean was = line.remove(waiter);
    waiting = line.size();
    return was;
  }

  /** Whether anybody waits. */
  boolean isWaitedFor() {
    return waiting > 0;
  }

  synchronized int connections() {
    return connections;
  }
}
