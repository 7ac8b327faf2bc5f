package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private static final long PAUSE_MILLIS = 30_000;
  private static final int RATE = 100;

  private final RequestBody body = new RequestBody(PAUSE_MILLIS, RATE);

  private static long at(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void begin() {
    body.headRead();
    body.begin(1000, at(0));
  }

  @Test
  void theFirstPieceMayTakeTheLongestPause() {
    begin();
    assertThat(body.nextPieceMillis(at(0))).isEqualTo(PAUSE_MILLIS);
    assertThat(body.nextPieceMillis(at(10_000))).isEqualTo(20_000);
    assertThat(body.nextPieceMillis(at(40_000))).isZero();
  }

  @Test
  void aPieceEarnsTheTimeThatItTakesAtTheLowestRate() {
    begin();
    body.piece(RATE, false, at(10_000));
    assertThat(body.nextPieceMillis(at(10_000))).isEqualTo(21_000);
  }

  @Test
  void whoSendsAByteNowAndThenRunsOutOfTime() {
    begin();
    for (long second = 1; second <= 30; second++) {
      body.piece(1, false, at(second * 1000));
    }
    assertThat(body.nextPieceMillis(at(30_000))).isBetween(299L, 301L);
    assertThat(body.nextPieceMillis(at(31_000))).isZero();
  }

  @Test
  void aFastBeginningDoesNotPayForALongEnd() {
    begin();
    body.piece(1 << 30, false, at(1));
    assertThat(body.nextPieceMillis(at(1))).isEqualTo(PAUSE_MILLIS);
  }

  @Test
  void aPauseOfOursCostsTheClientNothing() {
    begin();
    body.paused(true, at(1_000));
    body.paused(true, at(50_000));
    body.paused(false, at(100_000));
    assertThat(body.nextPieceMillis(at(101_000))).isEqualTo(28_000);
  }

  @Test
  void withoutALowestRateEveryPieceMayTakeTheLongestPause() {
    RequestBody slow = new RequestBody(PAUSE_MILLIS, 0);
    slow.headRead();
    slow.begin(1000, at(0));
    slow.piece(1, false, at(29_000));
    assertThat(slow.nextPieceMillis(at(29_000))).isEqualTo(PAUSE_MILLIS);
  }

  @Test
  void aByteMoreThanMayBeIsTooLarge() {
    begin();
    body.piece(1000, false, at(1));
    assertThat(body.isTooLarge()).isFalse();
    body.piece(1, true, at(2));
    assertThat(body.isTooLarge()).isTrue();
  }

  @Test
  void itIsCompleteAfterItsLastPiece() {
    assertThat(body.isComplete()).isTrue();
    begin();
    assertThat(body.isStreaming()).isTrue();
    body.piece(0, true, at(1));
    assertThat(body.isComplete()).isTrue();
  }

  @Test
  void aNewRequestIsNotPaused() {
    begin();
    body.paused(true, at(1));
    body.headRead();
    assertThat(body.isPaused()).isFalse();
  }
}
