package io.nearside.history;

import io.nearside.history.Nemesis.Trouble;
import io.nearside.history.Operation.Read;
import io.nearside.history.Operation.Write;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Clients and faults at once, and afterwards the question whether all promises were kept. */
final class Storm {
  private static final long BEFORE_MILLIS = 12_000;
  private static final Duration RECONNECT = Duration.ofMillis(2_500);
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Plan plan;

  Storm(Plan plan) {
    this.plan = plan;
  }

  /**
   * What came of it.
   *
   * @param reads how many reads were answered, convergence included
   * @param hits how many of them a sidecar answered itself
   * @param writes how many resources were changed and purged
   * @param appended how many of these purges the log had before their answer
   * @param troubles what befell Redis
   * @param broken what was promised and not kept, the first first
   * @param brokenAfter how many operations were over when that showed
   */
  record Outcome(
      Plan plan,
      long reads,
      long hits,
      long writes,
      long appended,
      long upstreamRequests,
      Duration took,
      List<Trouble> troubles,
      List<Violation> broken,
      long brokenAfter) {

    long operations() {
      return reads + writes;
    }

    /** What had befallen Redis in the seconds before this, the last first. */
    List<String> before(Violation violation) {
      List<String> before = new ArrayList<>();
      for (Trouble trouble : troubles) {
        long agoMillis = (violation.atNanos() - trouble.healedNanos()) / 1_000_000;
        long sinceMillis = (violation.atNanos() - trouble.beganNanos()) / 1_000_000;
        if (sinceMillis >= 0 && agoMillis < BEFORE_MILLIS) {
          before.add(0, trouble.fault() + " " + sinceMillis + " to " + agoMillis + " ms ago");
        }
      }
      return before;
    }

    private Map<Fault, Integer> faults() {
      Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
      troubles.forEach(trouble -> counts.merge(trouble.fault(), 1, Integer::sum));
      return counts;
    }

    @Override
    public String toString() {
      return "seed %d, max-lag %s: %d reads (%d hits), %d writes (%d appended), %d to the backend, "
              .formatted(
                  plan.seed(), plan.maxLag(), reads, hits, writes, appended, upstreamRequests)
          + "%s, faults %s, %d broken%s"
              .formatted(
                  took, faults(), broken.size(), broken.isEmpty() ? "" : " after " + brokenAfter);
    }
  }

  /** Runs it to its end. */
  Outcome run() throws InterruptedException {
    long began = System.nanoTime();
    try (Fleet fleet = new Fleet(plan)) {
      awaitFollowing(fleet);
      Nemesis nemesis = new Nemesis(fleet, plan);
      List<Client> clients = clients(fleet, began);
      Thread faults = start(nemesis, "nemesis");
      List<Thread> threads = new ArrayList<>();
      for (Client client : clients) {
        threads.add(start(client, "client"));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      nemesis.stop();
      faults.join();
      if (nemesis.failure() != null) {
        throw new AssertionError("the faults themselves failed", nemesis.failure());
      }
      List<Operation> operations = new ArrayList<>();
      clients.forEach(client -> operations.addAll(client.operations()));
      List<Violation> broken = new Convergence(fleet, operations).missing();
      Promises promises = new Promises(plan.maxLag().toNanos(), RECONNECT.toNanos());
      List<Violation> all =
          new ArrayList<>(promises.brokenIn(new History(operations, nemesis.losses())));
      all.addAll(broken);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return outcome(operations, all, nemesis, fleet.backend().requests(), took);
    }
  }

  private List<Client> clients(Fleet fleet, long began) {
    AtomicLong left = new AtomicLong(plan.operations());
    long nanos = plan.atMost().toNanos();
    BooleanSupplier mayGoOn =
        () -> left.decrementAndGet() >= 0 && System.nanoTime() - began < nanos;
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < plan.clients(); i++) {
      clients.add(new Client(fleet, plan, i, mayGoOn));
    }
    return clients;
  }

  private static void awaitFollowing(Fleet fleet) {
    long began = System.nanoTime();
    try {
      for (int i = 0; i < Plan.SIDECARS; i++) {
        while (!Fleet.isFollowing(fleet.details(i))) {
          if (System.nanoTime() - began > READY_NANOS) {
            throw new AssertionError(i + " does not follow the log");
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Thread start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private Outcome outcome(
      List<Operation> operations,
      List<Violation> broken,
      Nemesis nemesis,
      long upstreamRequests,
      Duration took) {
    long reads = operations.stream().filter(Read.class::isInstance).count();
    long hits = operations.stream().filter(o -> o instanceof Read read && read.hit()).count();
    long writes = operations.stream().filter(Write.class::isInstance).count();
    long appended =
        operations.stream().filter(o -> o instanceof Write write && write.appended()).count();
    long first = broken.isEmpty() ? Long.MAX_VALUE : broken.get(0).atNanos();
    long before = operations.stream().filter(o -> o.answeredNanos() <= first).count();
    return new Outcome(
        plan,
        reads,
        hits,
        writes,
        appended,
        upstreamRequests,
        took,
        nemesis.troubles(),
        broken,
        before);
  }
}
