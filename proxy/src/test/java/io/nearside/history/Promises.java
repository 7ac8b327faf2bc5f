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
    Map<View, Demand> here = new HashMap<>();
    Map<Integer, Demand> everywhere = new HashMap<>();
    Appends appends = new Appends(history.operations());
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
    List<Violation> broken = new ArrayList<>();
    for (Operation operation : history.operations()) {
      if (operation instanceof Read read) {
        Demand elsewhere = everywhere.get(read.resource());
        Demand own = here.get(new View(read.sidecar(), read.resource()));
        check(read, own, elsewhere, dueBy(read, history.losses()), broken);
      } else if (operation instanceof Failure failure) {
        broken.add(new Violation(Kind.FAILED, failure.answeredNanos(), failure.toString()));
      }
    }
    broken.sort(BY_TIME);
    return broken;
  }

  /**
   * Of what was due when, a read must know in any case: soon after a loss, not of what was lost.
   */
  private long dueBy(Read read, List<Loss> losses) {
    long began = read.invokedNanos();
    long due = began;
    for (Loss loss : losses) {
      long toldNanos = loss.backNanos() + reconnectNanos + maxLagNanos;
      if (began >= loss.killedNanos() && began <= toldNanos) {
        due = Math.min(due, loss.asOfNanos() + maxLagNanos);
      }
    }
    return due;
  }

  private static void check(
      Read read, Demand own, Demand elsewhere, long dueBy, List<Violation> broken) {
    if (!read.said().equals(read.asked())) {
      broken.add(new Violation(Kind.MIXED, read.answeredNanos(), read.toString()));
    } else if (isOlder(read, own, read.invokedNanos())) {
      broken.add(old(Kind.OLD_HERE, read, own.at(read.invokedNanos())));
    } else if (isOlder(read, elsewhere, dueBy)) {
      broken.add(old(Kind.OLD_ELSEWHERE, read, elsewhere.at(dueBy)));
    }
  }

  private static boolean isOlder(Read read, Demand demand, long nanos) {
    Write needed = demand == null ? null : demand.at(nanos);
    return needed != null && read.version() < needed.version();
  }

  private static Violation old(Kind kind, Read read, Write needed) {
    long lateMillis = (read.invokedNanos() - needed.answeredNanos()) / 1_000_000;
    String what = read + " begun " + lateMillis + " ms after the answer to " + needed;
    return new Violation(kind, read.answeredNanos(), what);
  }
}
