package io.nearside.history;

import io.nearside.history.Operation.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which version reads must have at least, by the time at which they begin. */
final class Demand {
  private final List<Since> all = new ArrayList<>();

  /** Each with a version above those before it; made of all when it is asked first. */
  private TreeMap<Long, Write> rising;

  private record Since(long nanos, Write write) {}

  /** What begins later than this must have the write's version. */
  void from(long nanos, Write write) {
    all.add(new Since(nanos, write));
    rising = null;
  }

  /** The write whose version a read must have that begins then, or null. */
  Write at(long nanos) {
    if (rising == null) {
      rising = rise();
    }
    Map.Entry<Long, Write> last = rising.lowerEntry(nanos);
    return last == null ? null : last.getValue();
  }

  private TreeMap<Long, Write> rise() {
    all.sort(Comparator.comparingLong(Since::nanos));
    TreeMap<Long, Write> steps = new TreeMap<>();
    long highest = Long.MIN_VALUE;
    for (Since since : all) {
      if (since.write().version() > highest) {
        highest = since.write().version();
        steps.put(since.nanos(), since.write());
      }
    }
    return steps;
  }
}
