package io.nearside.server;

import io.nearside.http.HopByHop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is refused before anything is made of it: a request has exactly one meaning, or it gets a
 * 4xx or 5xx and a closed connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
final class RequestGuard {
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final AsciiString CONTINUE = AsciiString.cached("100-continue");

  private RequestGuard() {}

  /** Why the request is refused, or null when it is not. */
  static @Nullable Refusal check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return unreadable(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return new Refusal(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    HttpHeaders headers = request.headers();
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()
        && (encodings.size() > 1 || !CHUNKED.contentEqualsIgnoreCase(encodings.get(0)))) {
      return new Refusal(501, "no transfer coding but chunked is understood");
    }
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !CONTINUE.contentEqualsIgnoreCase(expect)) {
      return new Refusal(417, "no expectation but 100-continue is met");
    }
    if (headers.contains(HttpHeaderNames.CONNECTION)
        && HopByHop.nominatesEndToEnd(
            headers.getAll(HttpHeaderNames.CONNECTION), headers::contains)) {
      return new Refusal(400, "Connection names a field that is not for this connection alone");
    }
    return host(request, version);
  }

  private static @Nullable Refusal host(HttpRequest request, HttpVersion version) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return new Refusal(400, "more than one Host");
    }
    boolean named = !hosts.isEmpty() && !hosts.get(0).isEmpty();
    if (!named && version.equals(HttpVersion.HTTP_1_1)) {
      return new Refusal(400, "no Host");
    }
    String method = request.method().name();
    if (method.equals("CONNECT")) {
      return new Refusal(501, "CONNECT is not supported");
    }
    String target = request.uri();
    boolean asterisk = target.equals("*") && method.equals("OPTIONS");
    if (!target.startsWith("/") && !asterisk && AbsoluteForm.parse(target) == null) {
      return new Refusal(400, "malformed request target");
    }
    return null;
  }

  private static Refusal unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(414, "request line too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(431, "header fields too large");
    }
    return new Refusal(400, "malformed request");
  }

  /** An answer that ends the connection. */
  record Refusal(int status, String text) {}

  /**
   * A request target in absolute form, whose authority wins over {@code Host}.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
   */
  record AbsoluteForm(String authority, String pathAndQuery) {

    /** Reads a target, or null when it is not one. */
    static @Nullable AbsoluteForm parse(String target) {
      int colon = target.indexOf("://");
      if (colon < 0) {
        return null;
      }
      String scheme = target.substring(0, colon);
      if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
        return null;
      }
      int from = colon + 3;
      int end = from;
      while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
        end++;
      }
      if (end == from) {
        return null;
      }
      String rest = target.substring(end);
      boolean whole = rest.isEmpty() || rest.startsWith("/");
      return new AbsoluteForm(target.substring(from, end), whole ? rest : "/" + rest);
    }

    /**
     * The target in origin form. Without a path it is the root, or for OPTIONS the server as a
     * whole (section 3.2.4).
     */
    String originForm(String method) {
      if (!pathAndQuery.isEmpty()) {
        return pathAndQuery;
      }
      return method.equals("OPTIONS") ? "*" : "/";
    }
  }
}
