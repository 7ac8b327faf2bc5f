package io.nearside.server;

import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * How the answer to a client's request is told where it ends, and what it says of the connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
final class Framing {
  private boolean headRequest;
  private boolean http10;
  private boolean bodiless;
  private boolean lengthUnsaid;
  private boolean ofSaidLength;
  private boolean endedByClose;
  private boolean takesTrailers;

  /** A request begins. */
  void request(HttpRequest request) {
    headRequest = request.method().name().equals("HEAD");
    http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  /** A GET of HTTP/1.1 begins. */
  void plainRequest() {
    headRequest = false;
    http10 = false;
  }

  /** Whether the client said that it takes trailers. */
  void takesTrailers(boolean value) {
    takesTrailers = value;
  }

  /** There will be an answer without a request. */
  void noRequest() {
    headRequest = false;
  }

  boolean isHeadRequest() {
    return headRequest;
  }

  boolean isHttp10() {
    return http10;
  }

  /** Frames a streamed answer. Its head says afterwards how. */
  void answer(HttpResponse response) {
    int status = response.status().code();
    HttpHeaders headers = response.headers();
    bodiless = headRequest || status == 204 || status == 304;
    lengthUnsaid = !bodiless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    ofSaidLength = !bodiless && !lengthUnsaid && status >= 200 && status != 205;
    endedByClose = lengthUnsaid && http10;
    if (lengthUnsaid && !http10) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /** The end of the streamed answer: with these trailers, where it can have some. */
  LastHttpContent end(HttpHeaders trailers) {
    boolean chunked = !bodiless && !endedByClose && lengthUnsaid;
    if (trailers.isEmpty() || !chunked || !takesTrailers) {
      return LastHttpContent.EMPTY_LAST_CONTENT;
    }
    DefaultLastHttpContent last = new DefaultLastHttpContent();
    last.trailingHeaders().set(trailers);
    return last;
  }

  /** Whether no body follows the head of the streamed answer, whatever it says. */
  boolean isBodiless() {
    return bodiless;
  }

  /** Whether the streamed answer has a body whose length its head says. */
  boolean isOfSaidLength() {
    return ofSaidLength;
  }

  /** Whether only the end of the connection ends the streamed answer. */
  boolean isEndedByClose() {
    return endedByClose;
  }

  /** Says in an answer whether the connection goes on. */
  void sayConnection(HttpHeaders headers, boolean closing) {
    if (closing) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (http10) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  /** What an answer from the cache says of the connection. */
  WireAnswer.Connection connection(boolean closing) {
    if (closing) {
      return WireAnswer.Connection.CLOSE;
    }
    return http10 ? WireAnswer.Connection.KEEP_ALIVE : WireAnswer.Connection.UNSAID;
  }
}
