package io.nearside.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The same inputs each time, unless {@code -Dfuzz.seed} says otherwise; {@link FuzzRun} has more.
 */
@ExtendWith(BufferLeaks.class)
class FuzzTest {
  private static final long REQUESTS = 3_000;
  private static final long RESPONSES = 2_000;

  private final long seed = Long.getLong("fuzz.seed", 20_261_121);

  @Test
  void requestsAreReadAsTheStrictParserReadsThemOrRefused() {
    Series.Outcome outcome =
        new Series(seed).run(REQUESTS, () -> new RequestFuzz(false), () -> new RequestFuzz(true));
    System.out.println("seed " + seed + ", requests: " + outcome);

    assertThat(outcome.findings()).as("seed %d: %s", seed, outcome).isEmpty();
  }

  @Test
  void responsesArePassedOnAsTheStrictParserReadsThemOrNotAtAll() {
    Series.Outcome outcome =
        new Series(seed)
            .run(RESPONSES, () -> new ResponseFuzz(false), () -> new ResponseFuzz(true));
    System.out.println("seed " + seed + ", responses: " + outcome);

    assertThat(outcome.findings()).as("seed %d: %s", seed, outcome).isEmpty();
  }

  @Test
  void whatIsNotChangedIsNotRefused() throws IOException {
    for (boolean caching : new boolean[] {false, true}) {
      try (Fuzz fuzz = new RequestFuzz(caching)) {
        assertThat(unchanged(fuzz)).isEmpty();
      }
      try (Fuzz fuzz = new ResponseFuzz(caching)) {
        assertThat(unchanged(fuzz)).isEmpty();
      }
    }
  }

  private static List<Finding> unchanged(Fuzz fuzz) {
    return fuzz.seeds().stream()
        .map(seed -> fuzz.run(new Case(0, 0, seed, List.of(), List.of())))
        .filter(found -> found != null)
        .toList();
  }
}
