package io.nearside.store.redis;

import io.nearside.store.PurgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The purges that share one record of the log. Guarded by the {@link LogState}. */
final class PurgeBatch {
  /** Each purge is compared with all of them. */
  static final int MAX_KEPT = 32;

  final long sequence;
  final Set<PurgeWaiter> waiters = new LinkedHashSet<>();
  private final Set<Long> hard = new HashSet<>();
  private final Set<Long> soft = new HashSet<>();
  private final List<KeptAround> kept = new ArrayList<>();
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
    keepNoneOf(tags);
    return Arrays.stream(tags).filter(hard::add).toArray();
  }

  void addSoft(long[] tags) {
    keepNoneOf(tags);
    for (long tag : tags) {
      soft.add(tag);
    }
  }

  /** Purges that share a record share its position: what one keeps, no other may purge. */
  private void keepNoneOf(long[] tags) {
    if (!kept.isEmpty()) {
      Set<Long> purged = Arrays.stream(tags).boxed().collect(Collectors.toSet());
      kept.removeIf(one -> one.hasAnyOf(purged));
    }
  }

  /** Whether nothing in it purges what is to be kept. */
  boolean spares(KeptAround one) {
    return !everything && !one.hasAnyOf(hard) && !one.hasAnyOf(soft);
  }

  /** Remembers what is kept around the purge that was added last; no more than some. */
  void keep(KeptAround one) {
    if (kept.size() < MAX_KEPT) {
      kept.add(one);
    }
  }

  void keepNothing() {
    kept.clear();
  }

  /** What may be kept when its record is at this place of the log: to be asked before. */
  List<KeptAround> keptIn(PurgeTable table) {
    return kept.stream()
        .filter(one -> table.isUntouchedSince(one.since(), one.tags(), hard))
        .toList();
  }

  long[] hardTags() {
    return array(hard);
  }

  long[] softTags() {
    return array(soft);
  }

  void becomeEverything() {
    everything = true;
    keepNothing();
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
