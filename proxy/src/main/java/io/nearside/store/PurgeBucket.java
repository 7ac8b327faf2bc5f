package io.nearside.store;

import io.nearside.store.PurgeLog.Standing;
import java.util.Arrays;

/**
 * The purged tags of one bucket of the {@link PurgeTable}. Immutable.
 *
 * <p>It has room for a few tags. One more drops the one that was purged longest ago and raises the
 * floor to its position: whatever is older counts as purged from then on. Held tags are not dropped
 * and take no room; their number is bounded elsewhere.
 */
final class PurgeBucket {
  static final PurgeBucket EMPTY = new PurgeBucket(new long[0], 0);

  private static final int ROOM = 8;
  private static final int FIELDS = 3;

  /** Tag, latest hard position, latest soft position; and so on. */
  private final long[] entries;

  private final long floor;

  private PurgeBucket(long[] entries, long floor) {
    this.entries = entries;
    this.floor = floor;
  }

  Standing standing(long tag, long position) {
    if (position < floor) {
      return Standing.PURGED;
    }
    int at = find(tag);
    if (at < 0) {
      return Standing.GOOD;
    }
    if (entries[at + 1] > position) {
      return Standing.PURGED;
    }
    return entries[at + 2] > position ? Standing.STALE : Standing.GOOD;
  }

  /** The latest hard position of a tag, or 0. */
  long hard(long tag) {
    int at = find(tag);
    return at < 0 ? 0 : entries[at + 1];
  }

  /** The latest soft position of a tag, or 0. */
  long soft(long tag) {
    int at = find(tag);
    return at < 0 ? 0 : entries[at + 2];
  }

  /** With at least these positions for a tag. */
  PurgeBucket raised(long tag, long hard, long soft) {
    int at = find(tag);
    return at < 0
        ? with(tag, hard, soft)
        : with(tag, Math.max(entries[at + 1], hard), Math.max(entries[at + 2], soft));
  }

  /** With this very hard position for a tag, higher or lower. */
  PurgeBucket withHard(long tag, long hard) {
    int at = find(tag);
    return with(tag, hard, at < 0 ? 0 : entries[at + 2]);
  }

  private PurgeBucket with(long tag, long hard, long soft) {
    int at = find(tag);
    long[] changed = Arrays.copyOf(entries, entries.length + (at < 0 ? FIELDS : 0));
    int target = at < 0 ? entries.length : at;
    changed[target] = tag;
    changed[target + 1] = hard;
    changed[target + 2] = soft;
    return new PurgeBucket(changed, floor).withinRoom();
  }

  private PurgeBucket withinRoom() {
    PurgeBucket bucket = this;
    while (bucket.entries.length - FIELDS * bucket.held() > FIELDS * ROOM) {
      bucket = bucket.withoutOldest();
    }
    return bucket;
  }

  private int held() {
    int held = 0;
    for (int at = 0; at < entries.length; at += FIELDS) {
      held += entries[at + 1] == PurgeTable.HELD ? 1 : 0;
    }
    return held;
  }

  private PurgeBucket withoutOldest() {
    int oldest = 0;
    for (int at = FIELDS; at < entries.length; at += FIELDS) {
      oldest = latest(at) < latest(oldest) ? at : oldest;
    }
    long[] left = new long[entries.length - FIELDS];
    System.arraycopy(entries, 0, left, 0, oldest);
    System.arraycopy(entries, oldest + FIELDS, left, oldest, left.length - oldest);
    return new PurgeBucket(left, Math.max(floor, latest(oldest)));
  }

  private long latest(int at) {
    return Math.max(entries[at + 1], entries[at + 2]);
  }

  private int find(long tag) {
    for (int at = 0; at < entries.length; at += FIELDS) {
      if (entries[at] == tag) {
        return at;
      }
    }
    return -1;
  }
}
