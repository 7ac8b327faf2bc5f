package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlidingCountsTest {
  private long nanos = Long.MAX_VALUE - 1_000;
  private final SlidingCounts counts = new SlidingCounts(10_000, () -> nanos);

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void countsTwoThings() {
    counts.countFirst();
    counts.countFirst();
    counts.countSecond();
    assertThat(counts.first()).isEqualTo(2);
    assertThat(counts.second()).isEqualTo(1);
  }

  @Test
  void forgetsWhatIsOlderThanTheWhile() {
    for (int second = 0; second < 10; second++) {
      counts.countFirst();
      pass(1_000);
    }
    assertThat(counts.first()).isEqualTo(9);
    pass(5_000);
    assertThat(counts.first()).isEqualTo(4);
    pass(100_000);
    assertThat(counts.first()).isZero();
    counts.countFirst();
    assertThat(counts.first()).isEqualTo(1);
  }

  @Test
  void knowsWhatHasJustHappened() {
    counts.countSecond();
    assertThat(counts.secondJustNow()).isEqualTo(1);
    pass(1_000);
    assertThat(counts.secondJustNow()).isZero();
    assertThat(counts.second()).isEqualTo(1);
  }

  @Test
  void stopsAtTheGreatestCountOfAPart() {
    for (int i = 0; i < 1_100_000; i++) {
      counts.countFirst();
    }
    counts.countSecond();
    assertThat(counts.first()).isEqualTo((1 << 20) - 1);
    assertThat(counts.second()).isEqualTo(1);
  }

  @Test
  void startsAfreshOnceCleared() {
    counts.countFirst();
    counts.clear();
    assertThat(counts.first()).isZero();
  }
}
