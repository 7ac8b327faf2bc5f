package io.nearside.server;

import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.ProxyRequest;
import io.nearside.server.RequestGuard.AbsoluteForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, and what requests from there ask for.
 *
 * @param address of the other end
 * @param trusted whether what it says of other clients is believed
 */
record ClientOrigin(String address, boolean trusted) {

  static ClientOrigin of(SocketAddress remote, AddressRanges trustedProxies) {
    return remote instanceof InetSocketAddress inet
        ? new ClientOrigin(inet.getAddress().getHostAddress(), trustedProxies.contains(inet))
        : new ClientOrigin("unknown", false);
  }

  /** What the request asks for, or null when that is malformed. */
  @Nullable ProxyRequest classify(CacheEngine engine, HttpRequest request, boolean hasBody) {
    HttpHeaders headers = request.headers();
    String target = request.uri();
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (!target.startsWith("/")) {
      AbsoluteForm absolute = AbsoluteForm.parse(target);
      if (absolute != null) {
        host = absolute.authority();
        target = absolute.originForm(request.method().name());
      }
    }
    return engine.classify(
        request.method().name(),
        request.protocolVersion(),
        scheme(headers),
        host,
        target,
        headers,
        hasBody,
        address,
        trusted);
  }

  private String scheme(HttpHeaders headers) {
    String said = trusted ? headers.get("X-Forwarded-Proto") : null;
    return said != null && said.trim().equalsIgnoreCase("https") ? "https" : "http";
  }
}
