package io.nearside.store.redis;

import static io.nearside.store.Responses.ofBodySize;
import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisFarStoreTest {
  private static final Mark MARK = new Mark(5, 100);
  private static final CacheKey KEY = CacheKey.primary("http://a/x?q=1");
  private static final String NAME = "ns:e3:r1:{http://a/x?q=1}";
  private static RedisProcess redis;

  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final Loops loops = new Loops();
  private RedisFarStore store;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void connect() {
    redis.command("FLUSHALL");
    // Long, so that a machine under load does not turn hits into timeouts here.
    store = new RedisFarStore(config(redis.uri()), loops.group(), events);
    await().until(store::available);
  }

  @AfterEach
  void close() {
    store.close();
    loops.close();
  }

  private static RedisConfig config(String uri) {
    return new RedisConfig(uri, "ns", 5_000, 50, 1 << 20, 2_000);
  }

  @Test
  void whatWasPutIsReadBack() {
    StoredResponse response = response(MARK, 1, 2);
    store.put("r1", KEY, response, 60_000);
    CacheValue read = loops.read(store, "r1", KEY);
    assertThat(read).isInstanceOf(StoredResponse.class);
    assertThat(read.encoded()).isEqualTo(response.encoded());
  }

  @Test
  void aVaryRuleIsReadBack() {
    store.put("r1", KEY, new VaryRule(List.of("accept")), 60_000);
    assertThat(loops.read(store, "r1", KEY)).isEqualTo(new VaryRule(List.of("accept")));
  }

  @Test
  void whatWasNotPutIsAMiss() {
    store.put("r1", KEY, response(MARK, 1), 60_000);
    assertThat(loops.read(store, "r2", KEY)).isNull();
    assertThat(loops.read(store, "r1", KEY.variant(0))).isNull();
    assertThat(loops.read(store, "r1", CacheKey.primary("http://a/y"))).isNull();
  }

  @Test
  void aValueThatIsNotOursIsAMiss() {
    redis.command("SET", NAME, "RV garbage");
    assertThat(loops.read(store, "r1", KEY)).isNull();
    redis.command("SET", NAME, "");
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(events.count(RedisEvent.READ_UNREADABLE)).isEqualTo(2);
  }

  @Test
  void aValueThatWasCutIsAMiss() {
    store.put("r1", KEY, response(MARK, 1), 60_000);
    assertThat(loops.read(store, "r1", KEY)).isNotNull();
    redis.command("APPEND", NAME, "x");
    assertThat(loops.read(store, "r1", KEY)).isNull();
  }

  @Test
  void aKeyOfAnotherTypeIsAMiss() {
    redis.command("LPUSH", NAME, "x");
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(events.count(RedisEvent.READ_FAILED)).isEqualTo(1);
  }

  @Test
  void everyKeyHasALifetime() {
    store.put("r1", KEY, response(MARK, 1), 60_000);
    store.put("r1", KEY.variant(7), response(MARK, 1), Long.MAX_VALUE);
    assertThat(loops.read(store, "r1", KEY.variant(7))).isNotNull();
    assertThat(redis.command("KEYS", "*").split("\n"))
        .containsExactlyInAnyOrder(NAME, NAME + ":7")
        .allSatisfy(name -> assertThat(Long.parseLong(redis.command("PTTL", name))).isPositive());
    assertThat(Long.parseLong(redis.command("PTTL", NAME))).isBetween(1L, 60_000L);
  }

  @Test
  void aVaryRuleLivesAsLongAsTheVariantThatLivesLongest() {
    VaryRule later = new VaryRule(List.of("accept", "accept-language"));
    store.put("r1", KEY, response(MARK, 1), 10_000);
    store.put("r1", KEY, new VaryRule(List.of("accept")), 60_000);
    store.put("r1", KEY, later, 1_000);

    assertThat(loops.read(store, "r1", KEY)).isEqualTo(later);
    assertThat(Long.parseLong(redis.command("PTTL", NAME))).isBetween(40_000L, 60_000L);
  }

  @Test
  void whatHasNoLifetimeLeftIsNotStored() {
    store.put("r1", KEY, response(MARK, 1), 0);
    store.put("r1", KEY, response(MARK, 1), -5);
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(redis.command("DBSIZE")).isEqualTo("0");
  }

  @Test
  void whatIsTooLargeIsNotStored() {
    store.put("r1", KEY, ofBodySize(MARK, 1 << 20), 60_000);
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(redis.command("DBSIZE")).isEqualTo("0");
  }

  @Test
  void aPutThatRedisRefusesIsDropped() {
    redis.command("CONFIG", "SET", "maxmemory", "1");
    try {
      store.put("r1", KEY, response(MARK, 1), 60_000);
      await().until(() -> events.count(RedisEvent.WRITE_FAILED) == 1);
      assertThat(store.outstandingWriteBytes()).isZero();
      assertThat(loops.read(store, "r1", KEY)).isNull();
    } finally {
      redis.command("CONFIG", "SET", "maxmemory", "0");
    }
    store.put("r1", KEY, response(MARK, 1), 60_000);
    assertThat(loops.read(store, "r1", KEY)).isNotNull();
  }

  @Test
  void aConnectionThatIsKilledComesBackByItself() {
    redis.command("CLIENT", "KILL", "TYPE", "normal");
    store.put("r1", KEY, response(MARK, 1), 60_000);
    await()
        .until(
            () -> {
              store.put("r1", KEY, response(MARK, 1), 60_000);
              return loops.read(store, "r1", KEY) != null;
            });
    assertThat(events.count(RedisEvent.DISCONNECTED)).isPositive();
  }

  @Test
  void anUriThatCannotBeReadIsSaidWithoutItsPassword() {
    assertThatThrownBy(
            () -> new RedisFarStore(config("redsi://me:secret@host"), loops.group(), events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a redis URI")
        .hasMessageNotContaining("secret");
  }
}
