package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusterClockTest {
  private static final long WALL = 1_700_000_000_000L;
  private long nanos = 123;
  private final ClusterClock clock = new ClusterClock(() -> nanos, WALL);

  @Test
  void beforeTheFirstContactItIsTheWallClock() {
    pass(250);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 250);
  }

  @Test
  void theFirstContactSetsItAheadOrBack() {
    sample(WALL - 60_000, 0);
    assertThat(clock.nowMillis()).isEqualTo(WALL - 60_000);
    pass(10);
    assertThat(clock.nowMillis()).isEqualTo(WALL - 59_990);
  }

  @Test
  void aLaterContactSetsItAhead() {
    sample(WALL, 0);
    pass(1000);
    sample(WALL + 5000, 0);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 5000);
  }

  @Test
  void anAnswerThatTookLongChangesNothingWithinItsTime() {
    sample(WALL, 0);
    pass(1000);
    sample(WALL + 900, 200);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 1000);
  }

  @Test
  void itNeverGoesBackButGoesSlowerUntilItIsRight() {
    sample(WALL, 0);
    sample(WALL - 100, 0);
    assertThat(clock.nowMillis()).isEqualTo(WALL);
    pass(1280);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 1270);
    pass(100 * 128 - 1280);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 100 * 127);
    pass(1000);
    assertThat(clock.nowMillis()).isEqualTo(WALL + 100 * 127 + 1000);
  }

  @Test
  void neverSaysThatLessTimePassedThanDid() {
    sample(WALL, 0);
    sample(WALL - 60_000, 0);
    long since = clock.nowMillis();
    for (int i = 0; i < 100; i++) {
      pass(33);
      assertThat(clock.elapsedAtMostMillis(since)).isGreaterThanOrEqualTo(33L * (i + 1));
    }
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void sample(long clusterMillis, long tookMillis) {
    clock.sample(
        nanos - TimeUnit.MILLISECONDS.toNanos(tookMillis),
        nanos,
        TimeUnit.MILLISECONDS.toMicros(clusterMillis));
  }
}
