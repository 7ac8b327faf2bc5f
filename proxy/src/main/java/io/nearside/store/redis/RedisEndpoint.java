package io.nearside.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.lettuce.core.protocol.ProtocolVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where Redis is and how it is spoken to: one server, Sentinels that know it, or the nodes of a
 * cluster. What is not connected rejects at once, nothing is sent twice.
 */
final class RedisEndpoint {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Above our own bounds: those decide, this is the net below them. */
  private static final int REQUEST_SIZE = 16_384;

  private final List<RedisURI> uris;
  private final boolean cluster;

  private RedisEndpoint(List<RedisURI> uris, boolean cluster) {
    this.uris = uris;
    this.cluster = cluster;
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException when the URI cannot be read
   */
  static RedisEndpoint of(RedisConfig config) {
    String text = config.uri();
    try {
      boolean several = text.indexOf(',') >= 0 && !text.contains("sentinel");
      List<RedisURI> uris =
          several
              ? RedisClusterURIUtil.toRedisURIs(URI.create(text))
              : List.of(RedisURI.create(text));
      for (RedisURI uri : uris) {
        uri.setTimeout(CONNECT_TIMEOUT);
        uri.setClientName("nearside");
      }
      return new RedisEndpoint(List.copyOf(uris), several);
    } catch (RuntimeException e) {
      String safe = text.replaceAll("//[^@/]*@", "//***@");
      throw new IllegalArgumentException(
          "not a Redis URI: '" + safe + "'; accepted is redis://[user:password@]host[:port][/db]");
    }
  }

  /** Whether it is a cluster: then keys lie on several nodes. */
  boolean isCluster() {
    return cluster;
  }

  /** The server, or the Sentinels that know it; of a cluster a node to begin with. */
  RedisURI uri() {
    return uris.get(0);
  }

  /** Of a cluster the nodes to begin with. */
  List<RedisURI> seeds() {
    return uris;
  }

  ClientOptions options() {
    return filled(ClientOptions.builder()).build();
  }

  ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    filled(builder);
    return builder.build();
  }

  private static <B extends ClientOptions.Builder> B filled(B builder) {
    builder
        .protocolVersion(ProtocolVersion.RESP3)
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(REQUEST_SIZE)
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.create())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build());
    return builder;
  }
}
