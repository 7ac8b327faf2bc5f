/**
 * The clients' side of Netty: one handler per connection, which answers near hits itself. Start at
 * {@link io.nearside.server.ProxyServer}.
 */
@NullMarked
package io.nearside.server;

import org.jspecify.annotations.NullMarked;
