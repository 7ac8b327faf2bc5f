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
   * Writes a value whole, to be gone after its lifetime. A {@link VaryRule} never shortens the life
   * of the one in its place. Fire and forget: dropped when the store is away or behind.
   */
  void put(String rules, CacheKey key, CacheValue value, long lifetimeMillis);

  /** How asking for a lease ended. */
  enum LeaseState {
    /** It is the asker's. */
    MINE,
    /** Another has it. */
    TAKEN,
    /** Nobody has it. */
    FREE,
    /** The store did not say, or not in time. */
    UNKNOWN
  }

  /**
   * A lease as the store has it.
   *
   * @param holder what its holder said; null unless taken
   */
  record LeaseAnswer(LeaseState state, @Nullable Lease holder) {
    public static final LeaseAnswer MINE = new LeaseAnswer(LeaseState.MINE, null);
    public static final LeaseAnswer FREE = new LeaseAnswer(LeaseState.FREE, null);
    public static final LeaseAnswer UNKNOWN = new LeaseAnswer(LeaseState.UNKNOWN, null);

    public static LeaseAnswer taken(@Nullable Lease holder) {
      return new LeaseAnswer(LeaseState.TAKEN, holder);
    }
  }

  /**
   * Asks for the lease of a key, unless another has it; who has it is told in the same round trip.
   *
   * @param lifetimeMillis after so long it is free again, unless written again
   * @param loop as of {@link #get}
   * @param callback called once on the loop: mine, taken or unknown
   */
  void acquire(
      String rules,
      CacheKey key,
      Lease lease,
      long lifetimeMillis,
      ScheduledExecutorService loop,
      Consumer<LeaseAnswer> callback);

  /**
   * Who has the lease of a key. What is read with {@link #get} after this call is not older than
   * the answer: a lease that is free and nothing stored means that nothing was.
   *
   * @param callback called once on the loop: taken, free or unknown
   */
  void holder(
      String rules, CacheKey key, ScheduledExecutorService loop, Consumer<LeaseAnswer> callback);

  /** Writes a lease over what is there: the holder lives on, or has found out. Fire and forget. */
  void hold(String rules, CacheKey key, Lease lease, long lifetimeMillis);

  /** Gives a lease back, after what was stored before this call. Fire and forget. */
  void release(String rules, CacheKey key);

  /** Whether what stands under this key can be had just now. */
  boolean available(String rules, CacheKey key);

  /** Whether the store answers just now; for readiness and the curious. */
  boolean available();

  @Override
  void close();
}
