/**
 * The decisions: keys, what may be stored and for how long, what may be reused, what a write
 * purges.
 *
 * <p>Everything here is a pure function of its arguments; time is a {@code nowMillis} argument. A
 * verdict is a small value whose name is at once the log word and the {@code Cache-Status} text.
 * Start at {@link io.nearside.caching.Route}. Imports the JDK and {@code http} only.
 */
@NullMarked
package io.nearside.caching;

import org.jspecify.annotations.NullMarked;
