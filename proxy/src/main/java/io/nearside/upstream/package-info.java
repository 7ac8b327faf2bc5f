/**
 * The backend's side of Netty: connections pooled per event loop. Start at {@link
 * io.nearside.upstream.UpstreamClient}.
 */
@NullMarked
package io.nearside.upstream;

import org.jspecify.annotations.NullMarked;
