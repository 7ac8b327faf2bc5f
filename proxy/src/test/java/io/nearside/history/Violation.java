package io.nearside.history;

/**
 * A promise that was not kept.
 *
 * @param atNanos when it showed
 */
record Violation(Kind kind, long atNanos, String what) {
  enum Kind {
    /** Older than what this very sidecar has answered a write of. */
    OLD_HERE,
    /** Older than what another sidecar purged longer ago than the greatest lag. */
    OLD_ELSEWHERE,
    /** No answer, or not a good one. */
    FAILED,
    /** Another resource's body, or another variant's. */
    MIXED,
    /** Not as it should be once all faults are healed. */
    NOT_CONVERGED
  }
}
