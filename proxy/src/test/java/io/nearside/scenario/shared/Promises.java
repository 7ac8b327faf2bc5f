package io.nearside.scenario.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Below which version no read may be: through the sidecar that a write was answered by, that
 * write's; through the others, once the greatest lag is over since the log had its purge.
 *
 * <p>What was not in the log when its client was answered is there when a later purge of the same
 * sidecar is: it appends in order.
 */
final class Promises {
  private final long maxLagNanos;
  private final long[][] own;
  private final long[] everywhere;
  private final boolean[] appended;
  private final List<List<Write>> waiting = new ArrayList<>();
  private final Queue<Due> comingDue = new ArrayDeque<>();
  private long due;

  private record Write(int key, long version, long answeredNanos) {}

  private record Due(Write write, long atNanos) {}

  Promises(int sidecars, int keys, long maxLagMillis) {
    maxLagNanos = TimeUnit.MILLISECONDS.toNanos(maxLagMillis);
    own = new long[sidecars][keys];
    everywhere = new long[keys];
    appended = new boolean[keys];
    for (int i = 0; i < sidecars; i++) {
      waiting.add(new ArrayList<>());
    }
  }

  /** Heard of a sidecar, just before it answers a write of this key. */
  synchronized void purged(int key, boolean isAppended) {
    appended[key] = isAppended;
  }

  /** A write's answer has come. Of each key one write is under way at a time. */
  synchronized void answered(int sidecar, int key, long version, long beganNanos) {
    long now = System.nanoTime();
    own[sidecar][key] = Math.max(own[sidecar][key], version);
    List<Write> mine = waiting.get(sidecar);
    Write write = new Write(key, version, now);
    if (appended[key]) {
      comingDue.add(new Due(write, now + maxLagNanos));
      mine.stream()
          .filter(earlier -> earlier.answeredNanos - beganNanos < 0)
          .forEach(earlier -> comingDue.add(new Due(earlier, now + maxLagNanos)));
      mine.removeIf(earlier -> earlier.answeredNanos - beganNanos < 0);
    } else {
      mine.add(write);
    }
  }

  /** The least version that a read which begins now may show. */
  synchronized long floor(int sidecar, int key) {
    letComeDue();
    return Math.max(own[sidecar][key], everywhere[key]);
  }

  /** How many writes had to be seen everywhere so far. */
  synchronized long due() {
    letComeDue();
    return due;
  }

  private void letComeDue() {
    long now = System.nanoTime();
    for (Due next = comingDue.peek();
        next != null && next.atNanos - now <= 0;
        next = comingDue.peek()) {
      comingDue.remove();
      Write write = next.write;
      everywhere[write.key] = Math.max(everywhere[write.key], write.version);
      due++;
    }
  }
}
