package io.nearside.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.ProtocolVersion;
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
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration RECONNECT_AT_FIRST = Duration.ofMillis(10);
  private static final Duration RECONNECT_AT_MOST = Duration.ofSeconds(1);

  /** Above our own bounds: those decide, this is the net below them. */
  private static final int REQUEST_SIZE = 16_384;

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
  RedisNode(String uri, String name, RedisEvents events) {
    this.uri = parse(uri);
    this.events = events;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(RECONNECT_AT_FIRST, RECONNECT_AT_MOST, 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources, this.uri);
    client.setOptions(options());
    this.timer = new RedisTimer(name);
  }

  private static RedisURI parse(String text) {
    try {
      RedisURI parsed = RedisURI.create(text);
      parsed.setTimeout(CONNECT_TIMEOUT);
      parsed.setClientName("nearside");
      return parsed;
    } catch (RuntimeException e) {
      String safe = text.replaceAll("//[^@/]*@", "//***@");
      throw new IllegalArgumentException(
          "not a Redis URI: '" + safe + "'; accepted is redis://[user:password@]host[:port][/db]");
    }
  }

  private static ClientOptions options() {
    return ClientOptions.builder()
        .protocolVersion(ProtocolVersion.RESP3)
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(REQUEST_SIZE)
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.create())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build())
        .build();
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
