package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real primary with two replicas on 127.0.0.1, and three Sentinels of which two must agree. A
 * dead primary is replaced after one to three seconds.
 */
public final class RedisSentinels implements AutoCloseable {
  /** What the Sentinels call it. */
  public static final String NAME = "mymaster";

  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();

  private RedisSentinels() {}

  /** One whose Sentinels know each other and all servers. */
  public static RedisSentinels start() {
    RedisSentinels all = new RedisSentinels();
    try {
      all.launch();
      return all;
    } catch (RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  /** Of the Sentinels. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "#" + NAME));
  }

  /** The server that the Sentinels name now. */
  public RedisProcess primary() {
    List<String> address =
        sentinel().command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).lines().toList();
    int port = Integer.parseInt(address.get(1));
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** Returns, as soon as the Sentinels name another that takes writes, that server. */
  public RedisProcess awaitPromoted(RedisProcess instead) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                primary() != instead
                    && primary().command("INFO", "replication").contains("role:master"));
    return primary();
  }

  /** Tells the Sentinels to promote a replica, although nothing is wrong, and awaits it. */
  public RedisProcess failOver() {
    RedisProcess before = primary();
    await()
        .atMost(PATIENCE)
        .until(() -> sentinel().command("SENTINEL", "FAILOVER", NAME).equals("OK"));
    return awaitPromoted(before);
  }

  /** The servers, the primary of the beginning first. */
  public List<RedisProcess> servers() {
    return List.copyOf(servers);
  }

  public List<RedisProcess> sentinels() {
    return List.copyOf(sentinels);
  }

  /** Returns as soon as every running Sentinel knows of the others and of all servers. */
  public void awaitWhole() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(running()).allSatisfy(RedisSentinels::assertKnowsTheOthers));
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
  }

  private void launch() {
    RedisProcess primary = RedisProcess.start("--repl-diskless-sync-delay", "0");
    servers.add(primary);
    String port = Integer.toString(primary.port());
    for (int i = 0; i < REPLICAS; i++) {
      servers.add(
          RedisProcess.start("--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1", port));
    }
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(RedisProcess.start("--sentinel"));
    }
    // They look for replicas at once, and then not again for ten seconds.
    await()
        .atMost(PATIENCE)
        .until(() -> primary.command("INFO", "replication").contains("slave1:"));
    sentinels.forEach(sentinel -> watch(sentinel, port));
    awaitWhole();
  }

  private static void watch(RedisProcess sentinel, String port) {
    ok(sentinel, "SENTINEL", "MONITOR", NAME, "127.0.0.1", port, "2");
    ok(sentinel, "SENTINEL", "SET", NAME, "down-after-milliseconds", "500");
    ok(sentinel, "SENTINEL", "SET", NAME, "failover-timeout", "1000");
  }

  private static void assertKnowsTheOthers(RedisProcess sentinel) {
    assertThat(sentinel.command("INFO", "sentinel"))
        .contains("status=ok")
        .contains("slaves=" + REPLICAS + ",sentinels=" + SENTINELS);
  }

  private Stream<RedisProcess> running() {
    return sentinels.stream().filter(RedisProcess::isRunning);
  }

  private RedisProcess sentinel() {
    return running().findFirst().orElseThrow(() -> new AssertionError("no Sentinel runs"));
  }

  private static void ok(RedisProcess node, String... command) {
    assertThat(node.command(command)).as(command[1]).isEqualTo("OK");
  }
}
