package io.nearside.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Smaller crowds than in {@link BoundsRun}; no figure here depends on the machine's speed. */
class BoundsTest {
  private static final String CLOSED_408 = "408, closed";
  private static final String CLOSED_503 = "503, closed";

  /** Half of the direct memory is for bodies; beside them there are heads and a piece for each. */
  private static final long MOST_PINNED_BYTES = Scene.DIRECT_BYTES * 3 / 4;

  @Test
  void idleConnectionsCostLittleAndEnd() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.idle(1_000, 5));
    assertThat(outcome.outcomes()).isEqualTo(Map.of("nothing unfinished, closed", 1_000));
    assertThat(outcome.most().pinnedBytes()).isLessThan(8 << 20);
  }

  @Test
  void slowReadersOfStreamsKeepToTheMemoryForBodies() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.slowReaders(200, 10 << 20, false, 5));
    assertThat(outcome.most().pinnedBytes()).isLessThan(MOST_PINNED_BYTES);
    assertThat(outcome.outcomes()).as("%s", outcome).containsOnlyKeys("200");
  }

  @Test
  void slowReadersOfWhatIsStoredKeepToTheMemoryForBodies() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.slowReaders(200, 5 << 20, true, 5));
    assertThat(outcome.most().pinnedBytes()).isLessThan(MOST_PINNED_BYTES);
    assertThat(outcome.outcomes()).as("%s", outcome).containsOnlyKeys("200");
  }

  @Test
  void headsThatComeByteByByteEndInTime() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.slowHeads(100, 2));
    assertThat(outcome.outcomes()).as("%s", outcome).containsOnlyKeys(CLOSED_408);
  }

  @Test
  void bodiesThatComeTooSlowlyEnd() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.slowBodies(100, 2));
    assertThat(outcome.outcomes()).as("%s", outcome).containsOnlyKeys(CLOSED_408);
  }

  @Test
  void oneConnectionTooManyIsToldSo() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.tooMany());
    assertThat(outcome.outcomes())
        .as("%s", outcome)
        .containsOnlyKeys("200, closed", "429, closed", CLOSED_503);
    assertThat(outcome.most().clients()).isLessThanOrEqualTo(80);
  }

  @Test
  void aBackendThatNeverAnswersGetsNoMoreThanItsLimit() throws IOException {
    Bounds.Outcome outcome = expectUnharmed(Bounds.noAnswer(400, 20, 50));
    assertThat(outcome.received()).as("%s", outcome).isEqualTo(20);
    assertThat(outcome.most().upstreams()).as("%s", outcome).isLessThanOrEqualTo(20);
    assertThat(outcome.outcomes()).as("%s", outcome).containsEntry("504", 20).containsKey("503");
  }

  private static Bounds.Outcome expectUnharmed(Bounds.Outcome outcome) {
    assertThat(outcome.errors()).as("%s", outcome).isEmpty();
    assertThat(outcome.probe().wrong()).as("%s", outcome).isEmpty();
    assertThat(outcome.probe().count()).as("%s", outcome).isPositive();
    assertThat(outcome.after().upstreams()).as("%s", outcome).isZero();
    assertThat(outcome.after().pinnedBytes()).as("%s", outcome).isLessThan(1 << 20);
    return outcome;
  }
}
