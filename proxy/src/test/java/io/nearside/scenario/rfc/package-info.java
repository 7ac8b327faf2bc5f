/**
 * What the caching RFCs ask of a cache, section by section, seen through the sockets: MUST, SHOULD
 * and MAY in separate classes, everything in both tiers. Start at {@link
 * io.nearside.scenario.rfc.Tier} and {@link io.nearside.scenario.rfc.FreshnessMustTest}.
 */
package io.nearside.scenario.rfc;
