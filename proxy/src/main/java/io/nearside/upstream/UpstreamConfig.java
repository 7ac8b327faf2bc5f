package io.nearside.upstream;

/**
 * The backend.
 *
 * @param host name or address
 * @param port port
 * @param connectTimeoutMillis longest time for a connection to be made
 * @param responseTimeoutMillis longest time from the end of the request to the response's head
 * @param bodyTimeoutMillis longest pause within a response's body
 * @param keepAliveMillis idle connections are closed after this time
 */
public record UpstreamConfig(
    String host,
    int port,
    long connectTimeoutMillis,
    long responseTimeoutMillis,
    long bodyTimeoutMillis,
    long keepAliveMillis) {}
