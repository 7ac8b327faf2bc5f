package io.nearside.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened, counted, and what should not have happened, in words. */
final class Tally {
  private static final int KEPT = 200;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder wrongs = new LongAdder();
  private final List<String> wrong = new ArrayList<>();

  /** One more of these. */
  void count(String what) {
    counts.computeIfAbsent(what, name -> new LongAdder()).increment();
  }

  /** A request was sent. */
  void request() {
    requests.increment();
  }

  long requests() {
    return requests.sum();
  }

  long count(Enum<?> what) {
    LongAdder count = counts.get(what.name());
    return count == null ? 0 : count.sum();
  }

  /** Something that may not be. */
  void wrong(String words) {
    wrongs.increment();
    synchronized (wrong) {
      if (wrong.size() < KEPT) {
        wrong.add(words);
      }
    }
  }

  long wrongs() {
    return wrongs.sum();
  }

  /** The first of all that was wrong. */
  List<String> wrong() {
    synchronized (wrong) {
      return List.copyOf(wrong);
    }
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }
}
