package io.nearside.store.redis;

import io.nearside.store.PurgeLog;

/** A purge log on a measured Redis, for measurements outside of this package. */
public final class MeasuredSidecar {
  private MeasuredSidecar() {}

  public static PurgeLog on(RedisProcess redis) {
    RedisConfig config = new RedisConfig(redis.uri(), "measured", 20, 2_000, 1 << 20, 2_000);
    return new RedisPurgeLog(config, new LoggedRedisEvents());
  }
}
