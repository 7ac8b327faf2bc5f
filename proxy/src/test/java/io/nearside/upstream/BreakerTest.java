package io.nearside.upstream;

import static io.nearside.upstream.Breaker.Admission.ADMITTED;
import static io.nearside.upstream.Breaker.Admission.PROBE;
import static io.nearside.upstream.Breaker.Admission.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private long nanos;
  private final Breaker breaker =
      new Breaker("default", new BalanceConfig.Break(0.5, 20, 10_000, 5_000), () -> nanos);

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(false);
    }
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(false);
    }
  }

  @Test
  void fewFailuresAreNotEnough() {
    fail(19);
    assertThat(breaker.admission()).isEqualTo(ADMITTED);
  }

  @Test
  void itOpensAtItsShare() {
    succeed(11);
    fail(10);
    assertThat(breaker.admission()).isEqualTo(ADMITTED);
    fail(1);
    assertThat(breaker.admission()).isEqualTo(REFUSED);
    assertThat(breaker.isClosed()).isFalse();
  }

  @Test
  void oldFailuresDoNotCount() {
    fail(19);
    pass(11_000);
    fail(1);
    assertThat(breaker.admission()).isEqualTo(ADMITTED);
  }

  @Test
  void oneRequestIsLetThroughAfterATimeAndItsAnswerCloses() {
    fail(20);
    pass(4_999);
    assertThat(breaker.admission()).isEqualTo(REFUSED);
    pass(1);
    assertThat(breaker.admission()).isEqualTo(PROBE);
    assertThat(breaker.admission()).isEqualTo(REFUSED);
    breaker.succeeded(true);
    assertThat(breaker.admission()).isEqualTo(ADMITTED);
    fail(19);
    assertThat(breaker.admission()).as("it starts afresh").isEqualTo(ADMITTED);
  }

  @Test
  void aProbeThatFailsOpensItAgain() {
    fail(20);
    pass(5_000);
    assertThat(breaker.admission()).isEqualTo(PROBE);
    breaker.failed(true);
    assertThat(breaker.admission()).isEqualTo(REFUSED);
    pass(5_000);
    assertThat(breaker.admission()).isEqualTo(PROBE);
  }

  @Test
  void aProbeThatIsGivenUpMakesTheNextOneTheProbe() {
    fail(20);
    pass(5_000);
    assertThat(breaker.admission()).isEqualTo(PROBE);
    breaker.probeGivenUp();
    assertThat(breaker.admission()).isEqualTo(PROBE);
  }

  @Test
  void answersToRequestsFromBeforeDoNotCloseIt() {
    fail(20);
    succeed(5);
    assertThat(breaker.admission()).isEqualTo(REFUSED);
  }
}
