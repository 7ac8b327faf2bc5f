package io.nearside.server;

import io.nearside.tls.ServerTlsConfig;
import io.nearside.wire.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One listener for clients.
 *
 * @param address where it listens; port 0 for a free one
 * @param headerTimeoutMillis a request's head must have arrived within this time of its first byte
 * @param bodyTimeoutMillis longest pause within a request's body, and of a client that reads
 *     nothing
 * @param idleTimeoutMillis a connection without a request is closed after this time
 * @param trustedProxies addresses, CIDRs or {@code unix:} whose {@code X-Forwarded-*} are believed
 * @param purgeAllowed addresses, CIDRs or {@code unix:} that may send {@code PURGE}
 * @param totalTimeoutMillis longest time from a request's head to the end of its answer
 * @param halfClosedTimeoutMillis how long a client that has ended its side is answered without a
 *     sign that it is there
 * @param limits what clients may take
 * @param http2 what clients that speak HTTP/2 may do
 * @param tls null for none
 * @param proxyProtocolFrom addresses, CIDRs or {@code unix:} whose connections begin with a PROXY
 *     header that says who the client is
 * @param socketMode permissions of a Unix domain socket, octal, e.g. {@code 0660}; null: as the
 *     process's mask says
 */
public record ListenerConfig(
    Address address,
    long headerTimeoutMillis,
    long bodyTimeoutMillis,
    long idleTimeoutMillis,
    List<String> trustedProxies,
    List<String> purgeAllowed,
    long totalTimeoutMillis,
    long halfClosedTimeoutMillis,
    ServerLimits limits,
    Http2Config http2,
    @Nullable ServerTlsConfig tls,
    List<String> proxyProtocolFrom,
    @Nullable String socketMode) {}
