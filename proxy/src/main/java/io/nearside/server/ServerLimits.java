package io.nearside.server;

/**
 * What clients may take.
 *
 * @param connections most connections at once
 * @param connectionsPerAddress most connections at once of one address that is no trusted proxy
 * @param requestLineBytes longest request line
 * @param headBytes most bytes of a request's fields
 * @param fieldCount most fields of a request
 * @param minBodyBytesPerSecond who sends or takes a body slower is cut off
 */
public record ServerLimits(
    int connections,
    int connectionsPerAddress,
    int requestLineBytes,
    int headBytes,
    int fieldCount,
    int minBodyBytesPerSecond) {
  /** No limit. */
  public static final int ANY = Integer.MAX_VALUE;
}
