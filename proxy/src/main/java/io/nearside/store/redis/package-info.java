/**
 * The far store and the followed purge log, on Lettuce. Nothing outside this package knows Lettuce.
 *
 * <p>Start at {@link io.nearside.store.redis.RedisFarStore} for what is stored, and at {@link
 * io.nearside.store.redis.RedisPurgeLog} for what is purged: its {@code LogState} decides, {@code
 * LogAppender} writes, {@code LogFollower} reads. May import {@code store} and {@code caching}.
 */
@NullMarked
package io.nearside.store.redis;

import org.jspecify.annotations.NullMarked;
