package io.nearside.scenario.shared;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RedisCluster;
import io.nearside.testing.RedisSentinels;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three sidecars under load while a Redis that they share is replaced by its replica: no client
 * sees an error, none a version that must be gone, and caching and purging go on afterwards.
 */
@ExtendWith(BufferLeaks.class)
class FailoverTest {
  private static final int SIDECARS = 3;
  private static final int CLIENTS = 4;
  private static final int KEYS = 400;
  private static final long MAX_LAG_MILLIS = 1_500;

  private static final String LOG = "nearside:log";

  /** How many keys are looked at afterwards: with these every master has some. */
  private static final int SAMPLES = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private interface Trouble {
    void happen(VersionLoad load);
  }

  @Test
  void aClusterLosesTheMasterOfTheLogAndOneOfEntries() throws IOException {
    try (RedisCluster cluster = RedisCluster.start(3, 1)) {
      check(
          cluster.uri(),
          () -> Set.copyOf(cluster.keys("nearside:e*")),
          load -> {
            RedisProcess ofLog = cluster.masterOf(LOG);
            ofLog.kill();
            cluster.awaitPromoted(LOG, ofLog);
            cluster.awaitWhole();
            load.awaitPromises();
            RedisProcess ofEntries =
                cluster.runningMasters().stream()
                    .filter(node -> node != cluster.masterOf(LOG))
                    .findFirst()
                    .orElseThrow();
            ofEntries.kill();
            await().atMost(PATIENCE).until(() -> cluster.runningMasters().size() == 3);
            cluster.awaitWhole();
          });
    }
  }

  @Test
  void sentinelsMoveThePrimaryAndReplaceADeadOne() throws IOException {
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      check(
          sentinels.uri(),
          () -> Set.of(sentinels.primary().command("KEYS", "nearside:e*").split("\n")),
          load -> {
            RedisProcess second = sentinels.failOver();
            load.awaitPromises();
            second.kill();
            sentinels.awaitPromoted(second);
          });
    }
  }

  private static void check(String uri, Supplier<Set<String>> entries, Trouble trouble)
      throws IOException {
    VersionLoad load = new VersionLoad(SIDECARS, CLIENTS, KEYS, MAX_LAG_MILLIS);
    try (Fleet fleet =
        Fleet.start(
            Versions.upstream(),
            SIDECARS,
            sidecar -> load.listener(),
            "redis.uri = \"" + uri + "\"",
            "purge.max-lag = " + MAX_LAG_MILLIS + "ms")) {
      try (load) {
        load.on(fleet).awaitPromises();
        trouble.happen(load);
        fleet.awaitRedis();
        load.awaitPromises();
      } finally {
        System.out.println(uri.replaceAll(":.*", "") + ": " + load);
      }
      load.assertNothingWrong();
      cachingGoesOn(fleet, entries);
      purgingGoesOn(fleet);
    }
  }

  /** What one sidecar fetches is written to Redis, and another serves it from there. */
  private static void cachingGoesOn(Fleet fleet, Supplier<Set<String>> entries) {
    AtomicInteger attempts = new AtomicInteger();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertSharing(fleet, "/after/" + attempts.incrementAndGet(), entries));
  }

  private static void assertSharing(Fleet fleet, String prefix, Supplier<Set<String>> entries)
      throws IOException {
    for (int i = 0; i < SAMPLES; i++) {
      fleet.get(0, prefix + "/" + i);
    }
    try {
      await().atMost(Duration.ofSeconds(3)).until(() -> count(entries.get(), prefix) == SAMPLES);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("of %s only %s".formatted(prefix, entries.get()), e);
    }
    for (int i = 0; i < SAMPLES; i++) {
      assertHit(fleet.get(1, prefix + "/" + i));
    }
  }

  private static long count(Set<String> entries, String prefix) {
    return entries.stream().filter(key -> key.contains(prefix + "/")).count();
  }

  private static void purgingGoesOn(Fleet fleet) throws IOException {
    for (int i = 0; i < SAMPLES; i++) {
      String target = "/purged/" + i;
      for (int sidecar = 0; sidecar < SIDECARS; sidecar++) {
        assertThat(fleet.get(sidecar, target).text()).isEqualTo("0");
      }
      fleet.post(i % SIDECARS, target);
      assertThat(fleet.get(i % SIDECARS, target).text()).isEqualTo("1");
      for (int sidecar = 0; sidecar < SIDECARS; sidecar++) {
        int other = sidecar;
        await().atMost(PATIENCE).until(() -> fleet.get(other, target).text().equals("1"));
      }
    }
  }
}
