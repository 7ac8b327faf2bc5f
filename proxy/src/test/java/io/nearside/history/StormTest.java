package io.nearside.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A short storm with another seed each time; {@code -Dhistory.seed} repeats one. */
@ExtendWith(BufferLeaks.class)
class StormTest {
  private static final Duration STORM = Duration.ofSeconds(15);

  @Test
  void whateverBefallsRedisClientsSeeWhatIsPromised() throws InterruptedException {
    long seed = Long.getLong("history.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    Plan plan =
        new Plan(
            seed,
            Long.MAX_VALUE,
            STORM,
            Duration.ofMillis(500),
            12,
            Duration.ofMillis(4),
            Duration.ofMillis(1_000),
            List.of(Fault.values()),
            false);
    Storm.Outcome outcome = new Storm(plan).run();
    System.out.println(outcome);

    assertThat(outcome.broken()).as("%s", outcome).isEmpty();
    assertThat(outcome.operations()).as("%s", outcome).isGreaterThan(1_000);
    assertThat(outcome.hits()).as("%s", outcome).isGreaterThan(200);
    assertThat(outcome.appended()).as("%s", outcome).isPositive();
  }
}
