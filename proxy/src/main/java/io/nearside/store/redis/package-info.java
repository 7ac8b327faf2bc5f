/**
 * The far store and the followed purge log, on Lettuce. Nothing outside this package knows Lettuce.
 */
@NullMarked
package io.nearside.store.redis;

import org.jspecify.annotations.NullMarked;
