package io.nearside.store.redis;

/**
 * The shared tier.
 *
 * @param uri what {@link RedisAddress} reads
 * @param namespace first part of every key
 * @param timeoutMillis deadline of a read on a request's path
 * @param appendTimeoutMillis deadline of an append to the purge log
 * @param maxObjectBytes largest value that is stored
 * @param maxLagMillis how long a purge may take to be known to every sidecar
 * @param release part of the keys of entries, not of the log; may be empty
 * @param access what is needed to be let in, beside the URI
 */
public record RedisConfig(
    String uri,
    String namespace,
    long timeoutMillis,
    long appendTimeoutMillis,
    long maxObjectBytes,
    long maxLagMillis,
    String release,
    RedisAccess access) {

  /** One without a release. */
  public RedisConfig(
      String uri,
      String namespace,
      long timeoutMillis,
      long appendTimeoutMillis,
      long maxObjectBytes,
      long maxLagMillis,
      RedisAccess access) {
    this(
        uri,
        namespace,
        timeoutMillis,
        appendTimeoutMillis,
        maxObjectBytes,
        maxLagMillis,
        "",
        access);
  }

  /** A Redis for which its URI says everything. */
  public RedisConfig(
      String uri,
      String namespace,
      long timeoutMillis,
      long appendTimeoutMillis,
      long maxObjectBytes,
      long maxLagMillis) {
    this(
        uri,
        namespace,
        timeoutMillis,
        appendTimeoutMillis,
        maxObjectBytes,
        maxLagMillis,
        RedisAccess.BY_URI);
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return "RedisConfig["
        + uri.replaceAll("//.*@", "//***@")
        + ", namespace="
        + namespace
        + ", "
        + access
        + "]";
  }
}
