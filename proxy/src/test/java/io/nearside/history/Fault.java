package io.nearside.history;

/** What befalls Redis, or the way to it. */
enum Fault {
  // Records are lost; one time in two while a sidecar is cut off.

  /** It dies and comes back empty. */
  RESTARTED_EMPTY,
  /** It dies and comes back with what it had some time before: an older replica took over. */
  SET_BACK,
  /** It forgets all. */
  FLUSHED,
  /** It forgets the log. */
  LOG_DELETED,
  /** It forgets all records of the log. */
  LOG_EMPTIED,
  /** It forgets all but a few records of the log. */
  LOG_TRIMMED,
  /** A record has an ID from the future, and then it comes back empty: IDs are smaller again. */
  CLOCK_SET_BACK,
  /** A record is in the log whose ID fits no position. */
  ID_TOO_LARGE,

  // Nothing is lost.

  /** A record with an ID from the future is in the log. */
  CLOCK_AHEAD,
  /** It is stopped, for less than the greatest lag. */
  SHORT_PAUSE,
  /** It is stopped, for longer than the greatest lag. */
  LONG_PAUSE,
  /** Nothing can be written, for want of memory. */
  OUT_OF_MEMORY,
  /** Nothing can be written: it became a replica of another. */
  READ_ONLY,
  /** All connections end. */
  CLIENTS_KILLED,
  /** One sidecar is cut off. */
  ONE_CUT,
  /** Nothing comes through between one sidecar and Redis. */
  ONE_STALLED,
  /** Nothing of what one sidecar says comes through. */
  ONE_UNHEARD,
  /** Nothing of what Redis says comes through to one sidecar. */
  ONE_UNTOLD,
  /** All sidecars are cut off. */
  ALL_CUT;

  boolean losesRecords() {
    return compareTo(ID_TOO_LARGE) <= 0;
  }
}
