package io.nearside.store;

import io.nearside.caching.CacheKey;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store that sidecars share. Trouble of any kind is a miss plus an event, never an error. */
public interface FarStore extends AutoCloseable {

  /**
   * Reads a value.
   *
   * @param rules fingerprint of the storing rules the value must have been stored under
   * @param loop the caller's event loop: the callback runs on it, and so does the deadline's timer
   * @param callback called once, with null for a miss, a deadline, an unreadable value or any
   *     trouble
   */
  void get(
      String rules,
      CacheKey key,
      ScheduledExecutorService loop,
      Consumer<@Nullable CacheValue> callback);

  /**
   * Writes a value whole, to be gone after its lifetime. Fire and forget: dropped when the store is
   * away or behind.
   */
  void put(String rules, CacheKey key, CacheValue value, long lifetimeMillis);

  /** Whether the store answers just now; for readiness and the curious. */
  boolean available();

  @Override
  void close();
}
