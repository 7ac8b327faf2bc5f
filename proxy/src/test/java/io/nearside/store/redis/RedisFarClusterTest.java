package io.nearside.store.redis;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import io.nearside.caching.CacheKey;
import io.nearside.store.PurgeLog.Mark;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In a cluster a node that is in trouble costs misses for its keys, and for no others. */
class RedisFarClusterTest {
  private static final long TIMEOUT_MILLIS = 500;

  private final ThreeNodes cluster = new ThreeNodes();
  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final Loops loops = new Loops();
  private final RedisFarStore store =
      new RedisFarStore(
          new RedisConfig(cluster.uri(), "ns", TIMEOUT_MILLIS, 50, 1 << 20, 2_000),
          loops.group(),
          events);

  @AfterEach
  void close() {
    store.close();
    loops.close();
    cluster.close();
  }

  @Test
  void everyKeyIsStoredWhereItBelongs() {
    for (CacheKey key : keys()) {
      await().until(() -> storesAndReads(key));
    }
    for (int node = 0; node < 3; node++) {
      assertThat(cluster.size(node)).isPositive();
    }
    assertThat(events.count(RedisEvent.READ_FAILED)).isZero();
    assertThat(events.count(RedisEvent.WRITE_FAILED)).isZero();
  }

  @Test
  void aNodeThatHangsIsLeftAloneAndTheOthersAreNot() {
    CacheKey hanging = keyOf(1);
    CacheKey other = keyOf(2);
    await().until(() -> storesAndReads(hanging) && storesAndReads(other));
    cluster.signal(1, "STOP");
    for (int i = 0; i < 2 * Breaker.TIMEOUTS_TO_OPEN; i++) {
      assertThat(loops.read(store, "r1", hanging)).isNull();
      assertThat(loops.read(store, "r1", other)).isNotNull();
    }
    assertThat(store.available("r1", hanging)).isFalse();
    assertThat(store.available("r1", other)).isTrue();
    assertThat(store.available()).isTrue();
    assertThat(events.count(RedisEvent.BREAKER_OPENED)).isEqualTo(1);
    cluster.signal(1, "CONT");
    await().atMost(30, TimeUnit.SECONDS).until(() -> storesAndReads(hanging));
  }

  @Test
  void aPrimaryThatDiesIsReplacedByItsReplica() {
    cluster.replicate();
    CacheKey lost = keyOf(0);
    CacheKey other = keyOf(1);
    await().until(() -> storesAndReads(lost) && storesAndReads(other));
    cluster.signal(0, "KILL");
    await().until(() -> loops.read(store, "r1", lost) == null);
    assertThat(loops.read(store, "r1", other)).isNotNull();
    await().atMost(40, TimeUnit.SECONDS).until(() -> storesAndReads(lost));
    assertThat(loops.read(store, "r1", other)).isNotNull();
  }

  @Test
  void whatHasMovedIsFollowedAtOnce() {
    CacheKey key = keyOf(0);
    await().until(() -> storesAndReads(keyOf(1)) && store.available("r1", key));
    String owner = cluster.on(1, redis -> redis.clusterMyId());
    for (int node : List.of(1, 0, 2)) {
      cluster.on(node, redis -> redis.clusterSetSlotNode(slot(key), owner));
    }
    assertThat(storesAndReads(key)).isTrue();
    assertThat(cluster.keysIn(1, slot(key))).isEqualTo(1);
    assertThat(events.count(RedisEvent.READ_FAILED)).isZero();
    assertThat(events.count(RedisEvent.WRITE_FAILED)).isZero();
  }

  @Test
  void whatIsMovingIsAskedForWhereItGoes() {
    CacheKey key = keyOf(0);
    await().until(() -> storesAndReads(keyOf(1)) && store.available("r1", key));
    String source = cluster.on(0, redis -> redis.clusterMyId());
    String target = cluster.on(1, redis -> redis.clusterMyId());
    cluster.on(1, redis -> redis.clusterSetSlotImporting(slot(key), source));
    cluster.on(0, redis -> redis.clusterSetSlotMigrating(slot(key), target));
    assertThat(storesAndReads(key)).isTrue();
    assertThat(cluster.keysIn(1, slot(key))).isEqualTo(1);
    assertThat(events.count(RedisEvent.READ_FAILED)).isZero();
  }

  private static List<CacheKey> keys() {
    return IntStream.range(0, 30).mapToObj(i -> CacheKey.primary("http://a/" + i)).toList();
  }

  /** A key that lies on a node at first. */
  private static CacheKey keyOf(int node) {
    return keys().stream().filter(key -> slot(key) * 3 / 16384 == node).findFirst().orElseThrow();
  }

  private static int slot(CacheKey key) {
    return SlotHash.getSlot(key.text());
  }

  private boolean storesAndReads(CacheKey key) {
    store.put("r1", key, response(new Mark(5, 100), 1), 60_000);
    return loops.read(store, "r1", key) != null;
  }
}
