package io.nearside.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * What a response's head says of where its body ends, read strictly: what could be read in two ways
 * is refused, also where no body follows.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-6
 */
final class ResponseFraming {
  private ResponseFraming() {}

  /**
   * Checks it, before anything of it is made up for.
   *
   * @throws IllegalArgumentException when it is not clear
   */
  static void check(HttpResponse head) {
    HttpHeaders headers = head.headers();
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (head.status().codeClass() == HttpStatusClass.UNKNOWN) {
      throw new IllegalArgumentException("a status that is none");
    }
    if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL && announcesBody(head)) {
      throw new IllegalArgumentException("an interim response with a body");
    }
    if (codings.isEmpty()) {
      return;
    }
    if (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
      throw new IllegalArgumentException("a transfer coding that we cannot decode");
    }
    if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw new IllegalArgumentException("a transfer coding in a version that has none");
    }
    if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      throw new IllegalArgumentException("both a length and a transfer coding");
    }
  }

  /** Writes a length that was understood as it goes on: without leading zeros. */
  static void sayPlainly(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && length.length() > 1 && length.charAt(0) == '0') {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(Long.parseLong(length)));
    }
  }

  /**
   * Whether no body follows, whatever the head says.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
   */
  static boolean isBodiless(HttpResponse head) {
    int status = head.status().code();
    return head.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || status == 204
        || status == 304;
  }

  /**
   * Whether a body that must not be there may be on its way all the same. A 304 may say what its
   * 200 would have, but hardly any server does, and one that sends the body too could answer the
   * next request with it.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
   */
  static boolean mayOverrun(HttpResponse head) {
    int status = head.status().code();
    return (status == 204 || status == 304) && announcesBody(head);
  }

  private static boolean announcesBody(HttpResponse head) {
    HttpHeaders headers = head.headers();
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            && !headers.contains(HttpHeaderNames.CONTENT_LENGTH, "0", false));
  }
}
