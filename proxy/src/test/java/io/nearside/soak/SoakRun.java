package io.nearside.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A long soak, to be run by hand. {@code -Dsoak.minutes}, {@code -Dsoak.seed}, {@code -Dsoak.rate}
 * (errands a second), {@code -Dsoak.direct} (such as 64m), {@code -Dsoak.leaks} (Netty's level) and
 * {@code -Dsoak.tunnels} say how. It ends with 0 when nothing was wrong.
 */
final class SoakRun {
  private SoakRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    SoakPlan plan =
        new SoakPlan(
            Long.getLong("soak.seed", ThreadLocalRandom.current().nextInt(1_000_000)),
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(property("minutes", "30")))),
            Integer.parseInt(property("rate", "350")),
            property("direct", "64m"),
            property("leaks", "simple"),
            Boolean.parseBoolean(property("tunnels", "true")));
    System.out.println(plan);
    Soak.Outcome outcome = new Soak(plan).run(System.out::println);
    System.out.println(outcome);
    System.out.println(outcome.isGood() ? "GOOD" : "NOT GOOD");
    System.exit(outcome.isGood() ? 0 : 1);
  }

  private static String property(String name, String otherwise) {
    return System.getProperty("soak." + name, otherwise);
  }
}
