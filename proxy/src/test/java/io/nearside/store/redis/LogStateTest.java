package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.redis.LogState.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogStateTest {
  private static final long ME = 1;
  private static final long OTHER = 2;
  private static final long EPOCH = 50;
  private static final long FUTURE = 1_000_000;

  private final List<Outcome> told = new ArrayList<>();
  private final LogState state = new LogState(ME);

  @Test
  void nothingIsSentBeforeTheLogWasRead() {
    purge(7);
    assertThat(state.nextToSend()).isNull();
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    open();
    assertThat(sent().hardTags()).containsExactly(7);
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aTagIsHeldUntilItsRecordIsReadBack() {
    open();
    purge(7);
    Sending sending = state.nextToSend();
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    state.acknowledged(sending.batch(), 0);
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    state.apply(200, PurgeRecord.decode(sending.record()));
    assertThat(standing(199, 7)).isEqualTo(Standing.PURGED);
    assertThat(standing(200, 7)).isEqualTo(Standing.GOOD);
  }

  @Test
  void purgesThatComeWhileOneIsOnItsWayShareTheNextRecord() {
    open();
    purge(7);
    Sending first = state.nextToSend();
    purge(8);
    purge(9);
    assertThat(state.nextToSend()).isNull();
    state.acknowledged(first.batch(), 0);
    assertThat(sent().hardTags()).containsExactlyInAnyOrder(8, 9);
  }

  @Test
  void whatIsPurgedAgainWhileItsRecordIsOnItsWayNeedsAnother() {
    open();
    purge(7);
    Sending first = state.nextToSend();
    purge(7);
    state.acknowledged(first.batch(), 0);
    state.apply(200, PurgeRecord.decode(first.record()));
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    PurgeRecord second = sent();
    state.apply(300, second);
    assertThat(standing(299, 7)).isEqualTo(Standing.PURGED);
    assertThat(standing(300, 7)).isEqualTo(Standing.GOOD);
  }

  @Test
  void whatWasNotAcknowledgedIsSentAgainAsTheSameRecord() {
    open();
    purge(7);
    Sending first = state.nextToSend();
    state.notAcknowledged(first.batch());
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    assertThat(state.nextToSend().record()).isEqualTo(first.record());
  }

  @Test
  void aRecordWhoseAcknowledgementWasLostIsNotSentAgainOnceItIsReadBack() {
    open();
    purge(7);
    Sending first = state.nextToSend();
    List<PurgeWaiter> waiters = state.apply(200, PurgeRecord.decode(first.record()));
    LogAppender.tell(waiters, new Outcome(true, 200));
    state.notAcknowledged(first.batch());
    assertThat(told).containsExactly(new Outcome(true, 200));
    assertThat(state.nextToSend()).isNull();
    assertThat(standing(200, 7)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aDuplicateOnlyPurgesMore() {
    open();
    purge(7);
    Sending sending = state.nextToSend();
    state.acknowledged(sending.batch(), 0);
    state.apply(200, PurgeRecord.decode(sending.record()));
    state.apply(300, PurgeRecord.decode(sending.record()));
    assertThat(standing(299, 7)).isEqualTo(Standing.PURGED);
    assertThat(standing(300, 7)).isEqualTo(Standing.GOOD);
    state.apply(200, PurgeRecord.decode(sending.record()));
    assertThat(standing(299, 7)).isEqualTo(Standing.PURGED);
    assertThat(state.table().applied()).isEqualTo(300);
  }

  @Test
  void anAcknowledgedRecordThatTheLogLostIsSentAgain() {
    open();
    purge(7);
    state.acknowledged(state.nextToSend().batch(), 1000);
    assertThat(state.readToTheEndAsOf(999)).isFalse();
    assertThat(state.nextToSend()).isNull();
    assertThat(state.readToTheEndAsOf(1001)).isTrue();
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    PurgeRecord again = sent();
    assertThat(again.hardTags()).containsExactly(7);
    state.apply(300, again);
    assertThat(standing(300, 7)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aNewEpochKeepsTheHoldsAndSendsThemAgain() {
    open();
    purge(7);
    state.acknowledged(state.nextToSend().batch(), 0);
    purge(8);
    state.apply(10, PurgeRecord.ofEpoch(EPOCH + 1, OTHER));
    assertThat(state.table().epoch()).isEqualTo(EPOCH + 1);
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    assertThat(standing(FUTURE, 8)).isEqualTo(Standing.PURGED);
    PurgeRecord again = sent();
    assertThat(again.epoch()).isEqualTo(EPOCH + 1);
    assertThat(again.hardTags()).containsExactlyInAnyOrder(7, 8);
    state.apply(20, again);
    assertThat(standing(20, 7, 8)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aRecordOnItsWayWhenTheEpochChangedIsHeldUntilItIsReadBack() {
    open();
    purge(7);
    Sending sending = state.nextToSend();
    state.apply(10, PurgeRecord.ofEpoch(EPOCH + 1, OTHER));
    state.acknowledged(sending.batch(), 0);
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
    state.apply(20, PurgeRecord.decode(sending.record()));
    assertThat(standing(19, 99)).isEqualTo(Standing.PURGED);
    assertThat(standing(20, 7)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aRecordOfASmallerEpochPurgesEverything() {
    open();
    state.apply(200, PurgeRecord.ofEpoch(EPOCH - 1, OTHER));
    assertThat(state.table().epoch()).isEqualTo(EPOCH);
    assertThat(standing(199, 99)).isEqualTo(Standing.PURGED);
    assertThat(standing(200, 99)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aRecordThatCannotBeReadPurgesEverything() {
    open();
    state.apply(200, null);
    assertThat(standing(199, 99)).isEqualTo(Standing.PURGED);
    assertThat(state.table().applied()).isEqualTo(200);
  }

  @Test
  void aSoftPurgeHoldsHereAtOnceAndReachesTheLog() {
    open();
    state.purge(new long[] {7}, true, waiter());
    assertThat(standing(100, 7)).isEqualTo(Standing.STALE);
    assertThat(sent().softTags()).containsExactly(7);
  }

  @Test
  void tooManyHoldsBecomeAPurgeOfEverything() {
    open();
    long[] many = LongStream.range(0, LogState.MAX_HOLDS).toArray();
    assertThat(state.purge(many, false, waiter())).isTrue();
    assertThat(standing(FUTURE, -1)).isEqualTo(Standing.GOOD);
    assertThat(state.purge(new long[] {-2}, false, waiter())).isFalse();
    assertThat(standing(FUTURE, -1)).isEqualTo(Standing.PURGED);
    PurgeRecord record = sent();
    assertThat(record.everything()).isTrue();
    state.apply(200, record);
    assertThat(standing(199, -1)).isEqualTo(Standing.PURGED);
    assertThat(standing(200, -1)).isEqualTo(Standing.GOOD);
    assertThat(standing(200, 5)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aPurgeThatSharesARecordEndsWhatWasFetchedSinceTheFirst() {
    open();
    purge(7);
    Mark between = mark();
    assertThat(state.table().purgedSince(between, new long[] {7})).isFalse();
    purge(7);
    assertThat(state.table().purgedSince(between, new long[] {7})).isTrue();
    assertThat(state.table().purgedSince(mark(), new long[] {7})).isFalse();
  }

  @Test
  void aPurgeWhileEverythingIsHeldEndsWhatWasFetchedSinceThen() {
    open();
    state.purge(LongStream.range(0, LogState.MAX_HOLDS).toArray(), false, waiter());
    purge(-2);
    Mark between = mark();
    assertThat(state.table().purgedSince(between, new long[] {-3})).isFalse();
    purge(-3);
    assertThat(state.table().purgedSince(between, new long[] {-3})).isTrue();
    assertThat(state.table().purgedSince(mark(), new long[] {-3})).isFalse();
  }

  @Test
  void everybodyWhoWaitsIsToldOnce() {
    open();
    purge(7);
    purge(8);
    Sending sending = state.nextToSend();
    LogAppender.tell(state.acknowledged(sending.batch(), 0), new Outcome(true, 200));
    LogAppender.tell(state.apply(200, PurgeRecord.decode(sending.record())), new Outcome(true, 1));
    assertThat(told).containsExactly(new Outcome(true, 200), new Outcome(true, 200));
  }

  private void open() {
    state.apply(100, PurgeRecord.ofEpoch(EPOCH, OTHER));
  }

  private Mark mark() {
    return new Mark(EPOCH, state.table().applied(), state.table().version());
  }

  private void purge(long tag) {
    state.purge(new long[] {tag}, false, waiter());
  }

  private PurgeWaiter waiter() {
    return new PurgeWaiter(told::add);
  }

  private PurgeRecord sent() {
    return PurgeRecord.decode(state.nextToSend().record());
  }

  private Standing standing(long position, long... tags) {
    return state.table().standing(tags, position);
  }
}
