package io.nearside.store.redis;

import io.nearside.caching.CacheKey;
import java.nio.charset.StandardCharsets;

/**
 * The Redis keys of stored values and of their leases. The braces are a hash tag: all variants of a
 * resource live on one node of a cluster, and so do the leases.
 */
final class FarKeys {
  /** Of the stored format: another one is another set of keys. */
  private static final String FORMAT = "e3";

  private static final int SUFFIX_LENGTH = 16;

  private final String prefix;

  private FarKeys(String prefix) {
    this.prefix = prefix;
  }

  /**
   * The keys of a namespace and a release of the backend; no names of these contain a colon, so no
   * two of them make the same keys.
   */
  static FarKeys of(RedisConfig config) {
    String release = config.release().isEmpty() ? "" : config.release() + ':';
    return new FarKeys(config.namespace() + ':' + FORMAT + ':' + release);
  }

  /** Where a value is stored. */
  byte[] value(String rules, CacheKey key) {
    return bytes(rules, key, "");
  }

  /** Where the lease of a value stands; never where a value does. */
  byte[] lease(String rules, CacheKey key) {
    return bytes(rules, key, ":lease");
  }

  private byte[] bytes(String rules, CacheKey key, String kind) {
    int length = prefix.length() + rules.length() + key.text().length() + SUFFIX_LENGTH;
    StringBuilder text = new StringBuilder(length);
    text.append(prefix).append(rules).append(":{").append(key.text()).append('}');
    if (key.slot() != CacheKey.PRIMARY) {
      text.append(':').append(key.slot());
    }
    return text.append(kind).toString().getBytes(StandardCharsets.UTF_8);
  }
}
