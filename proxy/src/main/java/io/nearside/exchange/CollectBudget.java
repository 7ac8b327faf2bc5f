package io.nearside.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be collected for the store at one time, in all fetches together. */
final class CollectBudget {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  CollectBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes this many bytes, or nothing when they are not there. */
  boolean take(int bytes) {
    if (used.addAndGet(bytes) <= maxBytes) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long usedBytes() {
    return used.get();
  }
}
