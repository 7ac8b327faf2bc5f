/**
 * What is kept: responses in one binary format, and the purge log that says which of them still
 * hold.
 *
 * <p>Start at {@link io.nearside.store.StoredResponse} and {@link io.nearside.store.PurgeLog}. May
 * import {@code caching} and {@code http}; Caffeine and Lettuce are used only in the packages
 * below.
 */
@NullMarked
package io.nearside.store;

import org.jspecify.annotations.NullMarked;
