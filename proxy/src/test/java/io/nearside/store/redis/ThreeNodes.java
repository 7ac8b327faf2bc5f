package io.nearside.store.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A real Redis cluster of three primaries; the fourth node is a replica of the first. */
final class ThreeNodes implements AutoCloseable {
  private static final int SLOTS = 16384;
  private static final int PRIMARIES = 3;

  /** Nodes talk to each other on a port so far above. */
  private static final int BUS = 10_000;

  private final RedisClient client = RedisClient.create();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final Path directory;
  private final Thread atExit = new Thread(() -> processes().forEach(Process::destroyForcibly));

  ThreeNodes() {
    try {
      directory = Files.createTempDirectory("nearside-cluster");
      Runtime.getRuntime().addShutdownHook(atExit);
      for (int node = 0; node <= PRIMARIES; node++) {
        ports.add(freePort());
        processes.add(launch(ports.get(node)));
      }
      join();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Process> processes() {
    return processes;
  }

  private Process launch(int port) throws IOException {
    String file = directory.resolve("nodes-" + port).toString();
    String text =
        "--bind 127.0.0.1 --appendonly no --cluster-enabled yes --cluster-node-timeout 1500"
            + " --cluster-require-full-coverage no --repl-diskless-sync-delay 0";
    List<String> command = new ArrayList<>(List.of(RedisBinary.path(directory)));
    command.addAll(List.of(text.split(" ")));
    command.addAll(List.of("--port", "" + port));
    command.addAll(List.of("--save", "", "--dir", directory.toString()));
    command.addAll(List.of("--cluster-config-file", file));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(port + ".log").toFile())
        .start();
  }

  private void join() {
    for (int node = 0; node <= PRIMARIES; node++) {
      int joining = node;
      await().ignoreExceptions().until(() -> on(joining, RedisCommands::ping).equals("PONG"));
    }
    for (int node = 0; node < PRIMARIES; node++) {
      int[] slots = IntStream.range(first(node), first(node + 1)).toArray();
      on(node, redis -> redis.clusterAddSlots(slots));
    }
    for (int node = 1; node <= PRIMARIES; node++) {
      int port = ports.get(node);
      on(0, redis -> redis.clusterMeet("127.0.0.1", port));
    }
    for (int node = 0; node <= PRIMARIES; node++) {
      int asked = node;
      await()
          .until(
              () -> {
                String info = on(asked, RedisCommands::clusterInfo);
                return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + (PRIMARIES + 1));
              });
    }
  }

  /** Makes the fourth node follow the first, and waits until all agree. */
  void replicate() {
    String primary = on(0, RedisCommands::clusterMyId);
    await()
        .ignoreExceptions()
        .until(() -> on(PRIMARIES, redis -> redis.clusterReplicate(primary)).equals("OK"));
    await()
        .until(() -> on(PRIMARIES, redis -> redis.info("replication").contains("link_status:up")));
  }

  private static int first(int node) {
    return node * SLOTS / PRIMARIES;
  }

  <T> T on(int node, Function<RedisCommands<String, String>, T> question) {
    RedisURI uri = RedisURI.create("127.0.0.1", ports.get(node));
    try (StatefulRedisConnection<String, String> connection = client.connect(uri)) {
      return question.apply(connection.sync());
    }
  }

  long size(int node) {
    return on(node, RedisCommands::dbsize);
  }

  long keysIn(int node, int slot) {
    return on(node, redis -> redis.clusterCountKeysInSlot(slot));
  }

  String uri() {
    return "redis://127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
  }

  void signal(int node, String name) {
    try {
      String pid = Long.toString(processes.get(node).pid());
      if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
        throw new AssertionError("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = socket.getLocalPort();
        if (port + BUS <= 65_535) {
          new ServerSocket(port + BUS, 1, InetAddress.getLoopbackAddress()).close();
          return port;
        }
      } catch (BindException e) {
        // Another has the port of the bus.
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    Runtime.getRuntime().removeShutdownHook(atExit);
    client.shutdown();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
