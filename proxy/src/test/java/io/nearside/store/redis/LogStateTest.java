package io.nearside.store.redis;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import io.nearside.store.redis.LogState.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStateTest {
  private static final long ME = 1;
  private static final long OTHER = 2;
  private static final long EPOCH = 50;
  private static final long FUTURE = 1_000_000;

  private final List<Outcome> told = new ArrayList<>();
  private static final long[] KEPT = {6, 7, 8};

  private long now = 70_000;

  private final List<Mark> marks = new ArrayList<>();
  private final LogState state = new LogState(ME, () -> now);

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
    state.apply(200, PurgeRecord.decode(first.record())).tell();
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
  void aRecordOfOursBelowWhatWasAppliedEndsNoHold() {
    open();
    state.apply(1000, PurgeRecord.ofEpoch(EPOCH, OTHER));
    purge(7);
    Sending sending = state.nextToSend();
    state.acknowledged(sending.batch(), 0);
    state.apply(500, PurgeRecord.decode(sending.record()));
    assertThat(standing(1000, 7)).isEqualTo(Standing.PURGED);
    state.apply(600, PurgeRecord.ofEpoch(EPOCH + 1, OTHER));
    assertThat(sent().hardTags()).containsExactly(7);
  }

  @Test
  void anAppendedSoftPurgeIsTrueOfWhatOthersStoredJustBeforeIt() {
    open();
    state.purge(new long[] {7}, true, new PurgeWaiter(outcome -> {}));
    Sending sending = state.nextToSend();

    state.appendedAt(sending.batch(), 2000);

    assertThat(standing(1999, 7)).isEqualTo(Standing.STALE);
    assertThat(standing(2000, 7)).isEqualTo(Standing.GOOD);
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
  void aSoftPurgeOfOursCountsFromItsOwnTimeUntilItsRecordIsRead() {
    open();
    StoredResponse copy = response(mark(), 7);
    assertThat(state.table().softPurgedAtMillis(copy)).isEqualTo(Long.MAX_VALUE);
    state.purge(new long[] {7}, true, waiter());
    now += 500;
    state.purge(new long[] {7}, true, waiter());
    assertThat(state.table().softPurgedAtMillis(copy)).isEqualTo(70_000);
    state.apply(70_600L << 21, sent());
    assertThat(state.table().softPurgedAtMillis(copy)).isEqualTo(70_600);
  }

  @Test
  void aSoftPurgeThatWasNotReadBackGoesOnInANewEpoch() {
    open();
    state.purge(new long[] {7}, true, waiter());
    state.apply(200, PurgeRecord.ofEpoch(EPOCH + 1, OTHER));
    StoredResponse copy = response(new Mark(EPOCH + 1, 200), 7);
    assertThat(state.table().standing(copy)).isEqualTo(Standing.STALE);
    assertThat(state.table().softPurgedAtMillis(copy)).isEqualTo(70_000);
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
  void noMoreRecordsAreSentThanMayWaitToBeReadBack() {
    open();
    int sent = 0;
    while (sent <= LogState.MAX_UNREAD_BATCHES) {
      purge(sent);
      Sending sending = state.nextToSend();
      if (sending == null) {
        break;
      }
      state.acknowledged(sending.batch(), 0);
      sent++;
    }
    assertThat(sent).isEqualTo(LogState.MAX_UNREAD_BATCHES);
    assertThat(standing(FUTURE, sent)).isEqualTo(Standing.PURGED);
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
    state.apply(200, PurgeRecord.decode(sending.record())).tell();
    assertThat(told).containsExactly(new Outcome(true, 200), new Outcome(true, 200));
  }

  @Test
  void whatAWriteGotMayBeKeptOnceItsOwnPurgeIsReadBack() {
    open();
    purgeAround(7, mark());
    Sending sending = state.nextToSend();
    assertThat(marks).isEmpty();
    state.acknowledged(sending.batch(), 0);
    assertThat(marks).isEmpty();
    readBack(200, sending);
    assertThat(marks).containsExactly(mark());
    assertThat(marks.get(0).position()).isEqualTo(200);
    assertThat(standing(200, KEPT)).isEqualTo(Standing.GOOD);
    assertThat(standing(199, KEPT)).isEqualTo(Standing.PURGED);
    assertThat(state.table().purgedSince(marks.get(0), KEPT)).isFalse();
    readBack(300, sending);
    assertThat(marks).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void anotherSidecarsPurgeOfAnyKeptTagSinceTheWriteBeganLeavesNoMark(long tag) {
    open();
    Mark since = mark();
    state.apply(150, others(tag));
    purgeAround(7, since);
    readBack(200, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void itsPurgeWhileOurRecordIsOnItsWayLeavesNoMark(long tag) {
    open();
    purgeAround(7, mark());
    Sending sending = state.nextToSend();
    state.apply(150, others(tag));
    readBack(200, sending);
    assertThat(marks).isEmpty();
  }

  @Test
  void anotherSidecarsSoftPurgeLeavesNoMark() {
    open();
    Mark since = mark();
    state.apply(150, new PurgeRecord(EPOCH, OTHER, 5, false, new long[0], new long[] {8}));
    purgeAround(7, since);
    readBack(200, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void anotherSidecarsPurgeBeforeTheWriteBeganIsOver() {
    open();
    state.apply(150, others(7));
    purgeAround(7, mark());
    readBack(200, state.nextToSend());
    assertThat(marks).hasSize(1);
  }

  @Test
  void aPurgeOfAnythingElseLeavesTheMark() {
    open();
    Mark since = mark();
    state.apply(150, others(99));
    purge(98);
    purgeAround(7, since);
    purge(97);
    readBack(200, state.nextToSend());
    assertThat(marks).hasSize(1);
  }

  @Test
  void aPurgeThatSharesTheRecordLeavesNoMark() {
    open();
    purge(8);
    purgeAround(7, mark());
    readBack(200, state.nextToSend());
    purgeAround(7, mark());
    purge(8);
    readBack(300, state.nextToSend());
    purgeAround(7, mark());
    state.purge(new long[] {8}, true, waiter());
    readBack(400, state.nextToSend());
    state.purge(new long[] {8}, true, waiter());
    purgeAround(7, mark());
    readBack(500, state.nextToSend());
    assertThat(marks).isEmpty();
    assertThat(standing(499, KEPT)).isEqualTo(Standing.PURGED);
  }

  @Test
  void twoWritesToOneTargetThatShareARecordGetNoMark() {
    open();
    purgeAround(7, mark());
    purgeAround(7, mark());
    readBack(200, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void aPurgeThatWaitsForItsOwnRecordLeavesNoMark() {
    open();
    purgeAround(7, mark());
    Sending first = state.nextToSend();
    purge(7);
    readBack(200, first);
    assertThat(marks).isEmpty();
    assertThat(standing(FUTURE, 7)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aPurgeThatBeganBeforeTheWriteAndWasReadBackSinceLeavesNoMark() {
    open();
    purge(8);
    Sending earlier = state.nextToSend();
    Mark since = mark();
    state.acknowledged(earlier.batch(), 0);
    purgeAround(7, since);
    Sending own = state.nextToSend();
    readBack(200, earlier);
    readBack(300, own);
    assertThat(marks).isEmpty();
  }

  @Test
  void anEarlierPurgeWhoseRecordTheLogLostLeavesNoMark() {
    open();
    purge(8);
    state.acknowledged(state.nextToSend().batch(), 1000);
    purgeAround(7, mark());
    readBack(300, state.nextToSend());
    assertThat(marks).isEmpty();
    assertThat(state.readToTheEndAsOf(1001)).isTrue();
    assertThat(standing(FUTURE, 8)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aLostRecordLeavesNoMark() {
    open();
    purgeAround(7, mark());
    state.acknowledged(state.nextToSend().batch(), 1000);
    assertThat(state.readToTheEndAsOf(1001)).isTrue();
    readBack(300, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void whatWasNotAcknowledgedLeavesNoMark() {
    open();
    purgeAround(7, mark());
    state.notAcknowledged(state.nextToSend().batch());
    readBack(300, state.nextToSend());
    purgeAround(7, mark());
    state.waiters();
    readBack(400, state.nextToSend());
    assertThat(marks).isEmpty();
    assertThat(standing(400, KEPT)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aRecordThatIsReadBackBeforeItsAcknowledgementIsTheOne() {
    open();
    purgeAround(7, mark());
    Sending sending = state.nextToSend();
    state.apply(200, PurgeRecord.decode(sending.record())).tell();
    assertThat(marks).hasSize(1);
    assertThat(told).containsExactly(new Outcome(true, 200));
    state.acknowledged(sending.batch(), 0);
    assertThat(marks).hasSize(1);
  }

  @Test
  void aNewEpochLeavesNoMark() {
    open();
    Mark since = mark();
    purgeAround(7, since);
    Sending sending = state.nextToSend();
    state.apply(150, PurgeRecord.ofEpoch(EPOCH + 1, OTHER));
    readBack(200, sending);
    purgeAround(7, since);
    readBack(300, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void whatBeganBeforeTheLogWasReadGetsNoMark() {
    Mark since = new Mark(Mark.UNREAD, 0, state.table().version());
    purgeAround(7, since);
    open();
    readBack(200, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void whatPurgesEverythingLeavesNoMark() {
    open();
    Mark since = mark();
    purgeAround(7, since);
    Sending first = state.nextToSend();
    state.apply(150, null);
    readBack(200, first);

    since = mark();
    purgeAround(7, since);
    Sending second = state.nextToSend();
    state.apply(250, PurgeRecord.ofEpoch(EPOCH - 1, OTHER));
    readBack(300, second);

    since = mark();
    purgeAround(7, since);
    Sending third = state.nextToSend();
    state.apply(350, new PurgeRecord(EPOCH, OTHER, 9, true, new long[0], new long[0]));
    readBack(400, third);

    purgeAround(7, mark());
    Sending fourth = state.nextToSend();
    state.purgeOlderThan(450);
    readBack(500, fourth);
    assertThat(marks).isEmpty();
  }

  @Test
  void tooManyHoldsLeaveNoMark() {
    open();
    purgeAround(7, mark());
    state.purge(LongStream.range(100, 100 + LogState.MAX_HOLDS).toArray(), false, waiter());
    purgeAround(6, mark());
    readBack(200, state.nextToSend());
    assertThat(marks).isEmpty();

    purgeAround(7, mark());
    Sending own = state.nextToSend();
    state.purge(LongStream.range(100, 100 + LogState.MAX_HOLDS).toArray(), false, waiter());
    readBack(300, own);
    assertThat(marks).isEmpty();
  }

  @Test
  void aRecordKeepsNoMoreThanSome() {
    open();
    for (int tag = 0; tag <= PurgeBatch.MAX_KEPT; tag++) {
      long[] tags = {tag};
      state.purgeAround(tags, new KeptAround(tags, mark(), marks::add), waiter());
    }
    readBack(200, state.nextToSend());
    assertThat(marks).hasSize(PurgeBatch.MAX_KEPT);
  }

  @Test
  void aPlaceOfTheLogThatIsReadAgainLeavesNoMark() {
    open();
    Mark since = mark();
    state.apply(300, others(99));
    purgeAround(7, since);
    readBack(250, state.nextToSend());
    assertThat(marks).isEmpty();
  }

  @Test
  void aPurgeThatComesAfterTheRecordEndsWhatWasKept() {
    open();
    purgeAround(7, mark());
    readBack(200, state.nextToSend());
    assertThat(standing(marks.get(0).position(), KEPT)).isEqualTo(Standing.GOOD);
    purge(7);
    assertThat(standing(marks.get(0).position(), KEPT)).isEqualTo(Standing.PURGED);
    assertThat(state.table().purgedSince(marks.get(0), KEPT)).isTrue();
    readBack(300, state.nextToSend());
    assertThat(standing(marks.get(0).position(), KEPT)).isEqualTo(Standing.PURGED);
  }

  /** Purges this tag around a response that has it and another. */
  private void purgeAround(long tag, Mark since) {
    state.purgeAround(new long[] {tag}, new KeptAround(KEPT, since, marks::add), waiter());
  }

  private void readBack(long position, Sending sending) {
    state.apply(position, PurgeRecord.decode(sending.record())).tell();
    state.acknowledged(sending.batch(), 0);
  }

  private static PurgeRecord others(long tag) {
    return new PurgeRecord(EPOCH, OTHER, 5, false, new long[] {tag}, new long[0]);
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
