/**
 * The clients' side of Netty: one handler per connection, which answers near hits itself. Start at
 * {@link io.nearside.server.ProxyServer}, then follow {@link io.nearside.server.ClientPipeline} to
 * {@link io.nearside.server.ClientConnection} (HTTP/1.1) and {@link
 * io.nearside.server.Http2ClientConnection}.
 */
@NullMarked
package io.nearside.server;

import org.jspecify.annotations.NullMarked;
