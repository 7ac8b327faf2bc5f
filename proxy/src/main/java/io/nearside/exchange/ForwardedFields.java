package io.nearside.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Set;

/**
 * The fields that tell the upstream about the client: {@code X-Forwarded-*}. What a client that is
 * not a trusted proxy says of itself is dropped, for it is not in the key.
 */
final class ForwardedFields {
  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";

  /** Fields that make a backend see another host, path, method or client. */
  private static final List<String> CLAIMS =
      List.of(
          "Forwarded",
          FOR,
          PROTO,
          HOST,
          "X-Forwarded-Port",
          "X-Forwarded-Server",
          "X-Forwarded-Prefix",
          "X-Forwarded-Path",
          "X-Forwarded-Scheme",
          "X-Forwarded-Ssl",
          "X-Forwarded-Proto-Version",
          "X-Forwarded-By",
          "X-Forwarded-Uri",
          "X-Original-URL",
          "X-Original-URI",
          "X-Original-Host",
          "X-Rewrite-URL",
          "X-Host",
          "X-Real-IP",
          "X-Client-IP",
          "True-Client-IP",
          "X-HTTP-Method",
          "X-HTTP-Method-Override",
          "X-Method-Override");

  private ForwardedFields() {}

  /**
   * Drops the names with an underscore, as most proxies do: backends behind CGI or WSGI cannot tell
   * {@code X_Tenant} from {@code X-Tenant}, and we would have looked at another one than they.
   */
  private static void dropAmbiguous(HttpHeaders headers) {
    for (String name : Set.copyOf(headers.names())) {
      if (name.indexOf('_') >= 0) {
        headers.remove(name);
      }
    }
  }

  /** Makes the fields say what is known, and what a trusted proxy said. */
  static void apply(HttpHeaders headers, Origin origin) {
    dropAmbiguous(headers);
    if (!origin.trusted()) {
      for (String claim : CLAIMS) {
        headers.remove(claim);
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
