package io.nearside.store.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The primaries of a cluster, each with the keys of its slots. One map of slots serves all event
 * loops: Lettuce's cluster client finds it out, and connects nowhere else.
 *
 * <p>The map is read again every {@value #REFRESH_MILLIS} ms, every {@value #BROKEN_MILLIS} ms
 * while a slot has no owner that answers, and when a node said that a key is elsewhere. Such a
 * command is sent on once; what is moved twice is a miss.
 */
final class FarCluster implements FarNodes, FarNode.Redirects {
  private static final long TICK_MILLIS = 100;
  private static final long BROKEN_MILLIS = 500;
  private static final long REFRESH_MILLIS = 15_000;

  private final RedisURI seed;
  private final FarSurroundings with;
  private final RedisClusterClient client;
  private volatile SlotOwners owners = SlotOwners.UNKNOWN;
  private volatile boolean moved;
  private volatile boolean closed;

  /** On the timer's thread only. */
  private boolean refreshing;

  private long refreshedNanos = System.nanoTime();

  FarCluster(RedisEndpoint endpoint, FarSurroundings with) {
    this.seed = endpoint.uri();
    this.with = with;
    this.client = RedisClusterClient.create(with.loops().resources(), endpoint.seeds());
    client.setOptions(
        endpoint
            .clusterOptions()
            .mutate()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(false)
                    .dynamicRefreshSources(true)
                    .refreshPeriod(Duration.ofMillis(REFRESH_MILLIS))
                    .build())
            .build());
    with.timer().now(this::refresh);
    with.timer().after(TICK_MILLIS, this::tick);
  }

  @Override
  public @Nullable FarNode of(byte[] name) {
    return owners.of(name);
  }

  @Override
  public List<FarNode> all() {
    return List.copyOf(owners.nodes().values());
  }

  // Who owns what

  private void tick() {
    long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - refreshedNanos);
    if (moved
        || sinceMillis >= REFRESH_MILLIS
        || (sinceMillis >= BROKEN_MILLIS && !owners.isWhole())) {
      refresh();
    }
    with.timer().after(TICK_MILLIS, this::tick);
  }

  private void refresh() {
    if (refreshing) {
      return;
    }
    refreshing = true;
    moved = false;
    try {
      CompletionStage<?> unused =
          client
              .refreshPartitionsAsync()
              .whenComplete((done, failure) -> with.timer().now(() -> refreshed(failure)));
    } catch (RuntimeException | LinkageError e) {
      refreshed(e);
    }
  }

  private void refreshed(@Nullable Throwable failure) {
    refreshing = false;
    refreshedNanos = System.nanoTime();
    if (failure != null) {
      with.events().happened(RedisEvent.CONNECT_FAILED, "slots of the cluster: " + failure);
    } else if (!closed) {
      take(owners, owners.next(client.getPartitions(), this::made));
    }
  }

  private FarNode made(RedisClusterNode member) {
    RedisURI uri =
        RedisURI.builder(seed)
            .withHost(member.getUri().getHost())
            .withPort(member.getUri().getPort())
            .build();
    FarNode node = new FarNode(SlotOwners.address(member), uri, with, this);
    node.open();
    return node;
  }

  private void take(SlotOwners before, SlotOwners after) {
    owners = after;
    if (closed) {
      after.nodes().values().forEach(FarNode::close);
    }
    before
        .nodes()
        .forEach(
            (address, node) -> {
              if (after.at(address) != node) {
                node.close();
              }
            });
  }

  // Who says that it is elsewhere

  @Override
  public boolean redirected(FarLink from, FarCommand command, String error) {
    boolean isMoved = error.startsWith("MOVED ");
    if (!isMoved && !error.startsWith("ASK ")) {
      return false;
    }
    moved |= isMoved;
    FarNode target = owners.at(error.substring(error.lastIndexOf(' ') + 1));
    if (target == null || command.isRedirected() || !target.isAvailable(from.index())) {
      return false;
    }
    FarLink link = target.link(from.index());
    if (!isMoved) {
      link.send(FarCommand.asking());
    }
    link.send(command.again());
    return true;
  }

  @Override
  public void close() {
    closed = true;
    all().forEach(FarNode::close);
    CompletionStage<?> unused = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
  }
}
