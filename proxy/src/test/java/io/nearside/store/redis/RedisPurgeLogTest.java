package io.nearside.store.redis;

import static io.nearside.store.Responses.builder;
import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Outcome;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sidecars that follow one log on a real Redis. */
class RedisPurgeLogTest {
  private static final long MAX_LAG_MILLIS = 2_000;
  private static final String LOG = "ns:log";

  private final RedisProcess redis = RedisProcess.start();
  private final List<RedisPurgeLog> logs = new ArrayList<>();
  private final LoggedRedisEvents events = new LoggedRedisEvents();

  @AfterEach
  void close() {
    logs.forEach(RedisPurgeLog::close);
    redis.close();
  }

  @Test
  void aPurgeByOneIsSeenByAnother() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(b), 1, 2);
    StoredResponse other = response(mark(b), 3);
    assertThat(b.standing(copy)).isEqualTo(Standing.GOOD);
    Outcome outcome = purge(a, false, 2);
    assertThat(outcome.appended()).isTrue();
    assertThat(outcome.position()).isPositive();
    await().until(() -> b.standing(copy) == Standing.PURGED);
    assertThat(b.standing(other)).isEqualTo(Standing.GOOD);
    await().until(() -> b.standing(response(mark(b), 2)) == Standing.GOOD);
  }

  @Test
  void aPurgeHoldsHereWhenTheCallReturns() {
    RedisPurgeLog a = sidecar();
    Mark before = mark(a);
    StoredResponse copy = response(before, 1);
    assertThat(a.standing(copy)).isEqualTo(Standing.GOOD);
    a.purge(new long[] {1}, false, outcome -> {});
    assertThat(a.standing(copy)).isEqualTo(Standing.PURGED);
    assertThat(a.purgedSince(before, new long[] {1})).isTrue();
    assertThat(a.purgedSince(before, new long[] {2})).isFalse();
    await().until(() -> isGood(a, 1));
  }

  @Test
  void aFetchThatBeganWhileThePurgeWasUnderWayMayBeJoined() {
    RedisPurgeLog a = sidecar();
    Mark before = mark(a);
    redis.pause();
    a.purge(new long[] {1}, false, outcome -> {});
    Mark during = a.mark();
    assertThat(a.purgedSince(before, new long[] {1})).isTrue();
    assertThat(a.purgedSince(during, new long[] {1})).isFalse();
    a.purge(new long[] {1}, false, outcome -> {});
    assertThat(a.purgedSince(during, new long[] {1})).isTrue();
    redis.resume();
  }

  @Test
  void aFillThatWasInFlightDuringAPurgeIsPurgedEverywhere() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    Mark fillBegan = mark(b);
    purge(a, false, 1);
    StoredResponse filled = response(fillBegan, 1);
    assertThat(a.standing(filled)).isEqualTo(Standing.PURGED);
    await().until(() -> b.standing(filled) == Standing.PURGED);
    assertThat(b.purgedSince(fillBegan, new long[] {1})).isTrue();
  }

  @Test
  void aSoftPurgeMakesStaleEverywhere() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(b), 1);
    purge(a, true, 1);
    assertThat(a.standing(copy)).isEqualTo(Standing.STALE);
    await().until(() -> b.standing(copy) == Standing.STALE);
    purge(a, false, 1);
    await().until(() -> b.standing(copy) == Standing.PURGED);
  }

  @Test
  void whatOneFetchedAnotherMayUse() {
    RedisPurgeLog a = sidecar();
    purge(a, false, 9);
    RedisPurgeLog b = sidecar();
    await().until(() -> b.standing(response(mark(a), 1)) == Standing.GOOD);
    assertThat(mark(a).epoch()).isEqualTo(mark(b).epoch());
  }

  @Test
  void aNewcomerKnowsThePurgesInTheLogAndNothingOlderThanIt() {
    RedisPurgeLog a = sidecar();
    Mark first = mark(a);
    purge(a, false, 1);
    RedisPurgeLog newcomer = sidecar();
    assertThat(newcomer.standing(response(first, 1))).isEqualTo(Standing.PURGED);
    assertThat(newcomer.standing(response(first, 2))).isEqualTo(Standing.GOOD);
    Mark older = new Mark(first.epoch(), first.position() - 1);
    assertThat(newcomer.standing(response(older, 2))).isEqualTo(Standing.PURGED);
  }

  @Test
  void beforeTheLogWasReadWhatIsFetchedIsOnlyForHere() {
    redis.pause();
    RedisPurgeLog a = start(events);
    Mark before = a.mark();
    assertThat(before.isRead()).isFalse();
    assertThat(a.standing(response(new Mark(5, 5), 1))).isEqualTo(Standing.UNKNOWN);
    StoredResponse own = builder(before, 2).fetchBeganMillis(a.nowMillis()).build();
    assertThat(a.standing(own)).isEqualTo(Standing.GOOD);
    a.purge(new long[] {2}, false, outcome -> {});
    assertThat(a.standing(own)).isEqualTo(Standing.PURGED);
    assertThat(a.purgedSince(before, new long[] {2})).isTrue();
    assertThat(a.purgedSince(before, new long[] {1})).isFalse();
    redis.resume();
    await().until(() -> a.mark().isRead());
  }

  @Test
  void aPurgeFromBeforeTheLogWasReadIsAppendedLater() {
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(b), 1);
    redis.pause();
    RedisPurgeLog a = start(events);
    a.purge(new long[] {1}, false, outcome -> {});
    redis.resume();
    await().until(() -> b.standing(copy) == Standing.PURGED);
  }

  @Test
  void aRestartedEmptyRedisEndsEveryCopyAndCachingGoesOn() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(a), 1);
    redis.restart();
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> b.standing(copy) == Standing.PURGED);
    await().until(() -> mark(a).epoch() == mark(b).epoch() && isGood(a) && isGood(b));
    StoredResponse again = response(mark(a), 1);
    purge(a, false, 1);
    await().until(() -> b.standing(again) == Standing.PURGED);
  }

  @Test
  void aDeletedLogEndsEveryCopyAndCachingGoesOn() {
    RedisPurgeLog a = sidecar();
    StoredResponse copy = response(mark(a), 1);
    redis.command("DEL", LOG);
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> isGood(a));
    assertThat(events.count(RedisEvent.LOG_LOST)).isPositive();
  }

  @Test
  void aLogThatLostItsTailEndsEveryCopy() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    String tail = purge(a, false, 1).id();
    await().until(() -> b.purgedSince(new Mark(mark(b).epoch(), 0), new long[] {1}));
    StoredResponse copy = response(mark(a), 2);
    redis.command("XDEL", LOG, tail);
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> b.standing(copy) == Standing.PURGED);
    await().until(() -> mark(a).epoch() == mark(b).epoch() && isGood(a) && isGood(b));
  }

  @Test
  void whoFellBehindTheTrimmingCountsWhatIsOlderAsPurged() {
    RedisPurgeLog a = sidecar();
    long epoch = mark(a).epoch();
    StoredResponse copy = response(mark(a), 5);
    redis.command("ACL", "SETUSER", "default", "-xread");
    await().until(() -> events.count(RedisEvent.FOLLOW_FAILED) > 0);
    append(new PurgeRecord(epoch, 99, 1, false, new long[] {5}, new long[0]));
    append(PurgeRecord.ofEpoch(epoch, 99));
    redis.command("XTRIM", LOG, "MAXLEN", "=", "1");
    redis.command("ACL", "SETUSER", "default", "+xread");
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> isGood(a));
    assertThat(mark(a).epoch()).isEqualTo(epoch);
    assertThat(events.count(RedisEvent.FELL_BEHIND)).isPositive();
  }

  @Test
  void aRecordThatCannotBeReadPurgesEverything() {
    RedisPurgeLog a = sidecar();
    long epoch = mark(a).epoch();
    StoredResponse copy = response(mark(a), 1);
    redis.command("XADD", LOG, "*", "r", "from the future");
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> isGood(a));
    assertThat(mark(a).epoch()).isEqualTo(epoch);
  }

  @Test
  void anIdThatDoesNotFitBeginsAnotherLog() {
    RedisPurgeLog a = start(events, 200);
    await().until(() -> a.mark().isRead());
    long epoch = mark(a).epoch();
    redis.command("XADD", LOG, "9000000000000-0", "r", "x");
    await().until(() -> mark(a).epoch() > epoch && isGood(a));
    assertThat(purge(a, false, 1).appended()).isTrue();
  }

  @Test
  void aPurgeWhileRedisHangsHoldsHereAndIsAppendedLater() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(b), 1);
    redis.pause();
    assertThat(purge(a, false, 1)).isEqualTo(new Outcome(false, 0));
    assertThat(a.standing(copy)).isEqualTo(Standing.PURGED);
    assertThat(a.standing(response(a.mark(), 1))).isEqualTo(Standing.PURGED);
    redis.resume();
    await().until(() -> b.standing(copy) == Standing.PURGED);
    await().until(() -> isGood(a, 1));
  }

  @Test
  void aPurgeWhileRedisIsGoneHoldsHereAndIsAppendedLater() {
    RedisPurgeLog a = sidecar();
    redis.kill();
    assertThat(purge(a, false, 1).appended()).isFalse();
    assertThat(a.standing(response(a.mark(), 1))).isEqualTo(Standing.PURGED);
    redis.restart();
    await().until(() -> isGood(a, 1));
    assertThat(redis.command("XLEN", LOG)).isNotEqualTo("1");
  }

  @Test
  void aPurgeThatRedisRefusesHoldsHereAndIsAppendedLater() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse copy = response(mark(b), 1);
    redis.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(purge(a, false, 1).appended()).isFalse();
    assertThat(a.standing(copy)).isEqualTo(Standing.PURGED);
    assertThat(events.count(RedisEvent.APPEND_FAILED)).isPositive();
    redis.command("CONFIG", "SET", "maxmemory", "0");
    await().until(() -> b.standing(copy) == Standing.PURGED);
    await().until(() -> isGood(a, 1));
  }

  @Test
  void whoCannotReadTheLogUsesOnlyWhatItFetchedItselfJustNow() {
    RedisPurgeLog a = sidecar();
    Mark mark = mark(a);
    StoredResponse far = response(mark, 1);
    assertThat(a.standing(far)).isEqualTo(Standing.GOOD);
    redis.pause();
    await().until(() -> a.standing(far) == Standing.UNKNOWN);
    StoredResponse own = builder(mark, 1).fetchBeganMillis(a.nowMillis()).build();
    assertThat(a.standing(own)).isEqualTo(Standing.GOOD);
    await().until(() -> a.standing(own) == Standing.UNKNOWN);
    redis.resume();
    await().until(() -> a.standing(far) == Standing.GOOD);
  }

  @Test
  void whatAWriteGotMayBeKeptAroundItsOwnPurgeEverywhere() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    StoredResponse before = response(mark(a), 1, 2);
    Mark own = purgeAround(a, mark(a), 1).orTimeout(10, TimeUnit.SECONDS).join();
    StoredResponse kept = response(own, 1, 2);
    assertThat(a.standing(kept)).isEqualTo(Standing.GOOD);
    assertThat(a.purgedSince(own, new long[] {1, 2})).isFalse();
    await().until(() -> b.standing(before) == Standing.PURGED);
    assertThat(b.standing(kept)).isEqualTo(Standing.GOOD);
    purge(b, false, 2);
    assertThat(b.standing(kept)).isEqualTo(Standing.PURGED);
    await().until(() -> a.standing(kept) == Standing.PURGED);
  }

  @Test
  void whatAnotherPurgedMeanwhileIsNotKept() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    Mark since = mark(a);
    purge(b, false, 2);
    CompletableFuture<Mark> refused = purgeAround(a, since, 1);
    // The record of a later purge comes after that of this one.
    Outcome later = purge(a, false, 9);
    await().until(() -> mark(a).position() >= later.position());
    assertThat(refused).isNotDone();
    assertThat(purgeAround(a, mark(a), 1)).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void ofWritesOnTwoSidecarsNoneKeepsWhatTheOtherEnds() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    for (int i = 0; i < 50; i++) {
      Mark sinceA = mark(a);
      Mark sinceB = mark(b);
      CompletableFuture<Mark> one = purgeAround(a, sinceA, 1);
      CompletableFuture<Mark> other = purgeAround(b, sinceB, 1);
      // What a sidecar purges later comes later in the log.
      long last = Math.max(purge(a, false, 9).position(), purge(b, false, 9).position());
      await().until(() -> mark(a).position() >= last && mark(b).position() >= last);
      // The one whose record came first may keep its answer until that of the other.
      assertThat(one.isDone() && other.isDone()).isFalse();
      for (CompletableFuture<Mark> given : List.of(one, other)) {
        if (given.isDone()) {
          assertThat(a.standing(response(given.join(), 1, 2))).isEqualTo(Standing.PURGED);
          assertThat(b.standing(response(given.join(), 1, 2))).isEqualTo(Standing.PURGED);
        }
      }
    }
  }

  @Test
  void aPurgeThatRedisDoesNotTakeKeepsNothing() {
    RedisPurgeLog a = sidecar();
    redis.command("CONFIG", "SET", "maxmemory", "1");
    CompletableFuture<Mark> refused = purgeAround(a, mark(a), 1);
    await().until(() -> events.count(RedisEvent.APPEND_FAILED) > 0);
    redis.command("CONFIG", "SET", "maxmemory", "0");
    await().until(() -> isGood(a, 1));
    assertThat(refused).isNotDone();
  }

  /** Purges this tag around a response that has it and the tag 2. */
  private static CompletableFuture<Mark> purgeAround(RedisPurgeLog log, Mark since, long tag) {
    CompletableFuture<Mark> mark = new CompletableFuture<>();
    log.purgeAround(new long[] {tag}, new long[] {tag, 2}, since, outcome -> {}, mark::complete);
    return mark;
  }

  @Test
  void theClockIsRedissClock() {
    RedisPurgeLog a = sidecar();
    long redisMillis = Long.parseLong(redis.command("TIME").split("\n")[0]) * 1000;
    assertThat(a.nowMillis()).isBetween(redisMillis, redisMillis + 5_000);
  }

  @Test
  void theLogDoesNotGrowBeyondItsBound() {
    RedisPurgeLog a = sidecar();
    String record =
        new String(PurgeRecord.ofEpoch(mark(a).epoch(), 99).encoded(), StandardCharsets.ISO_8859_1);
    redis.command(
        "EVAL",
        "for i = 1, 101000 do redis.call('XADD', KEYS[1], '*', 'r', ARGV[1]) end",
        "1",
        LOG,
        record);
    assertThat(purge(a, false, 1).appended()).isTrue();
    // Trimmed is by whole nodes of 100 records.
    assertThat(Long.parseLong(redis.command("XLEN", LOG))).isBetween(100_000L, 100_200L);
  }

  @Test
  void theLogHasNoLifetime() {
    sidecar();
    assertThat(redis.command("PTTL", LOG)).isEqualTo("-1");
  }

  @Test
  void manyPurgesAtOnceShareRecords() {
    RedisPurgeLog a = sidecar();
    RedisPurgeLog b = sidecar();
    Mark before = mark(b);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (long tag = 0; tag < 2_000; tag++) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      a.purge(new long[] {tag}, false, outcome::complete);
    }
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome).succeedsWithin(10, TimeUnit.SECONDS));
    for (long tag = 0; tag < 2_000; tag += 101) {
      long[] tags = {tag};
      await().until(() -> b.purgedSince(before, tags));
      await().until(() -> !a.purgedSince(a.mark(), tags));
    }
    assertThat(Long.parseLong(redis.command("XLEN", LOG))).isLessThan(1_500);
  }

  private RedisPurgeLog sidecar() {
    RedisPurgeLog log = start(events);
    await().until(() -> log.mark().isRead());
    return log;
  }

  private RedisPurgeLog start(RedisEvents listener) {
    return start(listener, 100);
  }

  private RedisPurgeLog start(RedisEvents listener, long openEveryMillis) {
    RedisConfig config = new RedisConfig(redis.uri(), "ns", 20, 2_000, 1 << 20, MAX_LAG_MILLIS);
    RedisPurgeLog log = new RedisPurgeLog(config, listener, openEveryMillis, System::nanoTime);
    logs.add(log);
    return log;
  }

  private static Mark mark(RedisPurgeLog log) {
    Mark mark = log.mark();
    assertThat(mark).isNotNull();
    return mark;
  }

  /** Whether what is fetched now can be used. */
  private static boolean isGood(RedisPurgeLog log, long... tags) {
    return log.standing(response(mark(log), tags)) == Standing.GOOD;
  }

  private static Outcome purge(RedisPurgeLog log, boolean soft, long... tags) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    log.purge(tags, soft, outcome::complete);
    return outcome.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private void append(PurgeRecord record) {
    String bytes = new String(record.encoded(), StandardCharsets.ISO_8859_1);
    redis.command("XADD", LOG, "*", "r", bytes);
  }
}
