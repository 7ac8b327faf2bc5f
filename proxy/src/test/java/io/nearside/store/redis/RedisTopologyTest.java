package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.RedisCluster;
import io.nearside.testing.RedisSentinels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges by way of real servers in every arrangement, with their primaries killed. */
class RedisTopologyTest {
  private static final String LOG = "ns:log";

  @TempDir private Path directory;

  @Test
  void theLogIsInTheDatabaseOfTheUri() {
    try (RedisProcess redis = RedisProcess.start();
        LinkRig a = new LinkRig(redis.uri() + "/3")) {
      a.assertPurgesReach(a, 1);
      assertThat(redis.command("INFO", "keyspace")).contains("db3:keys=1,").doesNotContain("db0");
    }
  }

  @Test
  void aSocketIsAsGoodAsAPort() {
    Path socket = directory.resolve("r.sock");
    try (RedisProcess redis = RedisProcess.start("--unixsocket", socket.toString());
        LinkRig a = new LinkRig("redis-socket://" + socket + "?database=2")) {
      a.assertPurgesReach(a, 1);
      assertThat(redis.command("INFO", "keyspace")).contains("db2:keys=1,");
    }
  }

  @Test
  void sentinelsKnowWhereThePurgesGoAfterAFailover() {
    try (RedisSentinels redis = RedisSentinels.start();
        LinkRig a = new LinkRig(redis.uri());
        LinkRig b = new LinkRig(redis.uri())) {
      a.assertPurgesReach(b, 1);
      RedisProcess killed = redis.primary();
      killed.kill();
      RedisProcess promoted = redis.awaitPromoted(killed);
      a.assertPurgesReach(b, 2);
      assertThat(a.told()).contains("CONNECTED 127.0.0.1:" + promoted.port());
      redis.sentinels().get(0).kill();
      RedisProcess next = redis.failOver();
      a.assertPurgesReach(b, 3);
      a.awaitTold(RedisEvent.CONNECTED, "127.0.0.1:" + next.port());
    }
  }

  @Test
  void sentinelsHaveUsersOfTheirOwn() {
    try (RedisProcess redis = RedisProcess.start();
        RedisProcess sentinel = RedisProcess.start("--sentinel")) {
      String port = Integer.toString(redis.port());
      sentinel.command("SENTINEL", "MONITOR", "main", "127.0.0.1", port, "1");
      sentinel.command(
          "ACL SETUSER s on >spw -@all +sentinel|get-master-addr-by-name +ping +client|setname"
              .split(" "));
      assertThat(sentinel.command("ACL", "SETUSER", "default", "-sentinel")).isEqualTo("OK");
      String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/2#main";
      try (LinkRig unknown = new LinkRig(uri)) {
        unknown.awaitTold(RedisEvent.CONNECT_FAILED, "NOPERM");
      }
      RedisAccess access = new RedisAccess(false, null, null, "s", "spw", RedisAccess.Tls.STANDARD);
      try (LinkRig a = new LinkRig(uri, access)) {
        a.assertPurgesReach(a, 1);
      }
      assertThat(redis.command("INFO", "keyspace")).contains("db2:keys=1,");
    }
  }

  @Test
  void inAClusterAUserNeedsToAskForTheSlots() {
    try (RedisCluster redis = RedisCluster.start(1, 0)) {
      redis
          .nodes()
          .get(0)
          .command(
              ("ACL SETUSER u on >pw resetchannels ~ns:* -@all +ping +xadd +xrange +xread +time"
                      + " +client|setname +cluster|slots")
                  .split(" "));
      String uri = oneOf(redis).replace("//", "//u:pw@");
      try (LinkRig a = new LinkRig(uri, clustered())) {
        a.assertPurgesReach(a, 1);
      }
    }
  }

  @Test
  void purgesGoOnWhenTheLogsPrimaryInAClusterIsKilled() {
    try (RedisCluster redis = RedisCluster.start(3, 1);
        LinkRig a = new LinkRig(redis.uri());
        LinkRig b = new LinkRig(oneOf(redis), clustered())) {
      a.assertPurgesReach(b, 1);
      RedisProcess killed = redis.masterOf(LOG);
      killed.kill();
      RedisProcess promoted = redis.awaitPromoted(LOG, killed);
      a.assertPurgesReach(b, 2);
      assertThat(b.told()).contains("CONNECTED 127.0.0.1:" + promoted.port());
      // The old primary comes back as a replica: nobody goes there.
      killed.restart();
      a.assertPurgesReach(b, 3);
      handOver(redis, promoted);
      a.assertPurgesReach(b, 4);
    }
  }

  /** The log's slot is given to another primary, without its keys: it answers MOVED. */
  private static void handOver(RedisCluster redis, RedisProcess from) {
    RedisProcess to =
        redis.runningMasters().stream().filter(node -> node != from).findFirst().orElseThrow();
    String slot = from.command("CLUSTER", "KEYSLOT", LOG);
    String id = to.command("CLUSTER", "MYID");
    from.command("DEL", LOG);
    to.command("CLUSTER", "SETSLOT", slot, "NODE", id);
    from.command("CLUSTER", "SETSLOT", slot, "NODE", id);
  }

  @Test
  void aClusterThatTheConfigurationDoesNotNameIsTold() {
    try (RedisCluster redis = RedisCluster.start(3, 0)) {
      RedisProcess other =
          redis.nodes().stream()
              .filter(node -> node != redis.masterOf(LOG))
              .findFirst()
              .orElseThrow();
      try (LinkRig a = new LinkRig(other.uri())) {
        a.awaitTold(RedisEvent.CLUSTER_NOT_CONFIGURED, "MOVED");
        a.awaitTold(RedisEvent.CLUSTER_NOT_CONFIGURED, "redis.cluster = on is missing");
      }
    }
  }

  @Test
  void aReplicaIsNotFollowed() {
    try (RedisProcess primary = RedisProcess.start();
        RedisProcess redis = RedisProcess.start();
        LinkRig a = new LinkRig(redis.uri()).awaitFollowed()) {
      redis.command("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
      a.awaitTold(RedisEvent.NOT_PRIMARY, "127.0.0.1:" + redis.port() + " is a replica");
      await().atMost(LinkRig.PATIENCE).until(() -> !a.isFollowed());
      redis.command("REPLICAOF", "NO", "ONE");
      a.assertPurgesReach(a, 1);
    }
  }

  @Test
  void aServerThatMayEvictTheLogIsToldOnce() {
    try (RedisProcess redis =
            RedisProcess.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        LinkRig a = new LinkRig(redis.uri())) {
      a.awaitTold(RedisEvent.LOG_EVICTABLE, "maxmemory-policy allkeys-lru may evict");
      redis.restart();
      a.assertPurgesReach(a, 1);
      assertThat(a.told()).filteredOn(line -> line.startsWith("LOG_EVICTABLE")).hasSize(1);
      assertThat(a.told()).noneMatch(line -> line.startsWith("CLOCKS_APART"));
    }
  }

  private static String oneOf(RedisCluster redis) {
    return redis.nodes().get(0).uri();
  }

  private static RedisAccess clustered() {
    return new RedisAccess(true, null, null, null, null, RedisAccess.Tls.STANDARD);
  }
}
