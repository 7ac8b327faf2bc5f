/**
 * The near cache in this process, on Caffeine. Start at {@link io.nearside.store.memory.NearCache}.
 */
@NullMarked
package io.nearside.store.memory;

import org.jspecify.annotations.NullMarked;
