package io.nearside.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A minute of mixed traffic, with another seed each time; {@code -Dsoak.seed} repeats one. */
class SoakTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void whateverClientsBackendAndRedisDoEverythingIsAsBeforeAfterwards() throws Exception {
    long seed = Long.getLong("soak.seed", 20_261_121);
    SoakPlan plan = new SoakPlan(seed, MINUTE, 200, "64m", "paranoid", true);
    Soak.Outcome outcome = new Soak(plan).run(line -> {});
    System.out.println(outcome);

    assertThat(outcome.wrongs()).as("%s", outcome).isZero();
    assertThat(outcome.unexpected()).as("%s", outcome).isEmpty();
    assertThat(outcome.left()).as("%s", outcome).isEmpty();
    assertThat(outcome.counts()).as("%s", outcome).containsKeys("HIT", "CHANGE", "BACKEND_FAULT");
  }
}
