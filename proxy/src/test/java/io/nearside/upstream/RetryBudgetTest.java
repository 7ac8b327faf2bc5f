package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Configs;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private long nanos;
  private final RetryBudget budget = new RetryBudget(Configs.retry(1), () -> nanos);

  private int taken(int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budget.take() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void someAreAllowedInEachSecondWithoutTraffic() {
    assertThat(taken(100)).isEqualTo(10);
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(taken(100)).isEqualTo(10);
  }

  @Test
  void aShareOfTheTrafficIsAllowed() {
    for (int i = 0; i < 1_000; i++) {
      budget.request();
    }
    assertThat(taken(1_000)).isEqualTo(200);
  }

  @Test
  void whenAllFailsTheTriesStayWithinTheirShare() {
    int taken = 0;
    int requests = 0;
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 500; i++) {
        budget.request();
        requests++;
        taken += taken(1);
      }
      nanos += TimeUnit.SECONDS.toNanos(1);
    }
    assertThat(taken).isLessThanOrEqualTo(requests / 5 + 60 * 10);
  }

  @Test
  void whatIsSentAgainInAnyCaseCountsToo() {
    for (int i = 0; i < 10; i++) {
      budget.spend();
    }
    assertThat(budget.take()).isFalse();
  }
}
