package io.nearside.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client like any other, while others behave badly: how long it waits, what goes wrong. */
final class Probe implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5;

  private final Visitor visitor;
  private final boolean alsoMisses;
  private final List<Long> hits = new ArrayList<>();
  private final List<Long> misses = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean over;

  /** One that asks until {@link #close} for what is stored, and for what is not, if it should. */
  Probe(Visitor visitor, boolean alsoMisses) {
    this.visitor = visitor;
    this.alsoMisses = alsoMisses;
    Backend.daemon(this::run, "probe").start();
  }

  private void run() {
    while (!over) {
      hits.add(micros(new Resource("/hit/1")));
      if (alsoMisses) {
        misses.add(micros(visitor.fresh("miss")));
      }
      BackendConnection.pause(PAUSE_MILLIS);
    }
    ended.complete(null);
  }

  private long micros(Resource resource) {
    long begin = System.nanoTime();
    try {
      visitor.ask("GET", resource).expectWhole(resource);
    } catch (IOException | RuntimeException failed) {
      wrong.add(failed.toString());
    }
    return (System.nanoTime() - begin) / 1_000;
  }

  /** What went wrong, in words. */
  List<String> wrong() {
    close();
    return wrong;
  }

  /** How many answers it has. */
  int count() {
    close();
    return hits.size() + misses.size() - wrong.size();
  }

  @Override
  public void close() {
    over = true;
    ended.join();
  }

  @Override
  public String toString() {
    close();
    String failures = wrong.isEmpty() ? "" : " (the first: " + wrong.get(0) + ")";
    return "hits %s, misses %s, %d of %d went wrong%s"
        .formatted(
            spread(hits), spread(misses), wrong.size(), hits.size() + misses.size(), failures);
  }

  private static String spread(List<Long> micros) {
    if (micros.isEmpty()) {
      return "none";
    }
    List<Long> sorted = new ArrayList<>(micros);
    Collections.sort(sorted);
    int last = sorted.size() - 1;
    return "p50 %d p99 %d max %d us"
        .formatted(sorted.get(last / 2), sorted.get(last * 99 / 100), sorted.get(last));
  }
}
