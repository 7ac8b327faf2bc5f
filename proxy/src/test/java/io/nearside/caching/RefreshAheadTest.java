package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshAheadTest {

  @Test
  void aDurationBeforeTheEndOneHitInThreeIsDue() {
    Random random = new Random(1);
    long due =
        IntStream.range(0, 100_000)
            .filter(i -> RefreshAhead.isDue(200, 200, 1 - random.nextDouble()))
            .count();

    assertThat(due).as("of 100,000, the chance being 1/e").isBetween(36_000L, 37_600L);
  }

  @Test
  void longBeforeTheEndNoneIs() {
    assertThat(RefreshAhead.isNear(3_201, 200)).isFalse();
    assertThat(RefreshAhead.isDue(3_201, 200, Double.MIN_NORMAL)).isFalse();
  }

  @Test
  void atTheEndEachIs() {
    assertThat(RefreshAhead.isDue(0, 200, 1)).isTrue();
    assertThat(RefreshAhead.isDue(-1, 0, 1)).isTrue();
  }

  @Test
  void whatCostsNothingIsNotDueBeforeItsEnd() {
    assertThat(RefreshAhead.isDue(1, 0, Double.MIN_NORMAL)).isFalse();
  }
}
