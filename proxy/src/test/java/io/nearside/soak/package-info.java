/**
 * Whether the sidecar lasts, and keeps its bounds: mixed traffic with faults at a steady rate, and
 * crowds of clients that take their time.
 *
 * <p>The sidecar runs as it ships, in a process of its own with a small heap and little direct
 * memory. Backend, clients and faults are in the test's process. Every body follows from its URL
 * and version ({@link io.nearside.soak.Filling}), so that each answer can be judged alone.
 *
 * <p>Start reading at {@link io.nearside.soak.Soak}, which runs the traffic, and at {@link
 * io.nearside.soak.Errand}, which says what clients do and what they may see.
 */
package io.nearside.soak;
