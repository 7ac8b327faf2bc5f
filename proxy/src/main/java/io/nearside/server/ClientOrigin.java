package io.nearside.server;

import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.Downstream;
import io.nearside.exchange.Downstream.ClientCertificate;
import io.nearside.exchange.ProxyRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and what requests from there ask for.
 *
 * @param client whom the connection is from, as far as known: the other end, or whom a PROXY header
 *     names; null where it has no address
 * @param unix whether it is from a Unix domain socket of this machine
 * @param trusted whether what it says of other clients is believed
 * @param secure whether the connection is encrypted, or was where a PROXY header says so
 * @param certificate that the client has proved to own
 */
record ClientOrigin(
    @Nullable InetSocketAddress client,
    boolean unix,
    boolean trusted,
    boolean secure,
    @Nullable ClientCertificate certificate) {
  private static final ClientOrigin UNKNOWN = new ClientOrigin(null, false, false, false, null);
  private static final AttributeKey<ClientOrigin> KEY = AttributeKey.valueOf("nearside.origin");

  /** The other end of a connection over TCP. */
  static ClientOrigin of(@Nullable SocketAddress remote, AddressRanges trustedProxies) {
    return remote instanceof InetSocketAddress inet
        ? new ClientOrigin(inet, false, trustedProxies.contains(inet), false, null)
        : UNKNOWN;
  }

  /** The other end of a connection over a Unix domain socket. */
  static ClientOrigin ofUnix(AddressRanges trustedProxies) {
    return new ClientOrigin(null, true, trustedProxies.containsUnix(), false, null);
  }

  /** What is known of a connection's client; set before its first request is read. */
  static ClientOrigin of(Channel channel) {
    ClientOrigin known = channel.attr(KEY).get();
    return known == null ? UNKNOWN : known;
  }

  /** Whether it is one of these. */
  boolean isOf(AddressRanges ranges) {
    return unix ? ranges.containsUnix() : client != null && ranges.contains(client);
  }

  /** The one that a PROXY header from here names. */
  ClientOrigin named(ProxyHeader header, AddressRanges trustedProxies) {
    if (!header.names()) {
      return this;
    }
    InetSocketAddress named = header.client();
    boolean believed = named != null && trustedProxies.contains(named);
    return new ClientOrigin(named, false, believed, header.secure(), null);
  }

  /** From now on this is what is known of a connection's client. */
  void set(Channel channel) {
    channel.attr(KEY).set(this);
  }

  ClientOrigin secured(@Nullable ClientCertificate proved) {
    return new ClientOrigin(client, unix, trusted, true, proved);
  }

  /**
   * What a request asks for, or null when host or target are malformed.
   *
   * @param host the authority that it asks for
   * @param target in origin form, or {@code *}
   */
  @Nullable ProxyRequest classify(
      CacheEngine engine,
      String method,
      HttpVersion version,
      String host,
      String target,
      HttpHeaders headers,
      boolean hasBody) {
    String address = client == null ? "unknown" : client.getAddress().getHostAddress();
    Downstream from = new Downstream(address, trusted, scheme(headers), certificate);
    return engine.classify(method, version, host, target, headers, hasBody, from);
  }

  private String scheme(HttpHeaders headers) {
    String said = trusted ? headers.get("X-Forwarded-Proto") : null;
    if (said != null) {
      return said.trim().equalsIgnoreCase("https") ? "https" : "http";
    }
    return secure ? "https" : "http";
  }
}
