package io.nearside.history;

import io.nearside.history.Operation.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When the log had the purge of each write at the latest, as far as its clients can tell. */
final class Appends {
  /** Nobody knows. */
  static final long NEVER = Long.MAX_VALUE;

  /** Per sidecar: when writes began of which it said that the log has them, and their answers. */
  private final Map<Integer, TreeMap<Long, Long>> known = new HashMap<>();

  Appends(List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation instanceof Write write && write.appended()) {
        known
            .computeIfAbsent(write.sidecar(), sidecar -> new TreeMap<>())
            .merge(write.invokedNanos(), write.answeredNanos(), Math::min);
      }
    }
    known.values().forEach(Appends::keepEarliest);
  }

  /** Leaves with each beginning the earliest answer to what began then or later. */
  private static void keepEarliest(TreeMap<Long, Long> answers) {
    long earliest = NEVER;
    for (Map.Entry<Long, Long> entry : answers.descendingMap().entrySet()) {
      earliest = Math.min(earliest, entry.getValue());
      entry.setValue(earliest);
    }
  }

  /** The answer to it, or else to the next of its sidecar: records are appended in order. */
  long of(Write write) {
    if (write.appended()) {
      return write.answeredNanos();
    }
    TreeMap<Long, Long> answers = known.get(write.sidecar());
    Map.Entry<Long, Long> next =
        answers == null ? null : answers.ceilingEntry(write.answeredNanos());
    return next == null ? NEVER : next.getValue();
  }
}
