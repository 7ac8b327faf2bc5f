package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private static final long MILLISECOND = 1_000_000;

  private final AtomicInteger looks = new AtomicInteger();
  private long takenBytes;
  private long nanos;

  private final BodyMemory memory =
      new BodyMemory(
          400,
          () -> {
            looks.incrementAndGet();
            return takenBytes;
          },
          () -> nanos);

  @Test
  void aQuarterMayBeTakenWithoutCare() {
    takenBytes = 100;
    assertThat(memory.isTight()).isFalse();
    nanos += MILLISECOND;
    takenBytes = 101;
    assertThat(memory.isTight()).isTrue();
    assertThat(memory.isExhausted()).isFalse();
  }

  @Test
  void beyondAllOfItNothingMayBegin() {
    takenBytes = 400;
    assertThat(memory.isExhausted()).isFalse();
    nanos += MILLISECOND;
    takenBytes = 401;
    assertThat(memory.isExhausted()).isTrue();
  }

  @Test
  void whatWasSeenCountsForAMillisecond() {
    takenBytes = 1000;
    assertThat(memory.isTight()).isTrue();
    takenBytes = 0;
    nanos += MILLISECOND - 1;
    assertThat(memory.isTight()).isTrue();
    assertThat(looks).hasValue(1);
    nanos += 1;
    assertThat(memory.isTight()).isFalse();
    assertThat(looks).hasValue(2);
  }

  @Test
  void aClockMayBeginAnywhere() {
    nanos = Long.MAX_VALUE;
    BodyMemory late = new BodyMemory(1, () -> 5, () -> nanos);
    assertThat(late.isExhausted()).isTrue();
    nanos += 5 * MILLISECOND;
    assertThat(late.isExhausted()).isTrue();
  }
}
