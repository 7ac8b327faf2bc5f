package io.nearside.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The Redis that has the purge log, wherever it is just now: what is not connected rejects at once,
 * nothing is sent twice, broken connections are made again for ever. Never blocks, never fails
 * because Redis is away.
 */
final class RedisNode implements AutoCloseable {
  private final RedisEndpoint endpoint;
  private final RedisEvents events;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisTimer timer;
  private final RedisFinder finder;
  private final AtomicBoolean isLookedAt = new AtomicBoolean();

  /**
   * A server to be found.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  RedisNode(RedisConfig config, String name, RedisEvents events) {
    this.endpoint = RedisEndpoint.of(config);
    this.events = events;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .eventBus(new NoEvents())
            .build();
    this.client = new AskingClient(resources);
    client.setOptions(endpoint.options().mutate().autoReconnect(false).build());
    this.timer = new RedisTimer(name);
    this.finder = new RedisFinder(client, endpoint, config.namespace() + ":log");
  }

  /** A connection of its own to this server, being made in the background. */
  RedisLink link() {
    ServerCheck check =
        isLookedAt.compareAndSet(false, true)
            ? new ServerCheck(events, System::currentTimeMillis, endpoint.isCluster())
            : null;
    RedisLink link = new RedisLink(client, finder, endpoint.isCluster(), timer, events, check);
    link.open();
    return link;
  }

  RedisTimer timer() {
    return timer;
  }

  @Override
  public void close() {
    // A connection that is just being made would find the loops gone, which Netty calls an error.
    timer.closeWith(this::closeClient);
  }

  private void closeClient() {
    CompletionStage<?> unused =
        client.shutdownAsync(0, 1, TimeUnit.SECONDS).thenRun(this::closeResources);
  }

  private void closeResources() {
    Future<?> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
