/**
 * What the connections of both sides, clients' and upstream's, have in common below HTTP.
 *
 * <p>Everything here is used on the event loop of its channel.
 */
@NullMarked
package io.nearside.wire;

import org.jspecify.annotations.NullMarked;
