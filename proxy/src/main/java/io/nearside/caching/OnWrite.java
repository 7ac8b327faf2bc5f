package io.nearside.caching;

import java.util.List;

/**
 * What an unsafe request purges beside what RFC 9111 says.
 *
 * @param purge what it purges beside its own target
 * @param purgeOnError whether an error answer purges too: for backends that commit before they fail
 * @param settleMillis after so long everything is purged once more, for reads from replicas of the
 *     backend's database that lag behind; 0: not
 */
public record OnWrite(List<Route.PurgePattern> purge, boolean purgeOnError, long settleMillis) {
  /** Nothing beside. */
  public static final OnWrite NONE = new OnWrite(List.of(), false, 0);

  public OnWrite {
    purge = List.copyOf(purge);
  }
}
