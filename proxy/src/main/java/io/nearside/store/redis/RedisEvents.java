package io.nearside.store.redis;

/** Told what happens between this sidecar and Redis. Called on any thread; must not block. */
public interface RedisEvents {

  /**
   * Something happened.
   *
   * @param detail what is known of it beside its kind; may be empty
   */
  void happened(RedisEvent event, String detail);
}
