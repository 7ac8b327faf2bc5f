package io.nearside.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server and how we treat it: what is not connected rejects at once, nothing is sent twice,
 * broken connections are made again for ever. Never blocks, never fails because Redis is away.
 */
final class RedisNode implements AutoCloseable {
  private static final Duration RECONNECT_AT_FIRST = Duration.ofMillis(10);
  private static final Duration RECONNECT_AT_MOST = Duration.ofSeconds(1);

  private final RedisURI uri;
  private final RedisEvents events;
  private final ClientResources resources;
  private final RedisClient client;
  private final RedisTimer timer;

  /**
   * A server.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  RedisNode(RedisConfig config, String name, RedisEvents events) {
    RedisEndpoint endpoint = RedisEndpoint.of(config);
    this.uri = endpoint.uri();
    this.events = events;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(RECONNECT_AT_FIRST, RECONNECT_AT_MOST, 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources, this.uri);
    client.setOptions(endpoint.options());
    this.timer = new RedisTimer(name);
  }

  /** A connection of its own to this server, being made in the background. */
  RedisLink link() {
    RedisLink link = new RedisLink(client, uri, timer, events);
    link.open();
    return link;
  }

  RedisTimer timer() {
    return timer;
  }

  @Override
  public void close() {
    timer.close();
    CompletionStage<?> unused =
        client.shutdownAsync(0, 1, TimeUnit.SECONDS).thenRun(this::closeResources);
  }

  private void closeResources() {
    Future<?> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
