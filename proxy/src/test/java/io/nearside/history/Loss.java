package io.nearside.history;

/**
 * Redis came back with what it had some time before, as an older replica does that takes over.
 *
 * @param asOfNanos what was appended later is lost
 * @param killedNanos when it died
 * @param backNanos when it was there again, for every sidecar
 */
record Loss(long asOfNanos, long killedNanos, long backNanos) {}
