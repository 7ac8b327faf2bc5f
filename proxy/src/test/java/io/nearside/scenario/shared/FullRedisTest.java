package io.nearside.scenario.shared;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Redis that has no room any more: it drops entries but not the log, or takes nothing. */
@ExtendWith(BufferLeaks.class)
class FullRedisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Far above the deadline of an append, far below what a client would notice as an outage. */
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  private static final String BODY = "0123456789".repeat(2_000);
  private static final int ROOM_BYTES = 3_000_000;
  private static final int TARGETS = 400;
  private static final int WRITTEN = 20;

  private final RedisProcess redis = RedisProcess.start();

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  private Fleet fleet(ScriptedUpstream upstream) throws IOException {
    return Fleet.start(upstream, 2, "redis.uri = \"" + redis.uri() + "\"");
  }

  @Test
  void entriesAreDroppedAndTheLogIsNot() throws IOException {
    try (Fleet fleet = fleet(ScriptedUpstream.answering(FullRedisTest::large))) {
      redis.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
      long used = Long.parseLong(info("memory", "used_memory"));
      redis.command("CONFIG", "SET", "maxmemory", Long.toString(used + ROOM_BYTES));
      for (int i = 0; i < TARGETS; i++) {
        assertThat(fleet.get(i % 2, "/" + i).status()).isEqualTo(200);
      }

      await().atMost(PATIENCE).until(() -> Long.parseLong(info("stats", "evicted_keys")) > 0);
      assertThat(redis.command("EXISTS", "nearside:log")).isEqualTo("1");
      aWriteReachesTheOther(fleet, "/" + (TARGETS - 1));
      System.out.println("evicted: " + info("stats", "evicted_keys") + " of " + TARGETS);
    }
  }

  @Test
  void nothingCanBeWrittenAndPurgesHoldAllTheSame() throws IOException {
    try (Fleet fleet = fleet(Versions.upstream())) {
      for (int i = 0; i < WRITTEN; i++) {
        assertThat(fleet.get(0, "/" + i).text()).isEqualTo("0");
        assertThat(fleet.get(1, "/" + i).text()).isEqualTo("0");
      }
      redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
      redis.command("CONFIG", "SET", "maxmemory", "1");
      assertThat(redis.command("SET", "a", "1")).startsWith("OOM");

      for (int i = 0; i < WRITTEN; i++) {
        writeInTime(fleet, "/" + i);
        assertThat(fleet.get(0, "/" + i).text()).isEqualTo("1");
        assertThat(fleet.get(1, "/new/" + i).text()).isEqualTo("0");
      }
      assertThat(redis.command("XLEN", "nearside:log")).isEqualTo("1");

      redis.command("CONFIG", "SET", "maxmemory", "0");
      for (int i = 0; i < WRITTEN; i++) {
        String target = "/" + i;
        await().atMost(PATIENCE).until(() -> fleet.get(1, target).text().equals("1"));
      }
      AtomicInteger next = new AtomicInteger();
      await().atMost(PATIENCE).untilAsserted(() -> assertShared(fleet, next.incrementAndGet()));
    }
  }

  private static void writeInTime(Fleet fleet, String target) throws IOException {
    long began = System.nanoTime();
    assertThat(fleet.post(0, target).text()).isEqualTo("1");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(IN_TIME);
  }

  private static void aWriteReachesTheOther(Fleet fleet, String target) throws IOException {
    String before = fleet.get(1, target).text();
    assertThat(fleet.get(1, target).text()).isEqualTo(before);
    assertThat(fleet.post(0, target).status()).isEqualTo(200);
    int asked = fleet.upstream().requestCount();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              fleet.get(1, target);
              return fleet.upstream().requestCount() > asked;
            });
  }

  private static void assertShared(Fleet fleet, int number) throws IOException {
    fleet.get(0, "/shared/" + number);
    assertHit(fleet.get(1, "/shared/" + number));
  }

  private static String large(Request request) {
    return ScriptedUpstream.response(200, BODY, "Cache-Control: max-age=3600");
  }

  private String info(String section, String name) {
    return redis
        .command("INFO", section)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
