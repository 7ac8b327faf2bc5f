package io.nearside.exchange;

import java.util.Set;

/**
 * What clients may switch a connection to.
 *
 * @param protocols names of protocols, lower case
 * @param maxTunnels most connections at once that have switched
 * @param idleMillis a tunnel through which nothing passes so long is closed
 */
public record UpgradeRules(Set<String> protocols, int maxTunnels, long idleMillis) {
  /** Nothing but HTTP. */
  public static final UpgradeRules NONE = new UpgradeRules(Set.of(), 0, 1);
}
