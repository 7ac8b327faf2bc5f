package io.nearside.store.memory;

import com.github.benmanes.caffeine.cache.Expiry;
import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.StoredResponse;
import java.util.concurrent.TimeUnit;

/**
 * How long an entry can be of use at most. It only collects garbage, so it needs no clock: an entry
 * is put after its origin time, so it is useless when all its life has passed once more since then.
 */
final class UsefulLife implements Expiry<CacheKey, CacheValue> {
  private static final long VARY_RULE_NANOS = TimeUnit.DAYS.toNanos(1);

  @Override
  public long expireAfterCreate(CacheKey key, CacheValue value, long currentTime) {
    if (!(value instanceof StoredResponse response)) {
      return VARY_RULE_NANOS;
    }
    long lifeMillis = response.goneAtMillis() - response.originMillis();
    return TimeUnit.MILLISECONDS.toNanos(Math.max(0, lifeMillis));
  }

  @Override
  public long expireAfterUpdate(
      CacheKey key, CacheValue value, long currentTime, long currentDuration) {
    return expireAfterCreate(key, value, currentTime);
  }

  @Override
  public long expireAfterRead(
      CacheKey key, CacheValue value, long currentTime, long currentDuration) {
    return currentDuration;
  }
}
