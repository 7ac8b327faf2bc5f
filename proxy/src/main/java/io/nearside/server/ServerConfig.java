package io.nearside.server;

import java.util.List;

/**
 * The clients' side.
 *
 * @param listeners at least one
 * @param drainTimeoutMillis how long answers in flight may take once a stop was asked for
 */
public record ServerConfig(List<ListenerConfig> listeners, long drainTimeoutMillis) {}
