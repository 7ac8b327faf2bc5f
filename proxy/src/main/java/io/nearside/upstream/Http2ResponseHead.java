package io.nearside.upstream;

import io.nearside.wire.Http2Fields;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response's head, or its trailers, read from the fields of HTTP/2 as strictly as those of
 * HTTP/1.1 are.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
 */
final class Http2ResponseHead {
  private static final HttpVersion HTTP_2 = new HttpVersion("HTTP", 2, 0, true);
  private static final int MAX_FIELDS = 256;
  private static final DefaultHttpHeadersFactory UNCHECKED =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private Http2ResponseHead() {}

  /**
   * The head.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  static HttpResponse of(Http2Headers fields) {
    HttpResponse head =
        new DefaultHttpResponse(
            HTTP_2, HttpResponseStatus.valueOf(status(fields.status())), UNCHECKED.newHeaders());
    copy(fields, head.headers(), true);
    ResponseFraming.check(head);
    ResponseFraming.sayPlainly(head.headers());
    return head;
  }

  /**
   * The fields behind the body.
   *
   * @throws IllegalArgumentException when they are malformed
   */
  static HttpHeaders trailers(Http2Headers fields) {
    HttpHeaders trailers = UNCHECKED.newHeaders();
    copy(fields, trailers, false);
    return trailers;
  }

  private static int status(@Nullable CharSequence text) {
    if (text == null || text.length() != 3) {
      throw new IllegalArgumentException("no status");
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new IllegalArgumentException("a status that is none");
      }
      status = 10 * status + digit - '0';
    }
    return status;
  }

  private static void copy(Http2Headers from, HttpHeaders to, boolean head) {
    if (from.size() > MAX_FIELDS) {
      throw new IllegalArgumentException("too many fields");
    }
    int statuses = 0;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      CharSequence name = field.getKey();
      if (head && ":status".contentEquals(name)) {
        if (++statuses > 1) {
          throw new IllegalArgumentException("several statuses");
        }
      } else {
        check(name, field.getValue());
        to.add(name, field.getValue());
      }
    }
  }

  private static void check(CharSequence name, CharSequence value) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        throw new IllegalArgumentException("a name in upper case");
      }
    }
    if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) != -1) {
      throw new IllegalArgumentException("not a field name");
    }
    if (Http2Fields.isOfConnection(name)) {
      throw new IllegalArgumentException("a field of a connection");
    }
    if (!isFieldValue(value)) {
      throw new IllegalArgumentException("not a field value");
    }
  }

  /** Also without whitespace around it, which would not be part of it in HTTP/1.1. */
  private static boolean isFieldValue(CharSequence value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return length == 0 || !(isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
