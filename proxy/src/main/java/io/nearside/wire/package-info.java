/**
 * What the connections of both sides, clients' and upstream's, have in common: addresses and
 * sockets, the ends of streams, the forms that bytes and fields have on the wire.
 *
 * <p>Everything here is used on the event loop of its channel.
 */
@NullMarked
package io.nearside.wire;

import org.jspecify.annotations.NullMarked;
