package io.nearside.server;

import io.nearside.caching.Authority;
import io.nearside.http.HopByHop;
import io.nearside.http.ListMembers;
import io.nearside.http.MaxForwards;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is refused before anything is made of it: a request has exactly one meaning, or it gets a
 * 4xx or 5xx and a closed connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
final class RequestGuard {
  private RequestGuard() {}

  /** Why the request is refused, or null when it is not. */
  static @Nullable Refusal check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return unreadable(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return new Refusal(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    HttpHeaders headers = request.headers();
    if (!http11) {
      // What an HTTP/1.0 client cannot mean
      // (https://www.rfc-editor.org/rfc/rfc9110#section-7.8 and section-10.1.1).
      headers.remove(HttpHeaderNames.UPGRADE).remove(HttpHeaderNames.EXPECT);
    }
    Refusal refusal = host(headers, http11);
    if (refusal != null) {
      return refusal;
    }
    boolean hasBody =
        headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            || HttpUtil.getContentLength(request, 0L) > 0;
    return meaning(request.method().name(), request.uri(), headers, hasBody);
  }

  /** Why a request is refused that is well-formed, whatever version it came in, or null. */
  static @Nullable Refusal meaning(
      String method, String target, HttpHeaders headers, boolean hasBody) {
    Refusal refusal = target(method, target, headers, hasBody);
    return refusal == null ? fields(headers) : refusal;
  }

  private static @Nullable Refusal host(HttpHeaders headers, boolean http11) {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return new Refusal(400, "more than one Host");
    }
    String host = hosts.isEmpty() ? "" : hosts.get(0);
    if (!host.isEmpty()) {
      return Authority.isValid(host) ? null : new Refusal(400, "malformed Host");
    }
    // An empty one is for URIs without an authority, and no http URI is such a one
    // (https://www.rfc-editor.org/rfc/rfc9110#section-7.2).
    return http11 ? new Refusal(400, "no Host") : null;
  }

  private static @Nullable Refusal target(
      String method, String target, HttpHeaders headers, boolean hasBody) {
    return switch (method) {
      case "CONNECT" -> new Refusal(501, "CONNECT is not supported");
      case "OPTIONS" -> target.equals("*") || isForUs(target) ? forwards(headers) : noTarget();
      case "TRACE" -> isForUs(target) ? trace(headers, hasBody) : noTarget();
      default -> isForUs(target) ? null : noTarget();
    };
  }

  private static boolean isForUs(String target) {
    return target.startsWith("/") || AbsoluteForm.parse(target) != null;
  }

  private static Refusal noTarget() {
    return new Refusal(400, "malformed request target");
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-9.3.8 */
  private static @Nullable Refusal trace(HttpHeaders headers, boolean hasBody) {
    return hasBody ? new Refusal(400, "a TRACE has no body") : forwards(headers);
  }

  private static @Nullable Refusal forwards(HttpHeaders headers) {
    return MaxForwards.isClear(headers.getAll(HttpHeaderNames.MAX_FORWARDS))
        ? null
        : new Refusal(400, "malformed Max-Forwards");
  }

  private static @Nullable Refusal fields(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !isOnly("chunked", headers.getAll(HttpHeaderNames.TRANSFER_ENCODING))) {
      return new Refusal(501, "no transfer coding but chunked is understood");
    }
    if (headers.contains(HttpHeaderNames.EXPECT)
        && !isEach("100-continue", headers.getAll(HttpHeaderNames.EXPECT))) {
      return new Refusal(417, "no expectation but 100-continue is met");
    }
    if (headers.contains(HttpHeaderNames.CONNECTION)
        && HopByHop.nominatesEndToEnd(
            headers.getAll(HttpHeaderNames.CONNECTION), headers::contains)) {
      return new Refusal(400, "Connection names a field that is not for this connection alone");
    }
    return null;
  }

  private static boolean isOnly(String value, List<String> lines) {
    return lines.size() == 1 && lines.get(0).equalsIgnoreCase(value);
  }

  private static boolean isEach(String value, List<String> lines) {
    for (String member : ListMembers.of(lines)) {
      if (!member.equalsIgnoreCase(value)) {
        return false;
      }
    }
    return true;
  }

  /** What the decoder could not read, of a head or of a body. */
  static Refusal unreadable(Throwable cause) {
    if (cause instanceof UnreadableRequest request) {
      return new Refusal(request.fault().status(), request.fault().text());
    }
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(414, "request line too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(431, "header fields too large");
    }
    return new Refusal(400, "malformed request");
  }

  /** Why a request is refused whose body, for this reason, cannot be read. */
  static Refusal unreadableBody(Throwable cause) {
    Refusal refusal = unreadable(cause);
    boolean said = cause instanceof UnreadableRequest || refusal.status() == 431;
    return said ? refusal : new Refusal(400, "malformed request body");
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
