package io.nearside.scenario.purge;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.OverEachWire;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The ten invariants of purging. Here is each of them as a sidecar's clients see it, where it can
 * be seen from outside; the rest, and the corners of these, are shown by the tests that are named.
 *
 * <ol>
 *   <li>What began before a hard purge reaches nobody who asked after it: {@code FenceTest}, {@code
 *       FenceStressTest}, {@code PurgedMeanwhileTest}, {@code PurgeTableStressTest}, {@code
 *       ValidationAndPurgeMustTest}.
 *   <li>Once an unsafe request is answered its sidecar serves nothing older, the others not later
 *       than the lag: {@code PurgeStormTest}, {@code PurgeOnWriteTest}, {@code RedisPurgeLogTest}.
 *   <li>No copy is reused that is neither known good nor fetched here within the lag: {@code
 *       LogTrustTest}, {@code LostLogTest}, {@code RedisPurgeLogTest}.
 *   <li>Duplicate, delayed and reordered appends and late writes only purge more: {@code
 *       LogStateTest}, {@code PurgeTableTest}, {@code PurgeStormTest}.
 *   <li>A later soft purge never revives what a hard one ended: {@code PurgeTableTest}.
 *   <li>Whatever the log loses, nothing is reused whose purge could be missing, and caching goes
 *       on: {@code LostLogTest}, {@code RedisPurgeLogTest}, {@code PurgeStormTest}.
 *   <li>While the process lives every purge is held or read back: {@code LogStateTest}, {@code
 *       RedisPurgeLogTest}.
 *   <li>Bytes of two fills never mix, and a variant answers only what selects it: {@code
 *       MixedRepresentationsTest}, {@code VaryTest}, {@code VaryMustTest}, {@code RedisTierTest}.
 *   <li>Everything has fixed bounds: {@code PurgeTableTest}, {@code LogStateTest}, {@code
 *       RedisPurgeLogTest}, {@code VaryTest}, {@code NearBoundTest}.
 *   <li>Sidecars of two formats or storing rules never read each other's entries and always obey
 *       each other's purges: {@code FingerprintTest}, {@code SharedRedisTest}.
 * </ol>
 */
@OverEachWire
class InvariantsTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private RedisProcess redis;

  @BeforeEach
  void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  private Rig sidecar(String... more) throws IOException {
    String uri = "redis { uri = \"" + redis.uri() + "\", timeout = 2s, append-timeout = 2s }";
    return Rig.counting(HOUR, uri + "\n" + String.join("\n", more)).awaitRedis();
  }

  private static void purge(Rig through) throws IOException {
    assertThat(through.send("POST", "/a", "Content-Length: 0").status()).isEqualTo(200);
  }

  private static void assertSoonForwarded(Rig rig) {
    await().untilAsserted(() -> assertThat(Rig.status(rig.get("/a"))).doesNotContain("; hit"));
  }

  private static void assertSoonCached(Rig rig) {
    await().untilAsserted(() -> assertHit(rig.get("/a")));
  }

  @Test
  void onceAWriteIsAnsweredItsSidecarServesNothingOlder() throws IOException {
    try (Rig one = sidecar()) {
      for (int i = 0; i < 20; i++) {
        assertSoonCached(one);
        purge(one);
        assertForwarded(one.get("/a"));
      }
    }
  }

  @Test
  void whoCannotHearOfPurgesSoonReusesNothingThatAnotherFetched() throws IOException {
    try (Rig one = sidecar();
        Rig two = sidecar()) {
      one.get("/a");
      await().untilAsserted(() -> assertHit(two.get("/a")));
      redis.command("ACL", "SETUSER", "default", "-xread");
      assertSoonForwarded(two);
      redis.command("ACL", "SETUSER", "default", "+xread");
      assertSoonCached(two);
    }
  }

  @Test
  void whatTheLogLostEndsEveryCopyAndCachingGoesOn() throws IOException {
    try (Rig one = sidecar();
        Rig two = sidecar()) {
      one.get("/a");
      await().untilAsserted(() -> assertHit(two.get("/a")));
      redis.command("DEL", "nearside:log");
      assertSoonForwarded(one);
      assertSoonCached(one);
      assertSoonCached(two);
    }
  }

  @Test
  void sidecarsOfOtherRulesReadNotEachOthersEntriesAndObeyEachOthersPurges() throws IOException {
    try (Rig one = sidecar();
        Rig two = sidecar("cache.key.query.sort = off")) {
      assertSoonCached(one);
      assertThat(two.seen()).isZero();
      assertForwarded(two.get("/a"));
      assertSoonCached(two);
      purge(one);
      assertSoonForwarded(two);
      assertSoonCached(one);
      purge(two);
      assertSoonForwarded(one);
    }
  }
}
