package io.nearside.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import io.nearside.store.redis.RedisAddress.Host;
import io.nearside.store.redis.RedisAddress.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how it is spoken to: one server, Sentinels that know it, or the nodes of a
 * cluster. What is not connected rejects at once, nothing is sent twice.
 */
final class RedisEndpoint {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Above our own bounds: those decide, this is the net below them. */
  private static final int REQUEST_SIZE = 16_384;

  private final RedisAddress address;
  private final RedisAccess access;
  private final boolean cluster;
  private final List<RedisURI> uris;

  private RedisEndpoint(RedisAddress address, RedisAccess access) {
    this.address = address;
    this.access = access;
    this.cluster = address.kind() == Kind.CLUSTER || access.cluster();
    this.uris =
        switch (address.kind()) {
          case SOCKET -> List.of(socket());
          case SENTINELS -> List.of(bySentinels());
          default ->
              address.hosts().stream().map(host -> server(host.host(), host.port())).toList();
        };
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException when it contradicts itself or the URI cannot be read
   */
  static RedisEndpoint of(RedisConfig config) {
    RedisAddress address = RedisAddress.of(config.uri());
    String problem = RedisContradiction.of(address, config.access());
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return new RedisEndpoint(address, config.access());
  }

  /** Whether it is a cluster: then keys lie on several nodes. */
  boolean isCluster() {
    return cluster;
  }

  /** Whether Sentinels know where the server is. */
  boolean isBySentinels() {
    return address.kind() == Kind.SENTINELS;
  }

  /** The name that Sentinels know the master by. */
  String master() {
    return address.name();
  }

  /** The server, or the Sentinels that know it; of a cluster a node to begin with. */
  RedisURI uri() {
    return uris.get(0);
  }

  /** Of a cluster the nodes to begin with. */
  List<RedisURI> seeds() {
    return uris;
  }

  /** A server that was found: entered like all others. */
  RedisURI server(String host, int port) {
    RedisURI uri = RedisURI.Builder.redis(host, port).withDatabase(address.database()).build();
    return entered(uri);
  }

  private RedisURI socket() {
    return entered(
        RedisURI.Builder.socket(address.name()).withDatabase(address.database()).build());
  }

  private RedisURI bySentinels() {
    Host first = address.hosts().get(0);
    RedisURI.Builder builder =
        RedisURI.Builder.sentinel(first.host(), first.port(), address.name());
    for (Host other : address.hosts().subList(1, address.hosts().size())) {
      builder.withSentinel(other.host(), other.port());
    }
    RedisURI uri = builder.withDatabase(address.database()).build();
    for (RedisURI sentinel : uri.getSentinels()) {
      secured(sentinel);
      authenticated(sentinel, access.sentinelUser(), access.sentinelPassword());
    }
    return entered(uri);
  }

  private RedisURI entered(RedisURI uri) {
    authenticated(
        uri,
        access.user() == null ? address.user() : access.user(),
        access.password() == null ? address.password() : access.password());
    return secured(uri);
  }

  private static void authenticated(
      RedisURI uri, @Nullable String user, @Nullable String password) {
    if (password != null && user != null) {
      uri.setAuthentication(user, password);
    } else if (password != null) {
      uri.setAuthentication(password);
    }
  }

  private RedisURI secured(RedisURI uri) {
    uri.setTimeout(CONNECT_TIMEOUT);
    uri.setClientName("nearside");
    uri.setSsl(address.tls());
    uri.setVerifyPeer(
        switch (access.tls().verify()) {
          case FULL -> SslVerifyMode.FULL;
          case CA -> SslVerifyMode.CA;
          case NONE -> SslVerifyMode.NONE;
        });
    return uri;
  }

  ClientOptions options() {
    return filled(ClientOptions.builder()).build();
  }

  ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    filled(builder);
    return builder.build();
  }

  private <B extends ClientOptions.Builder> B filled(B builder) {
    builder
        .protocolVersion(ProtocolVersion.RESP3)
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(REQUEST_SIZE)
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.create())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .sslOptions(sslOptions(access.tls()))
        .socketOptions(
            SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).keepAlive(true).build());
    return builder;
  }

  private static SslOptions sslOptions(RedisAccess.Tls tls) {
    SslOptions.Builder builder =
        SslOptions.builder().jdkSslProvider().handshakeTimeout(CONNECT_TIMEOUT);
    if (tls.ca() != null) {
      builder.trustManager(tls.ca().toFile());
    }
    if (tls.cert() != null && tls.key() != null) {
      builder.keyManager(tls.cert().toFile(), tls.key().toFile(), new char[0]);
    }
    return builder.build();
  }
}
