package io.nearside.store.redis;

import io.nearside.store.PurgeLog;

/** A stream ID as one number: 42 bits of milliseconds, 21 of sequence. */
final class LogPosition {
  /** What stands for an ID that does not fit. */
  static final long UNFIT = -1;

  private static final int MILLIS_BITS = 42;
  private static final int SEQUENCE_BITS = PurgeLog.SEQUENCE_BITS;

  private LogPosition() {}

  /** The position of an ID as Redis writes it, or {@link #UNFIT}. */
  static long of(String id) {
    int dash = id.indexOf('-');
    if (dash < 1) {
      return UNFIT;
    }
    try {
      long millis = Long.parseUnsignedLong(id, 0, dash, 10);
      long sequence = Long.parseUnsignedLong(id, dash + 1, id.length(), 10);
      boolean fits = millis >>> MILLIS_BITS == 0 && sequence >>> SEQUENCE_BITS == 0;
      return fits ? millis << SEQUENCE_BITS | sequence : UNFIT;
    } catch (NumberFormatException e) {
      return UNFIT;
    }
  }
}
