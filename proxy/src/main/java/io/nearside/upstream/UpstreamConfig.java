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
 * @param streamTimeoutMillis longest pause within an event stream
 * @param maxRequests most requests under way at once
 * @param queue most requests that wait for one of those to end
 * @param queueTimeoutMillis longest time that one waits
 */
public record UpstreamConfig(
    String host,
    int port,
    long connectTimeoutMillis,
    long responseTimeoutMillis,
    long bodyTimeoutMillis,
    long keepAliveMillis,
    long streamTimeoutMillis,
    int maxRequests,
    int queue,
    long queueTimeoutMillis) {}
