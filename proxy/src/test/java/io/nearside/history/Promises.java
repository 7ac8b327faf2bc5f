package io.nearside.history;

import io.nearside.history.Operation.Failure;
import io.nearside.history.Operation.Read;
import io.nearside.history.Operation.Write;
import io.nearside.history.Violation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients are promised, held against a history.
 *
 * @param maxLagNanos how long after its append a purge holds in every sidecar
 * @param reconnectNanos how long a sidecar may take, once a Redis that lost records is there again,
 *     to find that out and tell the others
 */
record Promises(long maxLagNanos, long reconnectNanos) {
  private static final Comparator<Violation> BY_TIME = Comparator.comparingLong(Violation::atNanos);

  /** A resource as one sidecar's clients see it. */
  private record View(int sidecar, int resource) {}

  /** What broke them, the first first. */
  List<Violation> brokenIn(History history) {
    List<Violation> broken = new ArrayList<>();
    Map<View, Demand> here = new HashMap<>();
    Map<Integer, Demand> everywhere = new HashMap<>();
    Appends appends = new Appends(history, reconnectNanos);
    for (Operation operation : history.operations()) {
      if (operation instanceof Write write) {
        View view = new View(write.sidecar(), write.resource());
        here.computeIfAbsent(view, v -> new Demand()).from(write.answeredNanos(), write);
        long appended = appends.of(write);
        if (appended != Appends.NEVER) {
          long due = appended + maxLagNanos;
          everywhere.computeIfAbsent(write.resource(), r -> new Demand()).from(due, write);
        }
      }
    }
    for (Operation operation : history.operations()) {
      if (operation instanceof Read read) {
        check(read, here, everywhere, broken);
      } else if (operation instanceof Failure failure) {
        broken.add(new Violation(Kind.FAILED, failure.answeredNanos(), failure.toString()));
      }
    }
    broken.sort(BY_TIME);
    return broken;
  }

  private static void check(
      Read read, Map<View, Demand> here, Map<Integer, Demand> everywhere, List<Violation> broken) {
    if (!read.said().equals(read.asked())) {
      broken.add(new Violation(Kind.MIXED, read.answeredNanos(), read.toString()));
      return;
    }
    View view = new View(read.sidecar(), read.resource());
    if (isOlder(read, here.get(view), Kind.OLD_HERE, broken)) {
      return;
    }
    isOlder(read, everywhere.get(read.resource()), Kind.OLD_ELSEWHERE, broken);
  }

  private static boolean isOlder(Read read, Demand demand, Kind kind, List<Violation> broken) {
    Write needed = demand == null ? null : demand.at(read.invokedNanos());
    if (needed == null || read.version() >= needed.version()) {
      return false;
    }
    long late = (read.invokedNanos() - needed.answeredNanos()) / 1000;
    String what = read + " begun " + late + " us after the answer to " + needed;
    broken.add(new Violation(kind, read.answeredNanos(), what));
    return true;
  }
}
