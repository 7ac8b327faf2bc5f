package io.nearside.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nearside.caching.CacheKey;

/**
 * Keys remembered for a while, a bounded number of them: resources whose response could not be
 * shared, so that nobody waits for a fetch in vain (hit-for-miss).
 */
public final class RecentKeys {
  private static final int MAX_KEYS = 10_000;

  private final Cache<CacheKey, Long> untilMillis =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();

  /**
   * Remembers the key until this time; one that is remembered for nearly as long is left alone,
   * since writing costs more than looking.
   */
  public void add(CacheKey key, long nowMillis, long until) {
    Long known = untilMillis.getIfPresent(key);
    long slack = (until - nowMillis) >> 4;
    if (known == null || until < known || until - known > slack) {
      untilMillis.put(key, until);
    }
  }

  /** Forgets the key. */
  public void remove(CacheKey key) {
    untilMillis.invalidate(key);
  }

  /** Whether the key is remembered at this time. */
  public boolean contains(CacheKey key, long nowMillis) {
    Long until = untilMillis.getIfPresent(key);
    return until != null && nowMillis < until;
  }
}
