package io.nearside.store.redis;

import io.nearside.store.FarStore.LeaseAnswer;
import io.nearside.store.Lease;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A lease being asked for: {@code SET NX} and {@code GET} in one flush, since only Redis 7 does
 * both in one command. The first says whether it was taken, the second who has it.
 */
final class LeaseRequest {
  private final byte[] encoded;
  private final RedisEvents events;
  private boolean taken;
  private @Nullable String refusal;

  LeaseRequest(Lease lease, RedisEvents events) {
    this.encoded = lease.encoded();
    this.events = events;
  }

  /** The reply to the {@code SET}. */
  void set(byte @Nullable [] value, @Nullable String failure) {
    taken = value != null;
    refusal = failure;
  }

  /** What both replies say; that to the {@code GET} comes after the other. */
  LeaseAnswer answer(byte @Nullable [] value, @Nullable String failure) {
    if (refusal != null) {
      return holder(null, refusal, events);
    }
    if (taken) {
      // Though another may have it already: then it was ours for all of its lifetime.
      return failure == null ? LeaseAnswer.MINE : holder(null, failure, events);
    }
    if (value == null && failure == null) {
      // It ended between the two commands. The next one who asks gets it.
      return LeaseAnswer.UNKNOWN;
    }
    // A reply that was lost and asked for again would show our own here.
    return Arrays.equals(value, encoded) ? LeaseAnswer.MINE : holder(value, failure, events);
  }

  /** What a {@code GET} of a lease says. */
  static LeaseAnswer holder(byte @Nullable [] value, @Nullable String failure, RedisEvents events) {
    if (failure != null) {
      events.happened(RedisEvent.READ_FAILED, failure);
      return LeaseAnswer.UNKNOWN;
    }
    if (value == null) {
      return LeaseAnswer.FREE;
    }
    Lease holder = Lease.decode(value);
    if (holder == null) {
      events.happened(RedisEvent.READ_UNREADABLE, value.length + " bytes of a lease");
    }
    return LeaseAnswer.taken(holder);
  }
}
