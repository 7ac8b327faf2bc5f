package io.nearside.history;

import io.nearside.history.Operation.Failure;
import io.nearside.history.Operation.Read;
import io.nearside.history.Violation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What must come about once all faults are healed: every sidecar has the present version of every
 * resource as a hit; a write through each of them reaches the log before it is answered and ends
 * what all of them have; then they have hits again, so no purge is still under way.
 */
final class Convergence {
  /** Longer than the ten seconds in which a sidecar begins at most one epoch of the log. */
  private static final long AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(25);

  /** Then it will not come to much else either. */
  private static final int ENOUGH = 2;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Fleet fleet;
  private final List<Operation> operations;
  private final List<Visit> visits = new ArrayList<>();
  private final List<Violation> broken = new ArrayList<>();

  /** What was seen last. */
  private Object last = "nothing";

  private interface Step {
    boolean isReached() throws IOException;
  }

  /**
   * One to be checked.
   *
   * @param operations where its own reads and writes are added
   */
  Convergence(Fleet fleet, List<Operation> operations) {
    this.fleet = fleet;
    this.operations = operations;
    for (int i = 0; i < Plan.SIDECARS; i++) {
      visits.add(new Visit(fleet, i, operations));
    }
  }

  /** What did not come about in time. */
  List<Violation> missing() {
    try {
      for (Visit visit : visits) {
        int sidecar = visit.sidecar();
        await(sidecar + " follows the log", () -> follows(sidecar));
      }
      awaitHits();
      for (Resource resource : fleet.backend().resources()) {
        Visit writer = visits.get(resource.number() % visits.size());
        await(
            "a purge of " + resource + " is appended at once",
            () -> writer.write("PUT", resource.path(), List.of(resource)));
      }
      awaitHits();
      await("the backend is idle", () -> fleet.backend().underWay() == 0);
    } finally {
      visits.forEach(Visit::close);
    }
    return broken;
  }

  private boolean follows(int sidecar) throws IOException {
    String details = fleet.details(sidecar);
    last = details;
    return Fleet.isFollowing(details);
  }

  private void awaitHits() {
    for (Resource resource : fleet.backend().resources()) {
      for (Visit visit : visits) {
        for (String variant : Resource.VARIANTS) {
          String what = resource.name(variant) + " is a present hit in sidecar " + visit.sidecar();
          await(what, () -> isPresentHit(visit, resource, variant));
        }
      }
    }
  }

  private boolean isPresentHit(Visit visit, Resource resource, String variant) {
    Read read = visit.read("GET", resource, variant);
    last = read;
    return read != null && read.hit() && read.version() == fleet.backend().version(resource);
  }

  private void await(String what, Step step) {
    if (broken.size() >= ENOUGH) {
      return;
    }
    long began = System.nanoTime();
    try {
      while (!step.isReached()) {
        if (System.nanoTime() - began > AT_MOST_NANOS) {
          broken.add(new Violation(Kind.NOT_CONVERGED, System.nanoTime(), what + ": " + last));
          return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      operations.add(new Failure(0, what, e.toString(), began, System.nanoTime()));
    }
  }
}
