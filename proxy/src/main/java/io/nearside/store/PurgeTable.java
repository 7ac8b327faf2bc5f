package io.nearside.store;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What one epoch of the purge log says, in bounded space: which tags were purged, hard and soft,
 * and at which position last. Exact until a bucket is full; then it purges too much, never too
 * little.
 *
 * <p>Checks take no lock. Changes are made under the table's own lock and are seen by every check
 * that begins after the changing method returned.
 */
public final class PurgeTable {
  /*
   * A check reads the version first and then the table; a change is made to the table first and
   * then to the version. So what was found good at a version is good as long as the version stays,
   * and whoever sees a new version sees the change that caused it.
   *
   * Positions only rise, but for the end of a hold: a held tag stands at Long.MAX_VALUE and falls
   * back to the highest position that came meanwhile. That makes copies good again, which nobody
   * has to be told, so it does not change the version.
   */

  /** Where a tag stands that is being purged. */
  static final long HELD = Long.MAX_VALUE;

  private static final int BUCKETS = 1 << 16;

  private final long epoch;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final AtomicReferenceArray<PurgeBucket> buckets = new AtomicReferenceArray<>(BUCKETS);

  /** Tags that are being purged. Guarded by this. */
  private final Map<Long, Hold> holds = new HashMap<>();

  /** Soft purges whose place in the log is not known yet, by their tag. Guarded by this. */
  private final Map<Long, Ahead> softAhead = new HashMap<>();

  /** How many are purging everything just now. Guarded by this. */
  private int everythingHolds;

  /** The version that the latest of them made. Guarded by this. */
  private long everythingHeldAt;

  /** What is older counts as purged whatever its tags. Guarded by this, see {@link #floor}. */
  private long lastingFloor;

  /** The same, or {@link #HELD} while everything is being purged. */
  private volatile long floor;

  private volatile long applied;

  /** Begins anywhere, so that a response never mistakes another table's version for this one's. */
  private volatile long version = ThreadLocalRandom.current().nextLong(1L << 62);

  /** How many purges of one tag are under way, and what stands below them. */
  private static final class Hold {
    int count;
    long hardBelow;

    /** The version that the latest of them made. */
    long heldAt;
  }

  /** Where a soft purge stands until its record is read, since when, and which version it made. */
  private record Ahead(long position, long atMillis, long version) {}

  /**
   * A table that knows of no purge.
   *
   * @param epoch the log's life that it belongs to
   * @param position up to where the log was read
   * @param floor what is older counts as purged
   */
  public PurgeTable(long epoch, long position, long floor) {
    this.epoch = epoch;
    this.applied = position;
    this.lastingFloor = floor;
    this.floor = floor;
  }

  /** The life of the log that this table belongs to. */
  public long epoch() {
    return epoch;
  }

  /** The position of the last record that this table contains. */
  public long applied() {
    return applied;
  }

  /** Changes with every purge. To be read before the check whose result is remembered with it. */
  public long version() {
    return version;
  }

  /** What the table says of a copy with these tags that is good up to this position. */
  public Standing standing(long[] tags, long position) {
    if (position < floor) {
      return Standing.PURGED;
    }
    Standing standing = Standing.GOOD;
    for (long tag : tags) {
      PurgeBucket bucket = buckets.get(index(tag));
      if (bucket == null) {
        continue;
      }
      Standing here = bucket.standing(tag, position);
      if (here == Standing.PURGED) {
        return here;
      }
      if (here == Standing.STALE) {
        standing = here;
      }
    }
    return standing;
  }

  /**
   * Whether a hard purge of any of these tags began after the mark. A purge that was under way at
   * that time and still is does not count: what is fetched since then is not older.
   */
  public boolean purgedSince(Mark mark, long[] tags) {
    if (mark.epoch() != epoch) {
      return true;
    }
    if (standing(tags, mark.position()) != Standing.PURGED) {
      return false;
    }
    return !onlyHeldBefore(mark, tags);
  }

  /** Whether any of these tags was purged softly after the mark, whatever is held beside. */
  public boolean softlyPurgedSince(Mark mark, long[] tags) {
    if (mark.epoch() != epoch) {
      return false;
    }
    for (long tag : tags) {
      PurgeBucket bucket = buckets.get(index(tag));
      if (bucket != null && bucket.soft(tag) > mark.position()) {
        return !onlySoftBefore(mark, tags);
      }
    }
    return false;
  }

