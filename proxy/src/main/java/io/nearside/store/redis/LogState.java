package io.nearside.store.redis;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this sidecar knows of the log, and what it has to tell it: the table of the current epoch,
 * and its own purges until their records are read back. Does no input or output.
 *
 * <p>All writing is under its lock; {@link #table()} is read without.
 */
final class LogState {
  /*
   * The way of a purge: into the next batch, its tags held; the batch is sent, one at a time, and
   * sent again until it is acknowledged; then it waits to be read back, which ends the hold. Where
   * the reading passes its place without meeting it, the record was lost: it joins the next batch.
   * Where a new epoch begins, what was not read back is held in the new table and sent again.
   */

  /** The epoch of a table that stands for a log not read yet. */
  static final long UNREAD = 0;

  /** How many tags may wait to be read back before everything does. */
  static final int MAX_HOLDS = 10_000;

  /** How many records may wait to be read back. */
  static final int MAX_UNREAD_BATCHES = 1024;

  private final long sidecar;
  private final LongSupplier nowMillis;
  private volatile PurgeTable table = new PurgeTable(UNREAD, 0, 0);
  private long sequence = 1;
  private PurgeBatch next = new PurgeBatch(sequence++);
  private @Nullable PurgeBatch current;
  private final Map<Long, PurgeBatch> acknowledged = new HashMap<>();

  /** A batch on its way, as the log will have it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Sending(PurgeBatch batch, byte[] record) {}

  /**
   * What is known before the first record.
   *
   * @param nowMillis the cluster's clock
   */
  LogState(long sidecar, LongSupplier nowMillis) {
    this.sidecar = sidecar;
    this.nowMillis = nowMillis;
  }

  PurgeTable table() {
    return table;
  }

  long sidecar() {
    return sidecar;
  }

  /**
   * Purges here at once, and elsewhere with the next record.
   *
   * @return false when so much waits that everything is purged
   */
  synchronized boolean purge(long[] tags, boolean soft, PurgeWaiter waiter) {
    next.waiters.add(waiter);
    boolean fits = outstandingTags() + tags.length <= MAX_HOLDS;
    if (soft && fits && !next.everything()) {
      table.purgeSoftAhead(tags, nowMillis.getAsLong());
    }
    addToNext(tags, soft, fits);
    return fits;
  }

  /**
   * The same for a hard purge around what a write got. It may be kept when the purge's record was
   * read back and nothing else purged it: {@link #apply} tells.
   */
  synchronized boolean purgeAround(long[] tags, KeptAround kept, PurgeWaiter waiter) {
    boolean spared = next.spares(kept);
    boolean fits = purge(tags, false, waiter);
    if (fits && spared) {
      next.keep(kept);
    }
    return fits;
  }

  private void addToNext(long[] tags, boolean soft, boolean fits) {
    if (next.everything()) {
      table.holdEverythingAgain();
      return;
    }
    if (!fits) {
      table.holdEverything();
      table.release(next.hardTags());
      table.forgetSoftAhead(next.softTags());
      next.becomeEverything();
    } else if (soft) {
      next.addSoft(tags);
    } else {
      long[] added = next.addHard(tags);
      table.hold(added);
      if (added.length < tags.length) {
        table.holdAgain(tags);
      }
    }
  }

  private int outstandingTags() {
    int tags = next.size() + (current == null ? 0 : current.size());
    for (PurgeBatch batch : acknowledged.values()) {
      tags += batch.size();
    }
    return tags;
  }

  /** What is to be sent now, or null. */
  synchronized @Nullable Sending nextToSend() {
    if (table.epoch() == UNREAD || acknowledged.size() >= MAX_UNREAD_BATCHES) {
      return null;
    }
    PurgeBatch batch = current;
    if (batch == null) {
      if (next.isEmpty()) {
        return null;
      }
      batch = next;
      current = batch;
      next = new PurgeBatch(sequence++);
    } else if (batch.sending) {
      return null;
    }
    batch.sending = true;
    return new Sending(batch, batch.record(table.epoch(), sidecar).encoded());
  }

  /** The log has a batch. Returns who waits for that. */
  synchronized List<PurgeWaiter> acknowledged(PurgeBatch batch, long nowNanos) {
    batch.sending = false;
    batch.acknowledgedNanos = nowNanos;
    if (current == batch) {
      current = null;
      if (!batch.readBack) {
        acknowledged.put(batch.sequence, batch);
      }
    }
    return takeWaiters(batch);
  }

  /**
   * The log has it at this place: what it purges softly is stale, also what others stored since.
   */
  synchronized void appendedAt(PurgeBatch batch, long position) {
    long[] soft = batch.softTags();
    if (soft.length > 0) {
      table.purgeSoft(soft, position);
    }
  }

  /** Nobody knows whether the log has a batch: it is to be sent again. Returns who waits. */
  synchronized List<PurgeWaiter> notAcknowledged(PurgeBatch batch) {
    batch.sending = false;
    batch.keepNothing();
    if (batch.readBack && current == batch) {
      current = null;
    }
    return takeWaiters(batch);
  }

  /** Who waits for what was not sent. They will not be told later: nothing is kept either. */
  synchronized List<PurgeWaiter> waiters() {
    List<PurgeWaiter> waiting = takeWaiters(next);
    next.keepNothing();
    if (current != null) {
      current.keepNothing();
      waiting.addAll(takeWaiters(current));
    }
    return waiting;
  }

  /** Forgets somebody who does not wait any more. */
  synchronized void forget(PurgeWaiter waiter) {
    next.waiters.remove(waiter);
    if (current != null) {
      current.waiters.remove(waiter);
    }
  }

  private static List<PurgeWaiter> takeWaiters(PurgeBatch batch) {
    List<PurgeWaiter> waiting = new ArrayList<>(batch.waiters);
    batch.waiters.clear();
    return waiting;
  }

  /**
   * Applies a record of the log.
   *
   * @param record null when it cannot be read
   * @return who is to hear of it
   */
  synchronized ReadBack apply(long position, @Nullable PurgeRecord record) {
    List<KeptAround> kept = record == null ? List.of() : keptAround(position, record);
    List<PurgeWaiter> waiters = List.of();
    long before = table.applied();
    long epochBefore = table.epoch();
    if (record == null) {
      table.purgeEverything(position);
    } else {
      purge(position, record);
    }
    table.applied(position);
    // Below what was applied it ends no hold: copies of this epoch stand above it.
    boolean above = position > before || table.epoch() != epochBefore;
    if (record != null && record.sidecar() == sidecar && above) {
      waiters = readBack(record.sequence());
    }
    return new ReadBack(waiters, kept, new Mark(table.epoch(), position, table.version()));
  }

  private void purge(long position, PurgeRecord record) {
    if (record.epoch() > table.epoch()) {
      adopt(record.epoch(), position);
    } else if (record.epoch() < table.epoch() || record.everything()) {
      table.purgeEverything(position);
    }
    if (record.hardTags().length > 0) {
      table.purgeHard(record.hardTags(), position);
    }
    if (record.softTags().length > 0) {
      table.purgeSoft(record.softTags(), position);
    }
  }

  /**
   * What may be kept around our own purges of this record. What others purged since was applied by
   * now, as the log is read in order; but a log that is read again is not.
   */
  private List<KeptAround> keptAround(long position, PurgeRecord record) {
    boolean inOrder = record.epoch() == table.epoch() && position > table.applied();
    PurgeBatch batch = inOrder && record.sidecar() == sidecar ? unread(record.sequence()) : null;
    return batch == null ? List.of() : batch.keptIn(table);
  }

  private void adopt(long epoch, long position) {
    PurgeTable adopted = new PurgeTable(epoch, position, position);
    adopted.purgeSoftAhead(table);
    acknowledged.values().forEach(this::sendAgain);
    acknowledged.clear();
    holdIn(adopted, next);
    if (current != null && !current.readBack) {
      holdIn(adopted, current);
    }
    table = adopted;
  }

  private static void holdIn(PurgeTable adopted, PurgeBatch batch) {
    if (batch.everything()) {
      adopted.holdEverything();
    }
    adopted.hold(batch.hardTags());
  }

  private List<PurgeWaiter> readBack(long sequenceRead) {
    PurgeBatch batch = unread(sequenceRead);
    if (batch == null) {
      return List.of();
    }
    acknowledged.remove(sequenceRead);
    batch.readBack = true;
    batch.keepNothing();
    release(batch);
    if (current == batch && !batch.sending) {
      current = null;
    }
    return takeWaiters(batch);
  }

  /** Our batch with this number that was not read back yet. */
  private @Nullable PurgeBatch unread(long sequenceRead) {
    PurgeBatch batch = acknowledged.get(sequenceRead);
    if (batch == null && current != null && current.sequence == sequenceRead) {
      batch = current;
    }
    return batch == null || batch.readBack ? null : batch;
  }

  private void release(PurgeBatch batch) {
    table.release(batch.hardTags());
    if (batch.everything()) {
      table.releaseEverything();
    }
  }

  /** What is older than this position may have been purged without our knowing. */
  synchronized void purgeOlderThan(long position) {
    table.purgeEverything(position);
  }

  /**
   * The log was read to its end as it was at this local time. Whatever was acknowledged before and
   * not met was lost.
   *
   * @return whether there is something to send again
   */
  synchronized boolean readToTheEndAsOf(long nanos) {
    boolean lost = false;
    for (Iterator<PurgeBatch> it = acknowledged.values().iterator(); it.hasNext(); ) {
      PurgeBatch batch = it.next();
      if (batch.acknowledgedNanos - nanos < 0) {
        it.remove();
        sendAgain(batch);
        release(batch);
        lost = true;
      }
    }
    return lost;
  }

  /** Puts it into the next batch, which holds it anew: the old hold can go. */
  private void sendAgain(PurgeBatch batch) {
    if (batch.everything() && !next.everything()) {
      addToNext(new long[0], false, false);
    }
    addToNext(batch.hardTags(), false, true);
    addToNext(batch.softTags(), true, true);
  }
}
