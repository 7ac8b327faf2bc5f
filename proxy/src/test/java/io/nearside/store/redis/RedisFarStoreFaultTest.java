package io.nearside.store.redis;

import static io.nearside.store.Responses.ofBodySize;
import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.PurgeLog.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis that is away, hangs or comes back costs misses, never errors, memory or waiting. */
class RedisFarStoreFaultTest {
  private static final Mark MARK = new Mark(5, 100);
  private static final CacheKey KEY = CacheKey.primary("http://a/x");
  private static final long TIMEOUT_MILLIS = 200;

  private final RedisProcess redis = RedisProcess.start();
  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final Loops loops = new Loops();
  private final RedisFarStore store =
      new RedisFarStore(
          new RedisConfig(redis.uri(), "ns", TIMEOUT_MILLIS, 50, 2 << 20, 2_000),
          loops.group(),
          events);

  @AfterEach
  void close() {
    store.close();
    loops.close();
    redis.close();
  }

  @Test
  void withoutRedisEveryReadIsAMissUntilItComes() {
    redis.kill();
    await().until(() -> !store.available());
    store.put("r1", KEY, response(MARK, 1), 60_000);
    assertThat(loops.read(store, "r1", KEY)).isNull();
    redis.restart();
    await().until(this::storesAndReads);
  }

  @Test
  void aStoreThatNeverSawRedisConnectsWhenItComes() {
    redis.kill();
    try (RedisFarStore early =
        new RedisFarStore(
            new RedisConfig(redis.uri(), "ns", 2_000, 50, 100, 2_000), loops.group(), events)) {
      assertThat(early.available()).isFalse();
      assertThat(loops.read(early, "r1", KEY)).isNull();
      await().until(() -> events.count(RedisEvent.CONNECT_FAILED) > 1);
      redis.restart();
      await().until(early::available);
    }
  }

  @Test
  void whileRedisHangsReadsAreMissesAndTheBreakerOpens() {
    await().until(this::storesAndReads);
    redis.pause();
    List<CompletableFuture<Optional<CacheValue>>> reads = new ArrayList<>();
    for (int i = 0; i < 3 * FarLink.MAX_OUTSTANDING_READS; i++) {
      reads.add(loops.begin(store, "r1", KEY));
    }
    assertThat(reads)
        .allSatisfy(read -> assertThat(read).succeedsWithin(20, TimeUnit.SECONDS))
        .allSatisfy(read -> assertThat(read.join()).isEmpty());
    assertThat(store.outstandingReads()).isBetween(1, FarLink.MAX_OUTSTANDING_READS);
    assertThat(events.count(RedisEvent.BREAKER_OPENED)).isEqualTo(1);
    assertThat(store.available()).isFalse();

    long timedOut = events.count(RedisEvent.READ_TIMED_OUT);
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(events.count(RedisEvent.READ_TIMED_OUT)).isEqualTo(timedOut);

    redis.resume();
    await().until(this::storesAndReads);
    assertThat(events.count(RedisEvent.BREAKER_CLOSED)).isPositive();
    assertThat(store.outstandingReads()).isZero();
  }

  @Test
  void aConnectionThatNeverAnswersIsGivenUp() {
    await().until(this::storesAndReads);
    redis.pause();
    for (int i = 0; i < 2 * Breaker.TIMEOUTS_TO_OPEN; i++) {
      loops.read(store, "r1", KEY);
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> store.outstandingReads() == 0);
    redis.resume();
    await().until(this::storesAndReads);
  }

  @Test
  void whileRedisHangsWritesAreDroppedBeforeTheyEatMemory() {
    await().until(this::storesAndReads);
    redis.pause();
    for (int i = 0; i < 500; i++) {
      store.put("r1", CacheKey.primary("http://a/" + i), ofBodySize(MARK, 1 << 20), 60_000);
    }
    assertThat(store.outstandingWriteBytes())
        .isBetween(1L, RedisFarStore.MAX_OUTSTANDING_WRITE_BYTES);
    assertThat(events.count(RedisEvent.WRITE_DROPPED)).isGreaterThanOrEqualTo(484);
    redis.resume();
    await().until(() -> store.outstandingWriteBytes() == 0);
  }

  @Test
  void nothingIsSentAgainAfterAReconnect() {
    await().until(this::storesAndReads);
    redis.pause();
    store.put("r1", CacheKey.primary("http://a/lost"), response(MARK, 1), 60_000);
    redis.kill();
    redis.restart();
    await().until(this::storesAndReads);
    assertThat(redis.command("KEYS", "*lost*")).isEmpty();
    assertThat(store.outstandingWriteBytes()).isZero();
  }

  private boolean storesAndReads() {
    store.put("r1", KEY, response(MARK, 1), 60_000);
    return loops.read(store, "r1", KEY) != null;
  }
}