  /** Whether the log has no place yet for what purged these tags softly before the mark. */
  private synchronized boolean onlySoftBefore(Mark mark, long[] tags) {
    for (long tag : tags) {
      long soft = bucket(index(tag)).soft(tag);
      if (soft > mark.position()) {
        Ahead ahead = softAhead.get(tag);
        boolean before =
            ahead != null && ahead.position() == soft && ahead.version() <= mark.version();
        if (!before) {
          return false;
        }
      }
    }
    return true;
  }

  private synchronized boolean onlyHeldBefore(Mark mark, long[] tags) {
    boolean everythingHeldSince = everythingHolds > 0 && everythingHeldAt > mark.version();
    if (everythingHeldSince || mark.position() < lastingFloor) {
      return false;
    }
    for (long tag : tags) {
      Hold hold = holds.get(tag);
      boolean purged =
          hold == null
              ? bucket(index(tag)).standing(tag, mark.position()) == Standing.PURGED
              : hold.heldAt > mark.version() || hold.hardBelow > mark.position();
      if (purged) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether none of these tags was purged since the mark, hard or soft, nor is being purged but by
   * this one purge. To be asked before the purge's own position is written into the table.
   *
   * @param heldOnce what that purge holds itself
   */
  public synchronized boolean isUntouchedSince(Mark mark, long[] tags, Set<Long> heldOnce) {
    if (mark.epoch() != epoch || everythingHolds > 0 || mark.position() < lastingFloor) {
      return false;
    }
    for (long tag : tags) {
      Hold hold = holds.get(tag);
      if (hold != null && (hold.count > 1 || !heldOnce.contains(tag))) {
        return false;
      }
      PurgeBucket bucket = bucket(index(tag));
      PurgeBucket below = hold == null ? bucket : bucket.withHard(tag, hold.hardBelow);
      if (below.standing(tag, mark.position()) != Standing.GOOD) {
        return false;
      }
    }
    return true;
  }

  /** What the table says of a response of this epoch; remembers on it what was found good. */
  public Standing standing(StoredResponse response) {
    long seen = version;
    if (response.goodAtVersion() == seen) {
      return Standing.GOOD;
    }
    if (response.epoch() != epoch) {
      return Standing.PURGED;
    }
    Standing standing = standingOfTags(response);
    if (standing == Standing.GOOD) {
      response.goodAtVersion(seen);
    }
    return standing;
  }

  /** As {@link #standing(long[], long)}, with the tags read where they are: for every far hit. */
  private Standing standingOfTags(StoredResponse response) {
    long position = response.position();
    if (position < floor) {
      return Standing.PURGED;
    }
    Standing standing = Standing.GOOD;
    byte[] bytes = response.encoded();
    int end = StoredFormat.HEADER + StoredFormat.TAG * response.tagCount();
    for (int at = StoredFormat.HEADER; at < end; at += StoredFormat.TAG) {
      long tag = BigEndian.i64(bytes, at);
      PurgeBucket bucket = buckets.get(index(tag));
      if (bucket == null) {
        continue;
      }
      Standing here = bucket.standing(tag, position);
      if (here == Standing.PURGED) {
        return here;
      }
      if (here == Standing.STALE) {
        standing = here;
      }
    }
    return standing;
  }

  /** Purges these tags hard. */
  public synchronized void purgeHard(long[] tags, long position) {
    for (long tag : tags) {
      Hold hold = holds.get(tag);
      if (hold == null) {
        raise(tag, position, 0);
      } else {
        hold.hardBelow = Math.max(hold.hardBelow, position);
      }
    }

    version = version + 1;
  }

  /** Purges these tags softly. */
  public synchronized void purgeSoft(long[] tags, long position) {
    for (long tag : tags) {
      softAhead.computeIfPresent(tag, (same, ahead) -> ahead.position() <= position ? null : ahead);
      raise(tag, 0, position);
    }
    version = version + 1;
  }

  /**
   * Purges these tags softly before a record of the log does: between what was read and what comes.
   *
   * @param atMillis the cluster's time, as the position does not say it
   */
  public synchronized void purgeSoftAhead(long[] tags, long atMillis) {
    for (long tag : tags) {
      purgeSoftAhead(tag, atMillis);
    }
    version = version + 1;
  }

  /** What another table purged softly ahead is purged softly ahead in this one. */
  public synchronized void purgeSoftAhead(PurgeTable other) {
    synchronized (other) {
      other.softAhead.forEach((tag, ahead) -> purgeSoftAhead(tag, ahead.atMillis()));
    }
    version = version + 1;
  }

  /** Soft purges that something greater took in: nobody asks any more since when they hold. */
  public synchronized void forgetSoftAhead(long[] tags) {
    for (long tag : tags) {
      softAhead.remove(tag);
    }
  }

  private void purgeSoftAhead(long tag, long atMillis) {
    long position = applied + 1;
    Ahead before = softAhead.get(tag);
    // The first of several counts: nothing may stay longer for being purged again.
    long since = before == null || before.position() < position ? atMillis : before.atMillis();
    softAhead.put(tag, new Ahead(position, since, version + 1));
    raise(tag, 0, position);
  }

  /**
   * Since when a soft purge makes this response stale, as {@link PurgeLog#softPurgedAtMillis} but
   * perhaps later than now.
   */
  public long softPurgedAtMillis(StoredResponse response) {
    long earliest = Long.MAX_VALUE;
    for (long tag : response.tags()) {
      PurgeBucket bucket = buckets.get(index(tag));
      long position = bucket == null ? 0 : bucket.soft(tag);
      if (position > response.position()) {
        earliest = Math.min(earliest, softAtMillis(tag, position));
      }
    }
    return earliest;
  }

  private synchronized long softAtMillis(long tag, long position) {
    Ahead ahead = softAhead.get(tag);
    return ahead != null && ahead.position() == position
        ? ahead.atMillis()
        : position >>> PurgeLog.SEQUENCE_BITS;
  }

  /** Purges everything that is older than this position. */
  public synchronized void purgeEverything(long position) {
    lastingFloor = Math.max(lastingFloor, position);
    // What is that old is purged, and needs no time of a soft purge.
    softAhead.values().removeIf(ahead -> ahead.position() <= position);

    showFloor();
    version = version + 1;
  }

  /** Says that the log was read up to here. To be called when what stands there was applied. */
  public synchronized void applied(long position) {
    applied = Math.max(applied, position);
  }

  /** Purges these tags hard for as long as they are held. Holds of one tag are counted. */
  public synchronized void hold(long[] tags) {
    for (long tag : tags) {
      Hold hold = holds.computeIfAbsent(tag, absent -> new Hold());
      if (hold.count++ == 0) {
        hold.hardBelow = replaceHard(tag, HELD);
      }
      hold.heldAt = version + 1;
    }

    version = version + 1;
  }

  /**
   * Another purge shares the hold that these tags are under: what was fetched since the hold began
   * may be older than that purge.
   */
  public synchronized void holdAgain(long[] tags) {
    for (long tag : tags) {
      Hold hold = holds.get(tag);
      if (hold != null) {
        hold.heldAt = version + 1;
      }
    }
    version = version + 1;
  }

  /** Ends one hold of each of these tags. */
  public synchronized void release(long[] tags) {
    for (long tag : tags) {
      Hold hold = holds.get(tag);
      if (hold != null && --hold.count == 0) {
        holds.remove(tag);
        replaceHard(tag, hold.hardBelow);
      }
    }
  }

  /** Purges everything for as long as it is held. Such holds are counted. */
  public synchronized void holdEverything() {
    everythingHolds++;
    everythingHeldAt = version + 1;

    showFloor();
    version = version + 1;
  }

  /** Another purge shares a hold of everything, as {@link #holdAgain}. */
  public synchronized void holdEverythingAgain() {
    everythingHeldAt = version + 1;
    version = version + 1;
  }

  /** Ends one hold of everything. */
  public synchronized void releaseEverything() {
    everythingHolds = Math.max(0, everythingHolds - 1);
    showFloor();
  }

  private void showFloor() {
    floor = everythingHolds > 0 ? HELD : lastingFloor;
  }

  private void raise(long tag, long hard, long soft) {
    int index = index(tag);
    buckets.set(index, bucket(index).raised(tag, hard, soft));
  }

  private long replaceHard(long tag, long hard) {
    int index = index(tag);
    PurgeBucket bucket = bucket(index);
    buckets.set(index, bucket.withHard(tag, hard));
    return bucket.hard(tag);
  }

  private PurgeBucket bucket(int index) {
    PurgeBucket bucket = buckets.get(index);
    return bucket == null ? PurgeBucket.EMPTY : bucket;
  }

  /** Mixed with a seed that nobody knows: tags cannot be chosen to meet in one bucket. */
  private int index(long tag) {
    long mixed = (tag ^ seed) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 48);
  }
}
