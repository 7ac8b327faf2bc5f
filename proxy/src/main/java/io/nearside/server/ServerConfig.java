package io.nearside.server;

import java.util.List;

/**
 * The clients' side.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param headerTimeoutMillis a request's head must have arrived within this time of its first byte
 * @param bodyTimeoutMillis longest pause within a request's body, and of a client that reads
 *     nothing
 * @param idleTimeoutMillis a connection without a request is closed after this time
 * @param drainTimeoutMillis how long answers in flight may take once a stop was asked for
 * @param trustedProxies addresses or CIDRs whose {@code X-Forwarded-*} are believed
 * @param purgeAllowed addresses or CIDRs that may send {@code PURGE}
 * @param totalTimeoutMillis longest time from a request's head to the end of its answer
 * @param halfClosedTimeoutMillis how long a client that has ended its side is answered without a
 *     sign that it is there
 * @param limits what clients may take
 */
public record ServerConfig(
    String host,
    int port,
    long headerTimeoutMillis,
    long bodyTimeoutMillis,
    long idleTimeoutMillis,
    long drainTimeoutMillis,
    List<String> trustedProxies,
    List<String> purgeAllowed,
    long totalTimeoutMillis,
    long halfClosedTimeoutMillis,
    ServerLimits limits) {}
