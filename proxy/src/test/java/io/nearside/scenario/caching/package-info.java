/**
 * Whole sidecars between a scripted backend and raw clients: what is cached, for whom, for how
 * long, and what ends it. Start at {@link io.nearside.scenario.caching.Rig} and {@link
 * io.nearside.scenario.caching.HitAndMissTest}.
 */
package io.nearside.scenario.caching;
