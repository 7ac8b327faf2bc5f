package io.nearside.store.memory;

import io.nearside.store.PurgeLog;
import io.nearside.store.PurgeTable;
import io.nearside.store.StoredResponse;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The purge log of a sidecar that shares with nobody: every purge is applied at once. */
public final class MemoryPurgeLog implements PurgeLog {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoTime;
  private final long startNanos;
  private final long startMillis;
  private final PurgeTable table;

  public MemoryPurgeLog() {
    this(System::nanoTime, System.currentTimeMillis());
  }

  /**
   * A log with another clock.
   *
   * @param nanoTime monotonic, as {@link System#nanoTime()}
   * @param startMillis the wall clock's time now
   */
  public MemoryPurgeLog(LongSupplier nanoTime, long startMillis) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.startMillis = startMillis;
    long position = startMillis << SEQUENCE_BITS;
    this.table = new PurgeTable(1 + ThreadLocalRandom.current().nextLong(1L << 62), position, 0);
  }

  @Override
  public long nowMillis() {
    return startMillis + (nanoTime.getAsLong() - startNanos) / NANOS_PER_MILLI;
  }

  @Override
  public boolean isFollowed() {
    return true;
  }

  @Override
  public Mark mark() {
    long version = table.version();
    return new Mark(table.epoch(), table.applied(), version);
  }

  @Override
  public Standing standing(StoredResponse response) {
    return table.standing(response);
  }

  @Override
  public long softPurgedAtMillis(StoredResponse response) {
    long at = table.softPurgedAtMillis(response);
    return at == Long.MAX_VALUE ? at : Math.min(at, nowMillis());
  }

  @Override
  public boolean trusts(long fetchBeganMillis) {
    return true;
  }

  @Override
  public boolean purgedSince(Mark mark, long[] tags) {
    return table.purgedSince(mark, tags);
  }

  @Override
  public boolean softlyPurgedSince(Mark mark, long[] tags) {
    return table.softlyPurgedSince(mark, tags);
  }

  @Override
  public void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
    done.accept(new Outcome(true, append(tags, soft)));
  }

  private synchronized long append(long[] tags, boolean soft) {
    long position = Math.max(table.applied() + 1, nowMillis() << SEQUENCE_BITS);
    if (soft) {
      table.purgeSoft(tags, position);
    } else {
      table.purgeHard(tags, position);
    }
    table.applied(position);
    return position;
  }

  @Override
  public void purgeAround(
      long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark) {
    Around around = appendAround(tags, kept, since);
    Mark own = around.mark();
    // Before the purge's end is told: whoever waits for that knows then.
    if (own != null) {
      mark.accept(own);
    }
    done.accept(new Outcome(true, around.position()));
  }

  /** Where a purge stands, and the mark of what is kept all the same. */
  private record Around(long position, @Nullable Mark mark) {}

  private synchronized Around appendAround(long[] tags, long[] kept, Mark since) {
    boolean untouched = table.isUntouchedSince(since, kept, Set.of());
    long position = append(tags, false);
    return new Around(
        position, untouched ? new Mark(since.epoch(), position, table.version()) : null);
  }

  @Override
  public void close() {}
}
