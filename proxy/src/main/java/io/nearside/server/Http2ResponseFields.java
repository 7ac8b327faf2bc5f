package io.nearside.server;

import io.nearside.wire.Http2Fields;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * The fields of a response as HTTP/2 has them: names in lower case, none of one connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2
 */
final class Http2ResponseFields {
  private Http2ResponseFields() {}

  /** The field section at the head of a response. */
  static Http2Headers head(int status, HttpHeaders fields) {
    Http2Headers section = new DefaultHttp2Headers(false, fields.size() + 4);
    section.status(HttpResponseStatus.valueOf(status).codeAsText());
    Http2Fields.add(section, fields);
    return section;
  }

  /** The field section behind its body. */
  static Http2Headers trailers(HttpHeaders fields) {
    Http2Headers section = new DefaultHttp2Headers(false, fields.size() + 1);
    Http2Fields.add(section, fields);
    return section;
  }
}
