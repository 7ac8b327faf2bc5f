package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real Redis Cluster on 127.0.0.1: some masters that share the slots, each with replicas. A dead
 * master is replaced after two to three seconds.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String[] OPTIONS = {
    "--cluster-enabled", "yes",
    "--cluster-node-timeout", "1000",
    "--cluster-replica-validity-factor", "0",
    "--cluster-migration-barrier", "100",
    "--repl-diskless-sync-delay", "0"
  };

  private final int masters;
  private final List<RedisProcess> nodes = new ArrayList<>();

  private RedisCluster(int masters) {
    this.masters = masters;
  }

  /** A cluster all of whose nodes know each other and agree that it is whole. */
  public static RedisCluster start(int masters, int replicasEach, String... options) {
    RedisCluster cluster = new RedisCluster(masters);
    try {
      cluster.launch(masters * (1 + replicasEach), options);
      cluster.meet();
      cluster.assignSlots();
      cluster.replicate();
      cluster.awaitWhole();
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Of all nodes, with commas between. */
  public String uri() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "redis://", ""));
  }

  /** The masters of the beginning first. */
  public List<RedisProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** The node that serves this key now, as the others see it. */
  public RedisProcess masterOf(String key) {
    int slot = Integer.parseInt(anyNode().command("CLUSTER", "KEYSLOT", key));
    return masters()
        .filter(line -> line.serves(slot))
        .map(line -> node(line.port()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody serves slot " + slot));
  }

  /** Returns, as soon as another node serves this key, that node. */
  public RedisProcess awaitPromoted(String key, RedisProcess instead) {
    await().atMost(PATIENCE).until(() -> masterOf(key) != instead);
    return masterOf(key);
  }

  /** The masters that serve slots now and run. */
  public List<RedisProcess> runningMasters() {
    return masters().map(line -> node(line.port())).filter(RedisProcess::isRunning).toList();
  }

  /** What the node that serves this key answers. */
  public String command(String key, String... arguments) {
    return masterOf(key).command(arguments);
  }

  /** All keys of this pattern, wherever they lie. */
  public List<String> keys(String pattern) {
    return runningMasters().stream()
        .flatMap(node -> node.command("KEYS", pattern).lines())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Returns as soon as every running node finds that every slot is served. */
  public void awaitWhole() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(running()).allSatisfy(RedisCluster::assertWhole));
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }

  private void launch(int count, String... options) {
    String[] all =
        Stream.concat(Arrays.stream(OPTIONS), Arrays.stream(options)).toArray(String[]::new);
    for (int i = 0; i < count; i++) {
      nodes.add(RedisProcess.start(all));
    }
  }

  /** Everybody is told of everybody: faster than to wait for what they tell each other. */
  private void meet() {
    for (int i = 0; i < nodes.size(); i++) {
      ok(nodes.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (RedisProcess node : nodes) {
      for (RedisProcess other : nodes) {
        if (node != other) {
          ok(node, "CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
        }
      }
    }
  }

  private void assignSlots() {
    for (int i = 0; i < masters; i++) {
      IntStream mine = IntStream.range(SLOTS * i / masters, SLOTS * (i + 1) / masters);
      ok(
          nodes.get(i),
          Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), mine.mapToObj(Integer::toString))
              .toArray(String[]::new));
    }
  }

  private void replicate() {
    for (int i = masters; i < nodes.size(); i++) {
      RedisProcess replica = nodes.get(i);
      String master = nodes.get(i % masters).command("CLUSTER", "MYID");
      await()
          .atMost(PATIENCE)
          .until(() -> replica.command("CLUSTER", "REPLICATE", master).equals("OK"));
    }
  }

  private static void assertWhole(RedisProcess node) {
    assertThat(node.command("CLUSTER", "INFO"))
        .contains("cluster_state:ok")
        .contains("cluster_slots_ok:" + SLOTS);
    assertThat(node.command("INFO", "replication")).doesNotContain("master_link_status:down");
    assertThat(node.command("CLUSTER", "NODES")).doesNotContain("handshake");
  }

  private Stream<RedisProcess> running() {
    return nodes.stream().filter(RedisProcess::isRunning);
  }

  private RedisProcess anyNode() {
    return running().findFirst().orElseThrow(() -> new AssertionError("no node runs"));
  }

  private RedisProcess node(int port) {
    return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
  }

  private Stream<NodeLine> masters() {
    return anyNode().command("CLUSTER", "NODES").lines().map(NodeLine::of).filter(NodeLine::master);
  }

  private static void ok(RedisProcess node, String... command) {
    assertThat(node.command(command)).as(command[1]).isEqualTo("OK");
  }

  /** A line of {@code CLUSTER NODES}: whom it is about and which slots it has. */
  private record NodeLine(int port, boolean master, List<String> slots) {
    static NodeLine of(String line) {
      String[] words = line.split(" ");
      String address = words[1].substring(0, words[1].indexOf('@'));
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      List<String> slots = List.of(words).subList(8, words.length);
      return new NodeLine(port, words[2].contains("master") && !slots.isEmpty(), slots);
    }

    boolean serves(int slot) {
      return slots.stream().anyMatch(range -> contains(range, slot));
    }

    private static boolean contains(String range, int slot) {
      String[] ends = range.split("-");
      return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
    }
  }
}
