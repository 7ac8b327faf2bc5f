package io.nearside.upstream;

import io.nearside.tls.ClientTlsConfig;
import io.nearside.wire.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend: one or several addresses of the same content.
 *
 * @param name {@code default}, or what routes call it
 * @param addresses at least one
 * @param times what is waited for how long
 * @param limits how much at once
 * @param tls null for none
 * @param http2 whether HTTP/2 is spoken
 * @param proxyProtocol what a connection begins with
 * @param balance which address a request goes to
 */
public record UpstreamConfig(
    String name,
    List<Address> addresses,
    Times times,
    Limits limits,
    @Nullable ClientTlsConfig tls,
    Http2 http2,
    ProxyProtocol proxyProtocol,
    BalanceConfig balance) {

  /**
   * What is waited for how long.
   *
   * @param connectMillis longest time for a connection to be made, TLS included
   * @param responseMillis longest time from the end of the request to the response's head
   * @param bodyMillis longest pause within a response's body
   * @param keepAliveMillis idle connections are closed after this time
   * @param streamMillis longest pause within an event stream
   */
  public record Times(
      long connectMillis,
      long responseMillis,
      long bodyMillis,
      long keepAliveMillis,
      long streamMillis) {}

  /**
   * How much at once.
   *
   * @param requests most requests under way
   * @param connections most connections, all addresses together
   * @param queue most requests that wait for their turn
   * @param queueMillis longest time that one waits
   */
  public record Limits(int requests, int connections, int queue, long queueMillis) {
    /** No limit of connections but that of the requests. */
    public static final int ANY = Integer.MAX_VALUE;
  }

  /** Whether HTTP/2 is spoken. */
  public enum Http2 {
    OFF,
    /** Over TLS, where the upstream chooses it (ALPN). */
    NEGOTIATED,
    /** Always: with or without TLS, from the first byte. */
    PRIOR_KNOWLEDGE
  }

  /** The header before the first byte of a connection that names its client. */
  public enum ProxyProtocol {
    OFF,
    V1,
    V2
  }
}
