package io.nearside.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A long storm, to be run by hand. {@code -Dhistory.seed}, {@code -Dhistory.operations}, {@code
 * -Dhistory.storms} (each with the next seed), {@code -Dhistory.lag} (milliseconds), {@code
 * -Dhistory.clients}, {@code -Dhistory.faults} (names, with commas between) and {@code
 * -Dhistory.soft} say how.
 */
final class StormRun {
  private StormRun() {}

  public static void main(String[] arguments) throws InterruptedException {
    long seed = Long.getLong("history.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    int storms = Integer.getInteger("history.storms", 1);
    boolean kept = true;
    for (int i = 0; i < storms; i++) {
      kept &= run(seed + i);
    }
    System.exit(kept ? 0 : 1);
  }

  private static List<Fault> faults(String names) {
    return names == null
        ? List.of(Fault.values())
        : Arrays.stream(names.split(",")).map(Fault::valueOf).toList();
  }

  private static boolean run(long seed) throws InterruptedException {
    Plan plan =
        new Plan(
            seed,
            Long.getLong("history.operations", 100_000),
            Duration.ofMinutes(10),
            Duration.ofMillis(Long.getLong("history.lag", 300)),
            Integer.getInteger("history.clients", 16),
            Duration.ofMillis(Long.getLong("history.think", 0)),
            Duration.ofMillis(Long.getLong("history.calm", 1_500)),
            faults(System.getProperty("history.faults")),
            Boolean.getBoolean("history.soft"));
    Storm.Outcome outcome = new Storm(plan).run();
    System.out.println(outcome);
    Map<Violation.Kind, Integer> kinds = new TreeMap<>();
    outcome.broken().forEach(broken -> kinds.merge(broken.kind(), 1, Integer::sum));
    outcome.broken().stream()
        .limit(10)
        .forEach(broken -> System.out.println(broken + " " + outcome.before(broken)));
    if (!kinds.isEmpty()) {
      System.out.println(kinds);
    }
    return outcome.broken().isEmpty();
  }
}
