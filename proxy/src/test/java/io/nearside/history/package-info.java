/**
 * Whether what clients see is what is promised, whatever befalls Redis: a history checker.
 *
 * <p>Several sidecars in one process share one Redis, each behind a relay of its own, and one
 * backend whose resources have version numbers. Clients read, write and purge at random while Redis
 * is stopped, killed, emptied, set back and cut off. Each operation is written down with the times
 * at which it was invoked and answered, on one clock, and afterwards the {@link
 * io.nearside.history.History} is held against the promises:
 *
 * <ol>
 *   <li>Through the sidecar that did a write, no read begun after the write's answer returns an
 *       older version.
 *   <li>Through every other sidecar, none begun later than {@code purge.max-lag} after the log had
 *       the write's record. When the log had it, is what the sidecar itself says when it answers.
 *       Where it says that the append was late, because it was cut off from Redis, it is the answer
 *       to the next write of the same sidecar of which it says that the log has it: records are
 *       appended in the order of their purges. From Redis's death until the purging sidecar had
 *       time to tell again, nobody else must know what a Redis that was set back has lost.
 *   <li>No client sees an error, a cut connection or a malformed answer: the backend makes none.
 *   <li>Nobody gets another resource's or variant's body.
 *   <li>After the storm every sidecar has every resource's present version as a hit, and a write
 *       through each reaches all.
 * </ol>
 *
 * <p>Start reading at {@link io.nearside.history.Storm}, which runs one, and at {@link
 * io.nearside.history.Promises}, which judges.
 */
package io.nearside.history;
