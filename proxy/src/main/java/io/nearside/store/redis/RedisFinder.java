package io.nearside.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the primary of a key: the server itself, or what a Sentinel or a node of the cluster says.
 * Each time another one of these is asked first: one that is cut off from the others may be wrong.
 */
final class RedisFinder {
  private static final long ANSWER_MILLIS = RedisEndpoint.CONNECT_TIMEOUT.toMillis();
  private static final int MAX_NODES = 100;

  private final RedisClient client;
  private final RedisEndpoint endpoint;
  private final int slot;
  private final AtomicInteger turn = new AtomicInteger();

  /** Nodes of the cluster that were heard of: those of the configuration may be gone by now. */
  private volatile List<RedisURI> nodes;

  RedisFinder(RedisClient client, RedisEndpoint endpoint, String key) {
    this.client = client;
    this.endpoint = endpoint;
    this.slot = SlotHash.getSlot(key);
    this.nodes = endpoint.seeds();
  }

  /** Where to connect now. */
  CompletionStage<RedisURI> find() {
    if (endpoint.isBySentinels()) {
      return bySentinel(next(endpoint.uri().getSentinels()));
    }
    if (endpoint.isCluster()) {
      return byNode(next(nodes));
    }
    return CompletableFuture.completedFuture(endpoint.uri());
  }

  private RedisURI next(List<RedisURI> those) {
    return those.get(Math.floorMod(turn.getAndIncrement(), those.size()));
  }

  private CompletionStage<RedisURI> bySentinel(RedisURI sentinel) {
    return client
        .connectSentinelAsync(StringCodec.UTF8, sentinel)
        .thenCompose(
            connection ->
                answer(connection.async().getMasterAddrByName(endpoint.master()))
                    .whenComplete((address, failure) -> connection.closeAsync()))
        .thenApply(address -> ofSentinel(sentinel, address));
  }

  private RedisURI ofSentinel(RedisURI sentinel, @Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress found) {
      return endpoint.server(found.getHostString(), found.getPort());
    }
    throw new IllegalStateException(
        "the Sentinel " + text(sentinel) + " knows no master '" + endpoint.master() + "'");
  }

  private CompletionStage<RedisURI> byNode(RedisURI node) {
    return client
        .connectAsync(StringCodec.UTF8, node)
        .thenCompose(
            connection ->
                answer(connection.async().clusterSlots())
                    .whenComplete((slots, failure) -> connection.closeAsync()))
        .thenApply(slots -> ofCluster(node, slots));
  }

  private RedisURI ofCluster(RedisURI node, List<Object> ranges) {
    RedisURI primary = null;
    Set<RedisURI> heardOf = new LinkedHashSet<>(endpoint.seeds());
    for (Object entry : ranges) {
      List<?> range = (List<?>) entry;
      List<RedisURI> servers = servers(node, range);
      heardOf.addAll(servers);
      if (number(range.get(0)) <= slot && slot <= number(range.get(1)) && !servers.isEmpty()) {
        primary = servers.get(0);
      }
    }
    nodes = heardOf.stream().limit(MAX_NODES).toList();
    if (primary == null) {
      throw new IllegalStateException("the cluster has no node for slot " + slot);
    }
    return primary;
  }

  /** The first one is the primary. A node that does not know its own name is where it was asked. */
  private List<RedisURI> servers(RedisURI asked, List<?> range) {
    List<RedisURI> servers = new ArrayList<>();
    for (Object entry : range.subList(2, range.size())) {
      List<?> server = (List<?>) entry;
      boolean named = server.get(0) instanceof String host && !host.isEmpty() && !host.equals("?");
      String host = named ? String.valueOf(server.get(0)) : asked.getHost();
      servers.add(endpoint.server(host, (int) number(server.get(1))));
    }
    return servers;
  }

  private static long number(Object number) {
    return Long.parseLong(String.valueOf(number));
  }

  /** Within a deadline: a server may accept connections and answer nothing. */
  static <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** For people. */
  static String text(RedisURI uri) {
    return uri.getSocket() == null ? uri.getHost() + ":" + uri.getPort() : uri.getSocket();
  }
}
