package io.nearside.store.redis;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.caching.CacheKey;
import io.nearside.store.FarStore.LeaseAnswer;
import io.nearside.store.Lease;
import io.nearside.store.PurgeLog.Mark;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisLeaseTest {
  private static final CacheKey KEY = CacheKey.primary("http://a/x");
  private static final String NAME = "ns:e3:r1:{http://a/x}:lease";
  private static final Lease FIRST = new Lease(1, 5, 100, false);
  private static final Lease SECOND = new Lease(2, 5, 101, false);
  private static final long LIFETIME_MILLIS = 60_000;

  private final RedisProcess redis = RedisProcess.start();
  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final Loops loops = new Loops();
  private final RedisFarStore store =
      new RedisFarStore(
          new RedisConfig(redis.uri(), "ns", 5_000, 50, 1 << 20, 2_000), loops.group(), events);

  @BeforeEach
  void connect() {
    await().until(() -> acquired(KEY.variant(9), FIRST).equals(LeaseAnswer.MINE));
  }

  @AfterEach
  void close() {
    store.close();
    loops.close();
    redis.close();
  }

  @Test
  void whoAsksFirstHasItAndTheOthersAreToldWho() {
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.MINE);
    assertThat(acquired(KEY, SECOND)).isEqualTo(LeaseAnswer.taken(FIRST));
    assertThat(holder()).isEqualTo(LeaseAnswer.taken(FIRST));
    assertThat(Long.parseLong(redis.command("PTTL", NAME))).isBetween(1L, LIFETIME_MILLIS);
  }

  @Test
  void aLeaseThatNobodyHasIsFree() {
    assertThat(holder()).isEqualTo(LeaseAnswer.FREE);
  }

  @Test
  void theLeasesOfVariantsAndRulesAreTheirOwn() {
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.MINE);
    assertThat(acquired(KEY.variant(1), SECOND)).isEqualTo(LeaseAnswer.MINE);
    assertThat(loops.read(store, "r1", KEY)).isNull();
    assertThat(events.count(RedisEvent.READ_UNREADABLE)).isZero();
  }

  @Test
  void whatIsHeldIsWrittenOver() {
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.MINE);
    store.hold("r1", KEY, FIRST.asUnshareable(), LIFETIME_MILLIS);
    await().until(() -> holder().equals(LeaseAnswer.taken(FIRST.asUnshareable())));
  }

  @Test
  void whatIsGivenBackIsFreeAndWhatWasStoredBeforeIsThere() {
    for (int i = 0; i < 50; i++) {
      CacheKey key = CacheKey.primary("http://a/" + i);
      assertThat(acquired(key, FIRST)).isEqualTo(LeaseAnswer.MINE);
      store.put("r1", key, response(new Mark(5, 100), 1), LIFETIME_MILLIS);
      store.release("r1", key);
      await().pollDelay(0, TimeUnit.MILLISECONDS).until(() -> free(key));
      assertThat(loops.read(store, "r1", key)).isNotNull();
    }
  }

  private boolean free(CacheKey key) {
    return this.<LeaseAnswer>asked(told -> store.holder("r1", key, loops.loop(), told))
        .equals(LeaseAnswer.FREE);
  }

  @Test
  void aLeaseThatCannotBeReadIsTakenByNobodyKnown() {
    redis.command("SET", NAME, "garbage");
    assertThat(holder()).isEqualTo(LeaseAnswer.taken(null));
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.taken(null));
    assertThat(events.count(RedisEvent.READ_UNREADABLE)).isEqualTo(2);
  }

  @Test
  void whatRedisRefusesIsUnknown() {
    redis.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.UNKNOWN);
    redis.command("CONFIG", "SET", "maxmemory", "0");
    redis.command("LPUSH", NAME, "x");
    assertThat(holder()).isEqualTo(LeaseAnswer.UNKNOWN);
  }

  @Test
  void withoutRedisEveryLeaseIsUnknown() {
    redis.kill();
    assertThat(acquired(KEY, FIRST)).isEqualTo(LeaseAnswer.UNKNOWN);
    assertThat(holder()).isEqualTo(LeaseAnswer.UNKNOWN);
    store.hold("r1", KEY, FIRST, LIFETIME_MILLIS);
    store.release("r1", KEY);
  }

  private LeaseAnswer acquired(CacheKey key, Lease lease) {
    return asked(told -> store.acquire("r1", key, lease, LIFETIME_MILLIS, loops.loop(), told));
  }

  private LeaseAnswer holder() {
    return asked(told -> store.holder("r1", KEY, loops.loop(), told));
  }

  private <T> T asked(Consumer<Consumer<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    question.accept(answer::complete);
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
