/**
 * The backends' side of Netty: which address a call goes to, and the connections to it, pooled per
 * event loop. Start at {@link io.nearside.upstream.UpstreamClient}, then follow {@link
 * io.nearside.upstream.UpstreamCall} and {@link io.nearside.upstream.ConnectionPool}.
 */
@NullMarked
package io.nearside.upstream;

import org.jspecify.annotations.NullMarked;
