package io.nearside.upstream;

import io.nearside.wire.Address;
import io.nearside.wire.Http2Fields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;

/**
 * A request's head in the form of HTTP/2: the request line and Host as pseudo-fields, all names in
 * lower case, and no field that is for a connection of HTTP/1.1.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2 and
 * https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
 */
final class Http2RequestHead {
  /** Said in other ways, or for a connection of HTTP/1.1 too. */
  private static final List<AsciiString> NOT_SENT =
      List.of(
          AsciiString.cached("host"),
          AsciiString.cached("http2-settings"),
          AsciiString.cached("te"));

  private static final int BYTES_PER_FIELD = 32;

  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString HTTPS = AsciiString.cached("https");

  private Http2RequestHead() {}

  static Http2Headers of(HttpRequest request, boolean secure, Address upstream) {
    HttpHeaders headers = request.headers();
    Http2Headers out = new DefaultHttp2Headers(false, headers.size() + 4);
    String host = headers.get(HttpHeaderNames.HOST);
    out.method(request.method().asciiName())
        .scheme(secure ? HTTPS : HTTP)
        .authority(host == null ? authority(upstream) : host)
        .path(request.uri());
    copy(headers, out);
    if (headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true)) {
      out.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
    }
    return out;
  }

  /**
   * What it counts against the other side's limit.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
   */
  static long listBytes(Http2Headers fields) {
    long bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      bytes += field.getKey().length() + field.getValue().length() + BYTES_PER_FIELD;
    }
    return bytes;
  }

  private static String authority(Address upstream) {
    return upstream instanceof Address.Inet inet ? inet.toString() : "localhost";
  }

  /** The fields of a request's trailers, or of its head. */
  static Http2Headers trailers(HttpHeaders trailers) {
    Http2Headers out = new DefaultHttp2Headers(false, trailers.size());
    copy(trailers, out);
    return out;
  }

  private static void copy(HttpHeaders from, Http2Headers to) {
    Http2Fields.add(to, from);
    NOT_SENT.forEach(to::remove);
  }

  /** What no table of either side may keep: one client could find out another's by guessing. */
  static boolean isSensitive(CharSequence name) {
    return HttpHeaderNames.AUTHORIZATION.contentEquals(name)
        || HttpHeaderNames.COOKIE.contentEquals(name);
  }
}
