package io.nearside.store.redis;

import io.nearside.store.redis.RedisAddress.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What does not go together in an address and in what is said beside it.
 *
 * @param key the key below {@code redis} that is to be changed
 * @param problem what is wrong and what is accepted
 */
public record RedisContradiction(String key, String problem) {

  /** The first contradiction, or null. */
  public static @Nullable RedisContradiction first(RedisAddress address, RedisAccess access) {
    Kind kind = address.kind();
    boolean cluster = access.cluster() || kind == Kind.CLUSTER;
    if (access.cluster() && (kind == Kind.SENTINELS || kind == Kind.SOCKET)) {
      return new RedisContradiction(
          "cluster", "on with Sentinels or a socket; accepted: on with redis:// or rediss://");
    }
    if (cluster && address.database() != 0) {
      return new RedisContradiction(
          "uri", "a cluster has one database only; accepted: a URI of a cluster without /DB");
    }
    RedisContradiction ofCredentials = ofCredentials(address, access);
    return ofCredentials == null ? ofCertificates(address.tls(), access.tls()) : ofCredentials;
  }

  private static @Nullable RedisContradiction ofCredentials(
      RedisAddress address, RedisAccess access) {
    String password = access.password() == null ? address.password() : access.password();
    if (access.user() != null && password == null) {
      return new RedisContradiction("user", "without a password; accepted: with redis.password");
    }
    if (address.user() != null && password == null) {
      return new RedisContradiction(
          "uri",
          "a user without a password; accepted: USER:PASSWORD@ or :PASSWORD@, or USER@ with"
              + " redis.password");
    }
    boolean forSentinels = access.sentinelUser() != null || access.sentinelPassword() != null;
    if (forSentinels && address.kind() != Kind.SENTINELS) {
      String key = access.sentinelPassword() == null ? "sentinel-user" : "sentinel-password";
      return new RedisContradiction(
          key, "redis.uri has no Sentinels; accepted: with redis-sentinel://");
    }
    return access.sentinelUser() != null && access.sentinelPassword() == null
        ? new RedisContradiction(
            "sentinel-user", "without a password; accepted: with redis.sentinel-password")
        : null;
  }

  private static @Nullable RedisContradiction ofCertificates(boolean secure, RedisAccess.Tls tls) {
    if (tls.cert() != null && tls.key() == null) {
      return new RedisContradiction("tls.cert", "without its key; accepted: with redis.tls.key");
    }
    if (tls.key() != null && tls.cert() == null) {
      return new RedisContradiction(
          "tls.key", "without its certificate; accepted: with redis.tls.cert");
    }
    String given =
        tls.ca() != null
            ? "tls.ca"
            : tls.cert() != null
                ? "tls.cert"
                : tls.verify() != RedisAccess.Verify.FULL ? "tls.verify" : null;
    return secure || given == null
        ? null
        : new RedisContradiction(
            given, "redis.uri is without TLS; accepted: with rediss:// or rediss-sentinel://");
  }

  /** The first contradiction as a sentence, or null. */
  static @Nullable String of(RedisAddress address, RedisAccess access) {
    RedisContradiction first = first(address, access);
    return first == null ? null : "redis." + first.key() + ": " + first.problem();
  }
}
