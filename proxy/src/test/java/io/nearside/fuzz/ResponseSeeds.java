package io.nearside.fuzz;

import java.util.List;

/** Valid responses of all kinds. */
final class ResponseSeeds {
  private ResponseSeeds() {}

  /** All of them; each is one final response, perhaps with interim ones before it. */
  static final List<String> ALL =
      List.of(
          fixed(200, "hello", "Cache-Control: max-age=100"),
          fixed(
              200,
              "hello",
              "Cache-Control: max-age=100",
              "ETag: \"v1\"",
              "Content-Type: text/plain"),
          fixed(
              200, "hello", "Cache-Control: max-age=100", "Vary: Accept-Encoding, Accept-Language"),
          fixed(200, "", "Cache-Control: max-age=100"),
          fixed(200, "x".repeat(20_000), "Cache-Control: s-maxage=100"),
          fixed(
              200,
              "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
              "Cache-Control: max-age=100"),
          fixed(
              200,
              "private",
              "Cache-Control: private",
              "Set-Cookie: a=b; Path=/",
              "Set-Cookie: c=d"),
          fixed(
              200,
              "hop",
              "Connection: X-Hop, keep-alive",
              "X-Hop: 1",
              "Keep-Alive: timeout=5",
              "Cache-Control: max-age=9"),
          fixed(200, "close", "Connection: close", "Cache-Control: max-age=9"),
          fixed(
              200,
              "aged",
              "Age: 3",
              "Date: Sun, 06 Nov 1994 08:49:37 GMT",
              "Cache-Control: max-age=99",
              "Via: 1.1 other"),
          fixed(200, "odd", "X-Empty:", "X-High: \u00e9\u00ff", "X-Tab: \ta\t", "X_Under: 1"),
          fixed(200, "\u001f\u008b\b\0\0", "Content-Encoding: gzip", "Cache-Control: max-age=9"),
          fixed(200, "tags", "Surrogate-Key: a b", "Cache-Tag: c", "Cache-Control: max-age=9"),
          fixed(201, "made", "Location: /a", "Content-Location: /b"),
          fixed(301, "moved", "Location: http://a.example/x", "Cache-Control: max-age=9"),
          fixed(206, "part", "Content-Range: bytes 0-3/10", "Cache-Control: max-age=9"),
          fixed(404, "none", "Cache-Control: max-age=9"),
          fixed(410, "gone", "Cache-Control: max-age=9"),
          fixed(416, "", "Content-Range: bytes */10"),
          fixed(500, "failed", "Cache-Control: max-age=9"),
          fixed(503, "later", "Retry-After: 5"),
          "HTTP/1.1 204 No Content\r\nCache-Control: max-age=9\r\n\r\n",
          "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nContent-Length: 5\r\n\r\n",
          "HTTP/1.1 200 \r\nContent-Length: 2\r\nCache-Control: max-age=9\r\n\r\nok",
          chunked("5\r\nhello\r\n0\r\n\r\n", "Cache-Control: max-age=100"),
          chunked(
              "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
              "Cache-Control: max-age=100",
              "ETag: W/\"c\""),
          chunked("5;ext=1;q=\"a;b\"\r\nhello\r\n00\r\n\r\n", "Cache-Control: max-age=100"),
          chunked(
              "5\r\nhello\r\n0\r\nX-Trailer: t\r\nX-T2: u\r\n\r\n",
              "Trailer: X-Trailer",
              "Cache-Control: max-age=9"),
          chunked("2\r\n\r\n\r\n7\r\n0\r\n\r\nHT\r\n0\r\n\r\n", "Cache-Control: max-age=9"),
          chunked("0\r\n\r\n", "Cache-Control: max-age=9"),
          chunked("1\r\nx\r\n0\r\n\r\n", "Connection: close"),
          "HTTP/1.1 200 OK\r\nCache-Control: max-age=9\r\n\r\nuntil the end",
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\nuntil the end",
          "HTTP/1.0 200 OK\r\nCache-Control: max-age=9\r\n\r\nold, until the end",
          "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nCache-Control: max-age=9\r\n\r\nold",
          "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nold",
          "HTTP/1.0 404 Not Found\r\nExpires: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n" + fixed(200, "hello", "Cache-Control: max-age=9"),
          "HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
              + fixed(200, "hello", "Cache-Control: max-age=9"),
          "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
              + chunked("5\r\nhello\r\n0\r\n\r\n"));

  private static String fixed(int status, String body, String... lines) {
    return head(status, lines) + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String chunked(String chunks, String... lines) {
    return head(200, lines) + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
  }

  private static String head(int status, String... lines) {
    StringBuilder out = new StringBuilder("HTTP/1.1 " + status + " Some Reason\r\n");
    for (String line : lines) {
      out.append(line).append("\r\n");
    }
    return out.toString();
  }
}
