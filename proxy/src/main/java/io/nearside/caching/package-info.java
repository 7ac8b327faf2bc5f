/**
 * The decisions: keys, what may be stored and for how long, what may be reused, what a write
 * purges.
 *
 * <p>Everything here is a pure function of its arguments; time is a {@code nowMillis} argument. A
 * verdict is a small value whose name is at once the log word and the {@code Cache-Status} text.
 * Imports the JDK and {@code http} only.
 *
 * <p>In the order in which a request meets them: {@link io.nearside.caching.ResourceUri} and {@link
 * io.nearside.caching.Routes}, {@link io.nearside.caching.Lookup}, {@link
 * io.nearside.caching.CacheKeys}, {@link io.nearside.caching.Vary}, {@link
 * io.nearside.caching.Reuse}, {@link io.nearside.caching.Delivery}, {@link
 * io.nearside.caching.Freshening}, {@link io.nearside.caching.Storing}, {@link
 * io.nearside.caching.Invalidation} and {@link io.nearside.caching.PurgeTags}.
 */
@NullMarked
package io.nearside.caching;

import org.jspecify.annotations.NullMarked;
