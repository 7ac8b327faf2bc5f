package io.nearside.server;

/**
 * What clients that speak HTTP/2 may do.
 *
 * @param enabled whether HTTP/2 is spoken at all
 */
public record Http2Config(boolean enabled) {}
