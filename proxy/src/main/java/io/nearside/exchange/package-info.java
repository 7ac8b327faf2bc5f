/**
 * One request's way: lookup, decide, fetch or validate, deliver, store, purge.
 *
 * <p>Start at {@link io.nearside.exchange.CacheEngine}. Knows the backend and the client only as
 * {@link io.nearside.exchange.Upstream} and {@link io.nearside.exchange.ResponseSink}; no Netty
 * channel is seen here.
 */
@NullMarked
package io.nearside.exchange;

import org.jspecify.annotations.NullMarked;
