package io.nearside.history;

/**
 * A time at which Redis came back with what it had some time before, as an older replica does that
 * takes over.
 *
 * @param asOfNanos what was appended later is lost
 * @param backNanos when it was there again
 */
record Loss(long asOfNanos, long backNanos) {}
