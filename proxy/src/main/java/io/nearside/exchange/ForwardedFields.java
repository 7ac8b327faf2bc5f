package io.nearside.exchange;

import io.nearside.http.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that tell the upstream about the client: {@code X-Forwarded-*}. What a client that is
 * not a trusted proxy says of itself is dropped, for it is not in the key.
 */
final class ForwardedFields {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";

  /*
   * The fields from which frameworks, middleware and CGI programs take another host, scheme, path,
   * method or client address than the request's own, without being told to by the application. They
   * are in no key, so an answer made from one of them would be stored for everybody.
   */
  private static final Set<String> CLAIMS =
      Set.of(
          // Host.
          "forwarded",
          "x-host",
          "x-http-host-override",
          // Scheme.
          "cf-visitor",
          "cloudfront-forwarded-proto",
          "fastly-ssl",
          "front-end-https",
          "x-scheme",
          "x-url-scheme",
          // Path.
          "x-envoy-original-path",
          "x-http-destinationurl",
          "x-http-path-override",
          "x-script-name",
          // Method.
          "x-http-method",
          "x-http-method-override",
          "x-method-override",
          // Client address.
          "cf-connecting-ip",
          "cf-connecting-ipv6",
          "cf-pseudo-ipv4",
          "client-ip",
          "cloudfront-viewer-address",
          "do-connecting-ip",
          "fastly-client-ip",
          "fly-client-ip",
          "proxy-client-ip",
          "true-client-ip",
          "wl-proxy-client-ip",
          "x-appengine-user-ip",
          "x-azure-clientip",
          "x-azure-socketip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-envoy-external-address",
          "x-originating-ip",
          "x-proxyuser-ip",
          "x-real-ip",
          "x-remote-addr",
          "x-remote-ip");

  /** Families of them: X-Forwarded-Prefix, X-Original-URL, X-Rewrite-URL, ... */
  private static final List<String> CLAIM_FAMILIES =
      List.of("x-forwarded", "x-original-", "x-rewrite-");

  private ForwardedFields() {}

  private static boolean isClaim(String lowerCaseName) {
    if (CLAIMS.contains(lowerCaseName)) {
      return true;
    }
    for (String family : CLAIM_FAMILIES) {
      if (lowerCaseName.startsWith(family)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name is to be taken out of the request of this client. */
  private static boolean isDropped(String name, HttpHeaders headers, boolean trusted) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    // To CGI programs it is the environment variable HTTP_PROXY; nobody else knows such a field.
    if (lowerCase.equals("proxy")) {
      return true;
    }
    if (lowerCase.indexOf('_') >= 0) {
      return !trusted || isAlias(lowerCase.replace('_', '-'), headers);
    }
    return !trusted && isClaim(lowerCase);
  }

  /**
   * Whether the name with an underscore passes for a field that counts: backends behind CGI or WSGI
   * cannot tell {@code X_Tenant} from {@code X-Tenant}, and we would have looked at another one
   * than they. From clients that are no trusted proxies all such names are dropped, as most proxies
   * do.
   */
  private static boolean isAlias(String dashed, HttpHeaders headers) {
    return headers.contains(dashed)
        || HopByHop.names(dashed)
        || HopByHop.isEndToEnd(dashed)
        || isClaim(dashed);
  }

  /** Makes the fields say what is known, and what a trusted proxy said. */
  static void apply(HttpHeaders headers, Origin origin) {
    for (String name : Set.copyOf(headers.names())) {
      if (isDropped(name, headers, origin.trusted())) {
        headers.remove(name);
      }
    }
    String before = headers.get(FOR) == null ? "" : String.join(", ", headers.getAll(FOR)) + ", ";
    headers.set(FOR, before + origin.clientAddress());
    if (!headers.contains(PROTO)) {
      headers.set(PROTO, origin.scheme());
    }
    if (!headers.contains(HOST) && !origin.host().isEmpty()) {
      headers.set(HOST, origin.host());
    }
  }

  /**
   * Where a request came from.
   *
   * @param clientAddress the address of the connection's other end
   * @param trusted whether it is a trusted proxy
   * @param scheme the scheme the client used
   * @param host the authority the client asked for, as it wrote it; empty when it named none
   * @param version the version of the client's message
   */
  record Origin(
      String clientAddress, boolean trusted, String scheme, String host, HttpVersion version) {}
}
