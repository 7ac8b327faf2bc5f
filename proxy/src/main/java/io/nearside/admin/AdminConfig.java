package io.nearside.admin;

/**
 * The admin listener.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 */
public record AdminConfig(String host, int port) {}
