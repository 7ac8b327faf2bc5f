package io.nearside.store.redis;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** The purges that share one record of the log. Guarded by the {@link LogState}. */
final class PurgeBatch {
  final long sequence;
  final Set<PurgeWaiter> waiters = new LinkedHashSet<>();
  private final Set<Long> hard = new HashSet<>();
  private final Set<Long> soft = new HashSet<>();
  private boolean everything;

  /** Sent, and not answered yet. */
  boolean sending;

  /** The follower read its record back. */
  boolean readBack;

  /** Local time when its append was acknowledged. */
  long acknowledgedNanos;

  PurgeBatch(long sequence) {
    this.sequence = sequence;
  }

  boolean isEmpty() {
    return !everything && hard.isEmpty() && soft.isEmpty();
  }

  boolean everything() {
    return everything;
  }

  int size() {
    return hard.size() + soft.size();
  }

  /** Adds tags; returns those that were not in it. */
  long[] addHard(long[] tags) {
    return Arrays.stream(tags).filter(hard::add).toArray();
  }

  void addSoft(long[] tags) {
    for (long tag : tags) {
      soft.add(tag);
    }
  }

  long[] hardTags() {
    return array(hard);
  }

  long[] softTags() {
    return array(soft);
  }

  void becomeEverything() {
    everything = true;
    hard.clear();
    soft.clear();
  }

  PurgeRecord record(long epoch, long sidecar) {
    return new PurgeRecord(epoch, sidecar, sequence, everything, hardTags(), softTags());
  }

  private static long[] array(Collection<Long> tags) {
    return tags.stream().mapToLong(Long::longValue).toArray();
  }
}
