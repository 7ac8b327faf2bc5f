package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTrustTest {
  private static final long MAX_LAG_MILLIS = 2_000;
  private long nanos = -3;
  private final LogTrust trust = new LogTrust(() -> nanos, MAX_LAG_MILLIS);

  @Test
  void itHoldsForAsLongAsTheLagAllows() {
    assertThat(trust.holds()).isFalse();
    trust.caughtUp(nanos);
    nanos += TimeUnit.MILLISECONDS.toNanos(MAX_LAG_MILLIS);
    assertThat(trust.holds()).isTrue();
    nanos++;
    assertThat(trust.holds()).isFalse();
  }

  @Test
  void whatWasSeenBeforeIsNotTrustedForWhatWasReadSince() {
    trust.caughtUp(nanos);
    long asOf = trust.asOf();
    nanos += TimeUnit.MILLISECONDS.toNanos(MAX_LAG_MILLIS) + 1;
    trust.caughtUp(nanos);
    assertThat(trust.holds()).isTrue();
    assertThat(trust.holds(asOf)).isFalse();
  }

  @Test
  void whatWasSeenWhileRecordsWereMissingIsNeverTrusted() {
    trust.caughtUp(nanos);
    trust.blind();
    assertThat(trust.holds()).isFalse();
    long asOf = trust.asOf();
    trust.caughtUp(nanos);
    assertThat(trust.holds(asOf)).isFalse();
    assertThat(trust.holds()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 500, 1_000, 2_000, 60_000})
  void waitingForNewsTakesNoMoreThanAFractionOfTheLag(long maxLagMillis) {
    LogTrust other = new LogTrust(() -> nanos, maxLagMillis);
    assertThat(other.longestWaitMillis()).isPositive().isLessThanOrEqualTo(maxLagMillis / 4);
  }
}
