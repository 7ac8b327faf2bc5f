package io.nearside.server;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a response as HTTP/2 has them: names in lower case, none of one connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2
 */
final class Http2ResponseFields {
  private static final Set<AsciiString> OF_CONNECTIONS =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  private Http2ResponseFields() {}

  /** The field section at the head of a response. */
  static Http2Headers head(int status, HttpHeaders fields) {
    Http2Headers section = new DefaultHttp2Headers(false, fields.size() + 4);
    section.status(HttpResponseStatus.valueOf(status).codeAsText());
    add(section, fields);
    return section;
  }

  /** The field section behind its body. */
  static Http2Headers trailers(HttpHeaders fields) {
    Http2Headers section = new DefaultHttp2Headers(false, fields.size() + 1);
    add(section, fields);
    return section;
  }

  private static void add(Http2Headers section, HttpHeaders fields) {
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = fields.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      AsciiString name = AsciiString.of(line.getKey()).toLowerCase();
      if (!OF_CONNECTIONS.contains(name)) {
        section.add(name, line.getValue());
      }
    }
  }
}
