package io.nearside.store.memory;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryPurgeLogTest {
  private static final long START = 1_700_000_000_000L;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private long nanos = -5;
  private final MemoryPurgeLog log = new MemoryPurgeLog(() -> nanos, START);

  @Test
  void theClockIsTheWallClockAtStartPlusMonotonicTime() {
    assertThat(log.nowMillis()).isEqualTo(START);
    nanos += TimeUnit.MILLISECONDS.toNanos(1500);
    assertThat(log.nowMillis()).isEqualTo(START + 1500);
  }

  @Test
  void aResponseFetchedBeforeAPurgeIsPurged() {
    StoredResponse response = response(log.mark(), 1, 2);
    assertThat(log.standing(response)).isEqualTo(Standing.GOOD);
    purge(false, 2);
    assertThat(log.standing(response)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aResponseFetchedAfterAPurgeIsGood() {
    purge(false, 2);
    assertThat(log.standing(response(log.mark(), 1, 2))).isEqualTo(Standing.GOOD);
  }

  @Test
  void aFillThatWasInFlightWhenThePurgeCameIsPurged() {
    Mark began = log.mark();
    purge(false, 1);
    assertThat(log.purgedSince(began, new long[] {1})).isTrue();
    assertThat(log.purgedSince(began, new long[] {2})).isFalse();
    assertThat(log.purgedSince(log.mark(), new long[] {1})).isFalse();
    assertThat(log.standing(response(began, 1))).isEqualTo(Standing.PURGED);
  }

  @Test
  void aSoftPurgeOnlyMakesStale() {
    Mark before = log.mark();
    purge(true, 1);
    assertThat(log.standing(response(before, 1))).isEqualTo(Standing.STALE);
    assertThat(log.purgedSince(before, new long[] {1})).isFalse();
  }

  @Test
  void aSoftPurgeCountsFromItsOwnTimeAndNeverFromLater() {
    StoredResponse response = response(log.mark(), 1);
    assertThat(log.softPurgedAtMillis(response)).isEqualTo(Long.MAX_VALUE);
    nanos += TimeUnit.SECONDS.toNanos(3);
    purge(true, 1);
    nanos += TimeUnit.SECONDS.toNanos(3);
    assertThat(log.softPurgedAtMillis(response)).isEqualTo(START + 3000);
    nanos -= TimeUnit.SECONDS.toNanos(4);
    assertThat(log.softPurgedAtMillis(response)).isEqualTo(START + 2000);
  }

  @Test
  void aPositionIsPrintedAsTheLogWritesIt() {
    assertThat(new Outcome(true, (1_700_000_000_000L << 21) + 5).id()).isEqualTo("1700000000000-5");
    assertThat(Outcome.id(Long.MAX_VALUE)).isEqualTo("4398046511103-2097151");
    assertThat(Outcome.id(0)).isEqualTo("0-0");
  }

  @Test
  void purgesInOneMillisecondHaveRisingPositions() {
    purge(false, 1);
    purge(false, 1);
    purge(false, 1);
    assertThat(outcomes).allMatch(Outcome::appended);
    assertThat(outcomes).extracting(Outcome::position).isSorted().doesNotHaveDuplicates();
    assertThat(log.mark().position()).isEqualTo(outcomes.get(2).position());
  }

  @Test
  void aPositionSaysWhenThePurgeWas() {
    nanos += TimeUnit.SECONDS.toNanos(3);
    purge(false, 1);
    assertThat(outcomes.get(0).position() >>> 21).isEqualTo(START + 3000);
  }

  @Test
  void anotherProcessesEpochIsPurged() {
    Mark other = new MemoryPurgeLog(() -> nanos, START).mark();
    assertThat(log.standing(response(other, 1))).isEqualTo(Standing.PURGED);
    assertThat(log.purgedSince(other, new long[] {1})).isTrue();
  }

  @Test
  void whatAWriteGotMayBeKeptAroundItsOwnPurge() {
    StoredResponse before = response(log.mark(), 1, 2);
    purgeAround(log.mark(), 1);
    assertThat(marks).containsExactly(log.mark());
    assertThat(marks.get(0).position()).isEqualTo(outcomes.get(0).position());
    assertThat(log.standing(before)).isEqualTo(Standing.PURGED);
    assertThat(log.standing(response(marks.get(0), 1, 2))).isEqualTo(Standing.GOOD);
    assertThat(log.purgedSince(marks.get(0), new long[] {1, 2})).isFalse();
    purge(false, 2);
    assertThat(log.standing(response(marks.get(0), 1, 2))).isEqualTo(Standing.PURGED);
  }

  @Test
  void anotherPurgeSinceTheWriteBeganOnlyPurges() {
    Mark since = log.mark();
    purge(false, 2);
    purgeAround(since, 1);
    purgeAround(log.mark(), 1);
    assertThat(marks).hasSize(1);
    assertThat(outcomes).hasSize(3).allMatch(Outcome::appended);
    purge(true, 2);
    purgeAround(marks.get(0), 1);
    assertThat(marks).hasSize(1);
  }

  @Test
  void ofWritesThatOverlapTheFirstToEndMayKeepItsAnswerUntilTheSecondEnds() {
    Mark one = log.mark();
    Mark two = log.mark();
    purgeAround(one, 1);
    StoredResponse kept = response(marks.get(0), 1, 2);
    purgeAround(two, 1);
    assertThat(marks).hasSize(1);
    assertThat(log.standing(kept)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aPurgeOfSomethingElseLeavesTheMark() {
    Mark since = log.mark();
    purge(false, 3);
    purgeAround(since, 1);
    assertThat(marks).hasSize(1);
  }

  @Test
  void anotherEpochsMarkKeepsNothing() {
    purgeAround(new Mark(Mark.UNREAD, log.mark().position()), 1);
    assertThat(marks).isEmpty();
    assertThat(outcomes).hasSize(1);
  }

  /** Purges this tag around a response that has it and the tag 2. */
  private void purgeAround(Mark since, long tag) {
    log.purgeAround(new long[] {tag}, new long[] {tag, 2}, since, outcomes::add, marks::add);
  }

  private void purge(boolean soft, long... tags) {
    log.purge(tags, soft, outcomes::add);
  }
}
