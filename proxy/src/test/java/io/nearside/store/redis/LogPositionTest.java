package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

  @Test
  void positionsAreOrderedAsIds() {
    assertThat(LogPosition.of("0-1")).isEqualTo(1);
    assertThat(LogPosition.of("1-0")).isEqualTo(1 << 21);
    assertThat(LogPosition.of("1700000000000-5"))
        .isEqualTo((1_700_000_000_000L << 21) + 5)
        .isLessThan(LogPosition.of("1700000000000-6"))
        .isLessThan(LogPosition.of("1700000000001-0"));
  }

  @Test
  void theGreatestThatFitsIsPositive() {
    assertThat(LogPosition.of("4398046511103-2097151")).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4398046511104-0",
        "1-2097152",
        "18446744073709551615-1",
        "1-18446744073709551615",
        "",
        "-",
        "1",
        "x-1",
        "1-"
      })
  void anIdThatDoesNotFitIsUnfit(String id) {
    assertThat(LogPosition.of(id)).isEqualTo(LogPosition.UNFIT);
  }
}
