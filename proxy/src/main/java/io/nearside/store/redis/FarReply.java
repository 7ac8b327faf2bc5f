package io.nearside.store.redis;

import org.jspecify.annotations.Nullable;

/** Told once what became of a command, on the loop of its connection. */
interface FarReply {

  /**
   * The reply is here, or will never be.
   *
   * @param value null where Redis has none or there was a failure
   * @param failure null when Redis answered and not with an error
   */
  void arrived(byte @Nullable [] value, @Nullable String failure);
}
