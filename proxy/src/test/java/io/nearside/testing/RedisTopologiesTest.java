package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.redis.RedisProcess;
import org.junit.jupiter.api.Test;

/** That the topologies that other tests rely on do what those of the real world do. */
class RedisTopologiesTest {
  @Test
  void aClusterReplacesADeadMaster() {
    try (RedisCluster cluster = RedisCluster.start(3, 1)) {
      assertThat(cluster.runningMasters()).hasSize(3);
      assertThat(cluster.command("a", "SET", "a", "1")).isEqualTo("OK");
      RedisProcess master = cluster.masterOf("a");
      assertThat(master.command("WAIT", "1", "5000")).isEqualTo("1");
      master.kill();

      RedisProcess promoted = cluster.awaitPromoted("a", master);
      cluster.awaitWhole();
      assertThat(promoted.command("GET", "a")).isEqualTo("1");
      assertThat(cluster.keys("*")).containsExactly("a");
    }
  }

  @Test
  void sentinelsReplaceAPrimaryThatWasToldToGoAndADeadOne() {
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      RedisProcess first = sentinels.primary();
      assertThat(first).isSameAs(sentinels.servers().get(0));
      assertThat(first.command("SET", "a", "1")).isEqualTo("OK");
      assertThat(first.command("WAIT", "2", "5000")).isEqualTo("2");
      RedisProcess second = sentinels.failOver();
      assertThat(second).isNotSameAs(first);
      second.kill();

      RedisProcess third = sentinels.awaitPromoted(second);
      assertThat(third).isNotSameAs(second);
      assertThat(third.command("GET", "a")).isEqualTo("1");
    }
  }
}
