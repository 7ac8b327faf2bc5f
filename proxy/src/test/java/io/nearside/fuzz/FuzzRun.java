package io.nearside.fuzz;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A long run, by hand: {@code -Dfuzz.seed}, {@code -Dfuzz.inputs}, and {@code -Dfuzz.kind}, which
 * is {@code requests}, {@code responses} or {@code both}.
 */
final class FuzzRun {
  private FuzzRun() {}

  public static void main(String[] arguments) {
    long seed = Long.getLong("fuzz.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    long inputs = Long.getLong("fuzz.inputs", 20_000);
    String kind = System.getProperty("fuzz.kind", "both");
    System.out.println("seed " + seed);
    boolean kept = true;
    if (!kind.equals("responses")) {
      kept &=
          told(
              new Series(seed)
                  .run(inputs, () -> new RequestFuzz(false), () -> new RequestFuzz(true)));
    }
    if (!kind.equals("requests")) {
      kept &=
          told(
              new Series(seed)
                  .run(inputs, () -> new ResponseFuzz(false), () -> new ResponseFuzz(true)));
    }
    System.exit(kept ? 0 : 1);
  }

  private static boolean told(Series.Outcome outcome) {
    System.out.println(outcome);
    return outcome.findings().isEmpty();
  }
}
