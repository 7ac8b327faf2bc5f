package io.nearside.store;

import java.util.function.Consumer;

/**
 * The log of purges, and what follows from it: which stored responses still hold. A purge names
 * tags; a response carries its tags and the {@link Mark} up to which it is known to be good.
 *
 * <p>All methods may be called on any thread and none blocks.
 */
public interface PurgeLog extends AutoCloseable {

  /** How much of a position is the sequence number; what is above it are milliseconds. */
  int SEQUENCE_BITS = 21;

  /**
   * A place in the log.
   *
   * @param epoch the log's life; positions of different epochs do not compare
   * @param position milliseconds (42 bits) and a sequence number (21 bits) as one number
   * @param version of this process's table of purges at that time: it tells a purge that is still
   *     under way from one that began later
   */
  record Mark(long epoch, long position, long version) {
    /** The epoch of what is fetched before the log was read: it stays in the near cache. */
    public static final long UNREAD = 0;

    /** A mark from which every purge that is under way counts as a later one. */
    public Mark(long epoch, long position) {
      this(epoch, position, Long.MIN_VALUE);
    }

    /** Whether the log had been read. */
    public boolean isRead() {
      return epoch != UNREAD;
    }
  }

  /** What the log says of a stored response. */
  enum Standing {
    /** Nothing that it carries was purged since. */
    GOOD,
    /** Purged softly: stale since then, but may serve where staleness is allowed. */
    STALE,
    /** Purged: never to be used again, not even as a validator. */
    PURGED,
    /** A purge could have been missed: not to be used now. */
    UNKNOWN;

    /** Whether it is right at least as a validator, and where staleness is allowed. */
    public boolean holds() {
      return this == GOOD || this == STALE;
    }
  }

  /**
   * How a purge ended: in any case it holds in this process.
   *
   * @param appended whether the log has it, so that it reaches every other sidecar
   * @param position where it stands in the log; 0 when it was not appended (yet)
   */
  record Outcome(boolean appended, long position) {
    /** The position as the log writes it: milliseconds, a dash, a sequence number. */
    public String id() {
      return id(position);
    }

    /** A position as the log writes it. */
    public static String id(long position) {
      return (position >>> SEQUENCE_BITS) + "-" + (position & ((1L << SEQUENCE_BITS) - 1));
    }
  }

  /** Now, in milliseconds of the cluster's clock. Never goes back. */
  long nowMillis();

  /** Whether the purges of every sidecar are known here, within the greatest lag. */
  boolean isFollowed();

  /** The mark for a fetch that begins now. */
  Mark mark();

  /** What the log says of this response now. */
  Standing standing(StoredResponse response);

  /**
   * Since when a soft purge makes this response stale, in milliseconds of the cluster's clock;
   * {@link Long#MAX_VALUE} when none does. Of each tag the latest purge counts, of the tags the one
   * that was purged first. Never later than now.
   */
  long softPurgedAtMillis(StoredResponse response);

  /**
   * Whether what a fetch gets that this process began then may be shared with who asks now: no
   * purge of another sidecar older than the greatest lag can be missing here.
   */
  boolean trusts(long fetchBeganMillis);

  /** Whether a hard purge of any of these tags began since the mark. */
  boolean purgedSince(Mark mark, long[] tags);

  /** Whether any of these tags was purged softly since the mark, whatever is held beside. */
  boolean softlyPurgedSince(Mark mark, long[] tags);

  /**
   * Purges. When this method returns the purge holds in this process; the consumer is called once,
   * on any thread, when the log has it or the append's deadline is over.
   *
   * @param tags what is purged; not to be written to afterwards
   * @param soft whether copies only become stale
   */
  void purge(long[] tags, boolean soft, Consumer<Outcome> done);

  /**
   * Purges hard, and finds out whether what a fetch got that began at this mark may be kept all the
   * same: the answer to a write is newer than what the write purges. It may if no other purge of
   * the kept tags can have happened since the mark.
   *
   * @param tags what is purged; not to be written to afterwards
   * @param kept the tags of what is to be kept
   * @param since the mark of the write's own request, taken before it went upstream
   * @param done as of {@link #purge}: called once, on any thread, when the log has it or the
   *     append's deadline is over
   * @param mark called at most once, on any thread, perhaps later than {@code done}, with the mark
   *     under which it may be kept; not called where it may not
   */
  void purgeAround(
      long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark);

  @Override
  void close();
}
