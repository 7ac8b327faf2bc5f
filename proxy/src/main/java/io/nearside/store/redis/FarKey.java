package io.nearside.store.redis;

import io.nearside.caching.CacheKey;
import java.nio.charset.StandardCharsets;

/**
 * The Redis key of a stored value. The braces are a hash tag: all variants of a resource live on
 * one node of a cluster.
 */
final class FarKey {
  /** Of the stored format: another one is another set of keys. */
  private static final String FORMAT = "e3";

  private FarKey() {}

  static byte[] bytes(String namespace, String rules, CacheKey key) {
    StringBuilder text = new StringBuilder(namespace.length() + key.text().length() + 32);
    text.append(namespace).append(':').append(FORMAT).append(':').append(rules);
    text.append(":{").append(key.text()).append('}');
    if (key.slot() != CacheKey.PRIMARY) {
      text.append(':').append(key.slot());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
