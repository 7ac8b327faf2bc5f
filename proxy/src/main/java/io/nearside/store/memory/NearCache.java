package io.nearside.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Ticker;
import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.StoredResponse;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The near cache: what this process keeps in its own memory, bounded in bytes, most useful first.
 *
 * <p>All methods may be called on any thread; upkeep is done in small pieces on the callers'.
 */
public final class NearCache {
  /** What an entry costs beside its bytes and its key: objects, arrays, the cache's own nodes. */
  static final int ENTRY_OVERHEAD_BYTES = 200;

  /** Uses of a response that follow each other sooner count as one. */
  private static final long USE_MILLIS = 1000;

  private final long maxBytes;
  private final @Nullable Cache<CacheKey, CacheValue> cache;
  private final @Nullable Policy<CacheKey, CacheValue> policy;

  public NearCache(NearConfig config) {
    this(config, Ticker.systemTicker());
  }

  NearCache(NearConfig config, Ticker ticker) {
    this.maxBytes = config.maxBytes();
    this.cache = maxBytes == 0 ? null : build(maxBytes, ticker);
    this.policy = cache == null ? null : cache.policy();
  }

  private static Cache<CacheKey, CacheValue> build(long maxBytes, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumWeight(maxBytes)
        .weigher(NearCache::weigh)
        .expireAfter(new UsefulLife())
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /** Whether nothing is ever kept. */
  public boolean isOff() {
    return cache == null;
  }

  /** What stands under a key, or null. It may be past its time: the numbers inside decide. */
  public @Nullable CacheValue get(CacheKey key) {
    return cache == null ? null : cache.getIfPresent(key);
  }

  /**
   * Keeps a value, unless a response from a later place in the purge log stands there, or from the
   * same place a whole one that parts of it would take the place of.
   */
  public void put(CacheKey key, CacheValue value) {
    if (cache == null) {
      return;
    }
    boolean fits = weigh(key, value) <= maxBytes;
    cache.asMap().compute(key, (same, old) -> stays(old, value) ? old : fits ? value : null);
  }

  private static boolean stays(@Nullable CacheValue old, CacheValue value) {
    if (!(old instanceof StoredResponse kept) || !(value instanceof StoredResponse coming)) {
      return false;
    }
    int later = Long.compare(kept.epoch(), coming.epoch());
    if (later == 0) {
      later = Long.compare(kept.position(), coming.position());
    }
    if (later != 0) {
      return later > 0;
    }
    // Parts take the place of a whole response only where they show that the whole one is over.
    if (coming.isPartial() && !kept.isPartial()) {
      return isSameRepresentation(kept, coming) || kept.originMillis() >= coming.originMillis();
    }
    // What was fetched here just now is the latest; what was found in the far store may not be.
    if (coming.fetchBeganMillis() != StoredResponse.NOT_FETCHED_HERE) {
      return false;
    }
    // Of the same one, what was fetched here is trusted for longer.
    boolean fetchedHere = kept.fetchBeganMillis() != StoredResponse.NOT_FETCHED_HERE;
    return kept.originMillis() > coming.originMillis()
        || (fetchedHere && kept.originMillis() == coming.originMillis());
  }

  private static boolean isSameRepresentation(StoredResponse one, StoredResponse other) {
    return Objects.equals(one.entityTag(), other.entityTag());
  }

  /**
   * The same. Not each use of a response is noted, for that costs more than to find it: one a
   * second shows as well which are asked for more.
   *
   * @param nowMillis by a clock that does not go back
   */
  public @Nullable CacheValue get(CacheKey key, long nowMillis) {
    if (cache == null || policy == null) {
      return null;
    }
    CacheValue value = policy.getIfPresentQuietly(key);
    if (value == null) {
      return null;
    }
    boolean noted = value instanceof StoredResponse response && isNoted(response, nowMillis);
    return noted ? value : cache.getIfPresent(key);
  }

  private static boolean isNoted(StoredResponse response, long nowMillis) {
    if (nowMillis - response.usedAtMillis() < USE_MILLIS) {
      return true;
    }
    response.usedAtMillis(nowMillis);
    return false;
  }

  /** Puts a value in the place of this very one; another that took its place stays. */
  public void replace(CacheKey key, CacheValue old, CacheValue value) {
    if (cache != null) {
      cache.asMap().replace(key, old, value);
    }
  }

  /** Drops this very value; another that took its place stays. */
  public void remove(CacheKey key, CacheValue value) {
    if (cache != null) {
      cache.asMap().remove(key, value);
    }
  }

  /** Drops everything. */
  public void clear() {
    if (cache != null) {
      cache.invalidateAll();
    }
  }

  /** How many bytes the entries weigh, keys and overhead included. */
  public long weightedBytes() {
    return cache == null
        ? 0
        : cache
            .policy()
            .eviction()
            .map(bound -> bound.weightedSize())
            .orElse(OptionalLong.empty())
            .orElse(0);
  }

  /** About how many entries there are. */
  public long count() {
    return cache == null ? 0 : cache.estimatedSize();
  }

  private static int weigh(CacheKey key, CacheValue value) {
    long bytes = (long) value.encoded().length + key.text().length() + ENTRY_OVERHEAD_BYTES;
    if (value instanceof StoredResponse response) {
      // There may come to be a second form of it.
      bytes += response.headLength();
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}
