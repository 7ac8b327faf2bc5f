package io.nearside.exchange;

import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A response's head as it goes on: without the fields of the upstream's connection, with {@code
 * Via} and {@code Date}. Not changed once it is shared.
 *
 * @param status the status code
 * @param headers end-to-end fields
 * @param contentLength the body's length, or -1 when only its end will tell
 * @param delimitedByClose whether nothing but the connection's end ends the body
 */
record ResponseHead(int status, HttpHeaders headers, long contentLength, boolean delimitedByClose) {
  private static final Set<String> NOT_STORED = Set.of("age", "content-length", "trailer");

  /** Reads an upstream's head; the message is taken over. */
  static ResponseHead of(HttpResponse response, long nowMillis) {
    int status = response.status().code();
    HttpHeaders headers = response.headers();
    boolean chunked = HttpUtil.isTransferEncodingChunked(response);
    boolean bodiless = status == 204 || status == 304;
    long length = chunked ? -1 : HttpUtil.getContentLength(response, -1L);
    UpstreamHead.dropHopByHop(headers);
    if (status == 204) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    headers.add(HttpHeaderNames.VIA, Via.of(response.protocolVersion()));
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, HttpDate.format(nowMillis));
    }
    boolean untilClose = !chunked && length < 0 && !bodiless;
    return new ResponseHead(status, headers, length, untilClose);
  }

  Fields fields() {
    return new NettyFields(headers);
  }

  /**
   * A message for one client, with its own {@code Cache-Status} after the upstream's.
   *
   * @param cacheStatus empty: none
   */
  HttpResponse message(String cacheStatus) {
    HttpHeaders own = headers.copy();
    if (!cacheStatus.isEmpty()) {
      own.add("Cache-Status", cacheStatus);
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), own);
  }

  /**
   * The head as it is stored.
   *
   * @param dropped lower-case names of further fields that must not be stored
   */
  byte[] serialized(long bodyLength, Set<String> dropped) {
    StringBuilder out = new StringBuilder(512);
    out.append("HTTP/1.1 ").append(HttpResponseStatus.valueOf(status)).append("\r\n");
    Iterator<Map.Entry<String, String>> lines = headers.iteratorAsString();
    while (lines.hasNext()) {
      Map.Entry<String, String> line = lines.next();
      String name = line.getKey().toLowerCase(java.util.Locale.ROOT);
      if (!NOT_STORED.contains(name) && !dropped.contains(name)) {
        out.append(line.getKey()).append(": ").append(line.getValue()).append("\r\n");
      }
    }
    if (status != 204) {
      out.append("Content-Length: ").append(bodyLength).append("\r\n");
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
