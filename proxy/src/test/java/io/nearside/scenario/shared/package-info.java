/**
 * Several whole sidecars that share a real Redis, a cluster or one that Sentinels watch: what they
 * do together, and what clients see of it when servers die. Start at {@link
 * io.nearside.scenario.shared.Fleet} and {@link io.nearside.scenario.shared.FailoverTest}.
 */
package io.nearside.scenario.shared;
