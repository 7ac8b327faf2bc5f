package io.nearside.store.redis;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the log loses and whoever stops: nothing is reused whose purge could be missing. */
class LostLogTest {
  private static final long MAX_LAG_MILLIS = 2_000;
  private static final long NEVER_MILLIS = TimeUnit.HOURS.toMillis(1);
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
  void anOlderLogPutInPlaceWhileNewsAreAwaitedEndsEveryCopy() {
    RedisPurgeLog a = sidecar(100);
    String older = redis.command("DUMP", LOG);
    Outcome lost = purge(a, 1);
    await().until(() -> a.mark().position() >= lost.position());
    StoredResponse copy = response(a.mark(), 2);
    long epoch = a.mark().epoch();
    // The news that end the waiting come from the log in which the purge is missing.
    redis.command(
        "EVAL",
        "redis.call('DEL', KEYS[1]) redis.call('RESTORE', KEYS[1], 0, ARGV[1])"
            + " redis.call('XADD', KEYS[1], '*', 'r', ARGV[2])",
        "1",
        LOG,
        older,
        text(PurgeRecord.ofEpoch(epoch, 99)));
    await().until(() -> a.standing(copy) == Standing.PURGED);
    await().until(() -> a.mark().epoch() > epoch && isGood(a));
  }

  @Test
  void aLossIsNotForgottenBecauseTheLogIsTrimmedToo() {
    RedisPurgeLog a = sidecar(NEVER_MILLIS);
    long epoch = a.mark().epoch();
    Outcome lost = purge(a, 1);
    await().until(() -> a.mark().position() >= lost.position());
    redis.command("XDEL", LOG, lost.id());
    await().until(() -> !a.isFollowed());
    StoredResponse copy = response(a.mark(), 2);
    // Read from the first record to the last: it knows by now that some were lost.
    awaitRead(a, append(epoch));
    awaitRead(a, appendAndTrimTheRest(epoch));
    awaitRead(a, append(epoch));
    // It may not open another epoch yet, and until then it must not trust the one that lost.
    assertThat(a.isFollowed()).isFalse();
    assertThat(a.standing(copy).holds()).isFalse();
  }

  @Test
  void aPrimaryThatBecameAReplicaIsNotBelieved() {
    RedisPurgeLog a = sidecar(100);
    StoredResponse copy = response(a.mark(), 1);
    assertThat(a.standing(copy)).isEqualTo(Standing.GOOD);
    redis.command("REPLICAOF", "127.0.0.1", "1");
    await().until(() -> a.standing(copy) == Standing.UNKNOWN);
    redis.command("REPLICAOF", "NO", "ONE");
    await().until(() -> a.standing(copy) == Standing.GOOD);
  }

  @Test
  void whoIsStoppedBetweenLookingAndTrustingFindsOut() {
    RedisPurgeLog b = sidecar(100);
    AtomicLong stopped = new AtomicLong();
    AtomicInteger looking = new AtomicInteger();
    List<RedisPurgeLog> one = new ArrayList<>();
    Thread requests = Thread.currentThread();
    // Asked when the copy was looked at: stopped here, while everything else goes on.
    LongSupplier clock =
        () -> {
          if (Thread.currentThread() == requests && looking.getAndSet(0) == 1) {
            Outcome outcome = purge(b, 1);
            stopped.addAndGet(TimeUnit.MILLISECONDS.toNanos(10 * MAX_LAG_MILLIS));
            RedisPurgeLog a = one.get(0);
            await().until(() -> a.mark().position() >= outcome.position() && a.isFollowed());
          }
          return System.nanoTime() + stopped.get();
        };
    RedisPurgeLog a = start(100, clock);
    one.add(a);
    await().until(() -> a.mark().isRead());
    StoredResponse copy = response(a.mark(), 1);
    assertThat(a.standing(copy)).isEqualTo(Standing.GOOD);
    looking.set(1);
    assertThat(a.standing(copy).holds()).isFalse();
    assertThat(looking).hasValue(0);
  }

  private String append(long epoch) {
    return redis.command("XADD", LOG, "*", "r", text(PurgeRecord.ofEpoch(epoch, 99)));
  }

  private String appendAndTrimTheRest(long epoch) {
    return redis.command(
        "EVAL",
        "local id = redis.call('XADD', KEYS[1], '*', 'r', ARGV[1])"
            + " redis.call('XTRIM', KEYS[1], 'MAXLEN', '=', '1') return id",
        "1",
        LOG,
        text(PurgeRecord.ofEpoch(epoch, 99)));
  }

  private static void awaitRead(RedisPurgeLog log, String id) {
    await().until(() -> log.mark().position() >= LogPosition.of(id));
  }

  private static String text(PurgeRecord record) {
    return new String(record.encoded(), StandardCharsets.ISO_8859_1);
  }

  private RedisPurgeLog sidecar(long openEveryMillis) {
    RedisPurgeLog log = start(openEveryMillis, System::nanoTime);
    await().until(() -> log.mark().isRead());
    return log;
  }

  private RedisPurgeLog start(long openEveryMillis, LongSupplier nanoTime) {
    RedisConfig config = new RedisConfig(redis.uri(), "ns", 20, 2_000, 1 << 20, MAX_LAG_MILLIS);
    RedisPurgeLog log = new RedisPurgeLog(config, events, openEveryMillis, nanoTime);
    logs.add(log);
    return log;
  }

  private static boolean isGood(RedisPurgeLog log, long... tags) {
    Mark mark = log.mark();
    return log.standing(response(mark, tags)) == Standing.GOOD;
  }

  private static Outcome purge(RedisPurgeLog log, long... tags) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    log.purge(tags, false, outcome::complete);
    return outcome.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
