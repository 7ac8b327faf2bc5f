package io.nearside.store;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PurgeTableTest {
  private static final long EPOCH = 77;
  private final PurgeTable table = new PurgeTable(EPOCH, 100, 0);

  @Test
  void aTagThatWasNeverPurgedIsGood() {
    table.purgeHard(tags(1), 200);
    assertThat(table.standing(tags(2), 150)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aCopyFromBeforeAHardPurgeOfAnyOfItsTagsIsPurged() {
    table.purgeHard(tags(2), 200);
    assertThat(table.standing(tags(1, 2, 3), 199)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(1, 2, 3), 200)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aSoftPurgeMakesStale() {
    table.purgeSoft(tags(2), 200);
    assertThat(table.standing(tags(1, 2), 199)).isEqualTo(Standing.STALE);
    assertThat(table.standing(tags(1, 2), 200)).isEqualTo(Standing.GOOD);
  }

  @Test
  void whatIsStaleIsSoSinceTheFirstOfItsTagsWasPurgedSoftly() {
    StoredResponse response = response(new Mark(EPOCH, 100L << 21), 1, 2, 3);
    table.purgeSoft(tags(1), 90L << 21);
    table.purgeHard(tags(2), 120L << 21);
    table.purgeSoft(tags(4), 120L << 21);
    assertThat(table.softPurgedAtMillis(response)).isEqualTo(Long.MAX_VALUE);
    table.purgeSoft(tags(2), (300L << 21) + 5);
    table.purgeSoft(tags(3), (200L << 21) + 5);
    assertThat(table.softPurgedAtMillis(response)).isEqualTo(200);
  }

  @Test
  void aSoftPurgeAheadOfItsRecordHasItsOwnTime() {
    table.applied(50L << 21);
    StoredResponse response = response(new Mark(EPOCH, 50L << 21), 1);
    table.purgeSoftAhead(tags(1), 9_000);
    assertThat(table.standing(response)).isEqualTo(Standing.STALE);
    assertThat(table.softPurgedAtMillis(response)).isEqualTo(9_000);
    table.purgeSoft(tags(1), 40L << 21);
    assertThat(table.softPurgedAtMillis(response)).isEqualTo(9_000);
    table.purgeSoft(tags(1), 9_001L << 21);
    assertThat(table.softPurgedAtMillis(response)).isEqualTo(9_001);
  }

  @Test
  void aHardPurgeOfOneTagOutweighsASoftPurgeOfAnother() {
    table.purgeSoft(tags(1), 200);
    table.purgeHard(tags(2), 200);
    assertThat(table.standing(tags(1, 2), 150)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aLaterSoftPurgeNeverHidesAHardOne() {
    table.purgeHard(tags(1), 200);
    table.purgeSoft(tags(1), 300);
    assertThat(table.standing(tags(1), 199)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(1), 250)).isEqualTo(Standing.STALE);
  }

  @Test
  void positionsNeverFall() {
    table.purgeHard(tags(1), 200);
    table.purgeHard(tags(1), 150);
    table.purgeSoft(tags(2), 200);
    table.purgeSoft(tags(2), 150);
    assertThat(table.standing(tags(1), 199)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(2), 199)).isEqualTo(Standing.STALE);
  }

  @Test
  void aHeldTagIsPurgedForEverybody() {
    table.hold(tags(1));
    assertThat(table.standing(tags(1), Long.MAX_VALUE - 1)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aReleasedTagFallsBackToWhatCameMeanwhile() {
    table.purgeHard(tags(1), 150);
    table.hold(tags(1));
    table.purgeHard(tags(1), 300);
    table.release(tags(1));
    assertThat(table.standing(tags(1), 299)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(1), 300)).isEqualTo(Standing.GOOD);
  }

  @Test
  void tagsAreUntouchedUntilAnyOfThemIsPurgedHardOrSoft() {
    table.purgeHard(tags(1), 140);
    table.purgeSoft(tags(2), 150);
    assertThat(untouchedSince(150, tags(1, 2, 3))).isTrue();
    assertThat(untouchedSince(149, tags(1, 2, 3))).isFalse();
    assertThat(untouchedSince(139, tags(1, 3))).isFalse();
    assertThat(untouchedSince(100, tags(3))).isTrue();
    assertThat(table.isUntouchedSince(new Mark(EPOCH + 1, 150), tags(1, 2, 3), Set.of())).isFalse();
    table.purgeEverything(160);
    assertThat(untouchedSince(159, tags(3))).isFalse();
    assertThat(untouchedSince(160, tags(1, 2, 3))).isTrue();
  }

  @Test
  void onlyOneHoldOfItsOwnLeavesATagUntouched() {
    table.purgeHard(tags(1), 150);
    table.hold(tags(1, 2));
    assertThat(untouchedSince(150, tags(1, 3))).isFalse();
    assertThat(untouchedSince(150, tags(1, 3), 1L, 2L)).isTrue();
    assertThat(untouchedSince(149, tags(1, 3), 1L, 2L)).isFalse();
    assertThat(untouchedSince(150, tags(1, 2), 1L)).isFalse();
    table.purgeHard(tags(2), 200);
    assertThat(untouchedSince(150, tags(1, 2), 1L, 2L)).isFalse();
    table.hold(tags(1));
    assertThat(untouchedSince(300, tags(1, 3), 1L, 2L)).isFalse();
    table.release(tags(1));
    assertThat(untouchedSince(300, tags(1, 3), 1L, 2L)).isTrue();
    table.holdEverything();
    assertThat(untouchedSince(300, tags(3))).isFalse();
    table.releaseEverything();
    assertThat(untouchedSince(300, tags(3))).isTrue();
  }

  @Test
  void aFullBucketTouchesTooMuchAndNeverTooLittle() {
    long[] many = LongStream.range(0, 1 << 21).toArray();
    table.purgeHard(many, 200);
    for (long tag = 0; tag < 1000; tag++) {
      assertThat(untouchedSince(199, tags(tag))).isFalse();
      assertThat(untouchedSince(200, tags(tag))).isTrue();
    }
  }

  private boolean untouchedSince(long position, long[] tags, Long... heldOnce) {
    return table.isUntouchedSince(new Mark(EPOCH, position), tags, Set.of(heldOnce));
  }

  @Test
  void aTagReleasedWithoutAPurgeStandsWhereItStoodBefore() {
    table.purgeHard(tags(1), 150);
    table.hold(tags(1));
    table.release(tags(1));
    assertThat(table.standing(tags(1), 149)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(1), 150)).isEqualTo(Standing.GOOD);
  }

  @Test
  void theLastOfSeveralHoldsFreesTheTag() {
    table.hold(tags(1));
    table.hold(tags(1));
    table.release(tags(1));
    assertThat(table.standing(tags(1), 500)).isEqualTo(Standing.PURGED);
    table.release(tags(1));
    assertThat(table.standing(tags(1), 500)).isEqualTo(Standing.GOOD);
  }

  @Test
  void whileEverythingIsHeldEverythingIsPurged() {
    table.holdEverything();
    assertThat(table.standing(tags(), 500)).isEqualTo(Standing.PURGED);
    table.releaseEverything();
    assertThat(table.standing(tags(), 500)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aPurgeOfEverythingNeedsNoTag() {
    table.purgeEverything(400);
    assertThat(table.standing(tags(), 399)).isEqualTo(Standing.PURGED);
    assertThat(table.standing(tags(9), 400)).isEqualTo(Standing.GOOD);
  }

  @Test
  void whatIsOlderThanTheTableKnowsIsPurged() {
    PurgeTable newcomer = new PurgeTable(EPOCH, 100, 90);
    assertThat(newcomer.standing(tags(), 89)).isEqualTo(Standing.PURGED);
    assertThat(newcomer.standing(tags(), 90)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aFullTablePurgesTooMuchAndNeverTooLittle() {
    int purges = 2_000_000;
    for (int i = 1; i <= purges; i++) {
      table.purgeHard(tags(i * 31L), 1000L + i);
    }
    for (int i = 1; i <= purges; i += 97) {
      assertThat(table.standing(tags(i * 31L), 999L + i)).isEqualTo(Standing.PURGED);
    }
    assertThat(table.standing(tags(-5), 1000L + purges)).isEqualTo(Standing.GOOD);
  }

  @Test
  void aTableThatIsFullForgetsAndPurgesMoreInsteadOfGrowing() {
    int purges = 2_000_000;
    for (int i = 1; i <= purges; i++) {
      table.purgeHard(tags(i * 31L), 1000L + i);
    }
    // Every bucket dropped tags by now, so none says good of what is older than all of them.
    for (long never = -1; never > -1000; never--) {
      assertThat(table.standing(tags(never), 1000)).isEqualTo(Standing.PURGED);
    }
  }

  @Test
  void heldTagsAreNeverDroppedFromAFullBucket() {
    long[] many = LongStream.range(0, 3_000_000).toArray();
    table.hold(tags(42));
    table.purgeHard(many, 200);
    assertThat(table.standing(tags(42), 500)).isEqualTo(Standing.PURGED);
    table.release(tags(42));
    assertThat(table.standing(tags(42), 500)).isEqualTo(Standing.GOOD);
    assertThat(table.standing(tags(42), 199)).isEqualTo(Standing.PURGED);
  }

  @Test
  void aResponseOfAnotherEpochIsPurged() {
    assertThat(table.standing(response(new Mark(EPOCH + 1, 500), 1))).isEqualTo(Standing.PURGED);
    assertThat(table.standing(response(new Mark(EPOCH - 1, 500), 1))).isEqualTo(Standing.PURGED);
  }

  @Test
  void aResponseRemembersThatItWasFoundGoodOnlyUntilTheNextPurge() {
    StoredResponse response = response(new Mark(EPOCH, 100), 1);
    assertThat(table.standing(response)).isEqualTo(Standing.GOOD);
    assertThat(response.goodAtVersion()).isEqualTo(table.version());
    table.purgeHard(tags(2), 200);
    assertThat(response.goodAtVersion()).isNotEqualTo(table.version());
    assertThat(table.standing(response)).isEqualTo(Standing.GOOD);
    table.hold(tags(1));
    assertThat(table.standing(response)).isEqualTo(Standing.PURGED);
  }

  @Test
  void whatOneTableFoundGoodAnotherLooksAtItself() {
    StoredResponse response = response(new Mark(EPOCH, 100), 1);
    assertThat(table.standing(response)).isEqualTo(Standing.GOOD);
    PurgeTable other = new PurgeTable(EPOCH, 100, 0);
    other.purgeHard(tags(1), 200);
    assertThat(other.standing(response)).isEqualTo(Standing.PURGED);
  }

  private static long[] tags(long... tags) {
    return tags;
  }

  @Test
  void whatIsFetchedSinceASoftPurgeMayBeSharedAlsoWhileTheLogDoesNotHaveIt() {
    PurgeTable table = new PurgeTable(5, 100, 0);
    Mark before = new Mark(5, 100, table.version());
    table.purgeSoftAhead(new long[] {7}, 1);
    Mark after = new Mark(5, 100, table.version());

    assertThat(table.softlyPurgedSince(before, new long[] {7})).isTrue();
    assertThat(table.softlyPurgedSince(after, new long[] {7})).isFalse();
    table.purgeSoftAhead(new long[] {7}, 2);
    assertThat(table.softlyPurgedSince(after, new long[] {7})).isTrue();
  }

  @Test
  void aSoftPurgeIsSeenBehindAHardOneThatIsStillUnderWay() {
    PurgeTable table = new PurgeTable(5, 100, 0);
    table.hold(new long[] {7});
    Mark mark = new Mark(5, 100, table.version());
    assertThat(table.purgedSince(mark, new long[] {7})).as("fetched since the hold").isFalse();

    table.purgeSoftAhead(new long[] {7}, 1);

    assertThat(table.purgedSince(mark, new long[] {7})).isFalse();
    assertThat(table.softlyPurgedSince(mark, new long[] {7})).isTrue();
  }
}
