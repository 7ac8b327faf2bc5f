package io.nearside.store.redis;

/**
 * The shared tier.
 *
 * @param uri {@code redis://}, {@code rediss://} or another form that Lettuce's RedisURI reads
 * @param namespace first part of every key
 * @param timeoutMillis deadline of a read on a request's path
 * @param appendTimeoutMillis deadline of an append to the purge log
 * @param maxObjectBytes largest value that is stored
 * @param maxLagMillis how long a purge may take to be known to every sidecar
 */
public record RedisConfig(
    String uri,
    String namespace,
    long timeoutMillis,
    long appendTimeoutMillis,
    long maxObjectBytes,
    long maxLagMillis) {}
