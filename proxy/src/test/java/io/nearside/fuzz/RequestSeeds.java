package io.nearside.fuzz;

import java.util.List;

/** Valid requests of all kinds. */
final class RequestSeeds {
  private RequestSeeds() {}

  /** All of them; each is one or two whole requests. */
  static final List<String> ALL =
      List.of(
          get("/a"),
          get("/a?x=1&y=2", "X-Id: 7", "Accept: */*"),
          get("/b/%7Euser/../c?q=%2F", "User-Agent: fuzz/1.0 (a comment)"),
          get("/a;p=1/b", "Accept-Encoding: gzip, br;q=0.5", "Accept-Language: de"),
          get("http://a.example/abs?x", "X-Id: abs"),
          get("HTTP://A.example:80", "Connection: keep-alive"),
          get("/r", "Range: bytes=0-4"),
          get("/r", "Range: bytes=0-1, 3-4", "If-Range: \"e1\""),
          get("/c", "If-None-Match: \"e1\", W/\"e2\""),
          get("/c", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
          get("/c", "If-Match: \"x\""),
          get("/k", "Cookie: a=b; c=\"d\"", "Cookie: e=f"),
          get("/k", "Authorization: Basic dTpw"),
          get("/n", "Cache-Control: no-cache, max-age=0", "Pragma: no-cache"),
          get("/n", "Cache-Control: only-if-cached"),
          get("/conn", "Connection: close, X-Hop", "X-Hop: 1", "X-End: 2"),
          get(
              "/conn",
              "Connection: X-Hop",
              "Connection: Keep-Alive",
              "X-Hop: 1",
              "Keep-Alive: timeout=5"),
          get("/te", "TE: trailers", "Connection: TE"),
          get(
              "/ws",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
          get(
              "/h2",
              "Upgrade: h2c",
              "Connection: Upgrade, HTTP2-Settings",
              "HTTP2-Settings: AAMAAABk"),
          get(
              "/f",
              "X-Forwarded-Host: evil.example",
              "X-Forwarded-For: 10.0.0.1",
              "Forwarded: for=1.2.3.4"),
          get(
              "/f",
              "X-Original-URL: /admin",
              "X-HTTP-Method-Override: DELETE",
              "X-Rewrite-URL: /admin"),
          get("/u", "X_Under: 1", "X-Empty:", "X-Spaces: \t a  b\t ", "X-High: \u00e9\u00ff"),
          get("/body", "Content-Length: 5") + "hello",
          get("/v", "Via: 1.0 other, 1.1 more"),
          head("/a"),
          head("/a?x=1", "If-None-Match: \"e1\""),
          request("POST", "/p", "hello", "Content-Type: text/plain"),
          request("POST", "/p?x", "", "X-Id: empty"),
          request("PUT", "/p/1", "a=b&c=d", "Expect: 100-continue"),
          request("PATCH", "/p/1", "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"),
          request("DELETE", "/p/1", "x"),
          request("M-SEARCH", "/p", "0\r\n\r\n"),
          line("DELETE", "/p/2"),
          line("OPTIONS", "*"),
          line("OPTIONS", "/o", "Max-Forwards: 3"),
          line("OPTIONS", "http://a.example", "Max-Forwards: 0"),
          line("TRACE", "/t", "Max-Forwards: 2"),
          line("TRACE", "/t", "Max-Forwards: 0"),
          line("CONNECT", "a.example:443"),
          line("PURGE", "/a"),
          chunked("POST", "5\r\nhello\r\n0\r\n\r\n"),
          chunked("PUT", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "Expect: 100-continue"),
          chunked("POST", "5;ext=1;q=\"a;b\"\r\nhello\r\n00\r\n\r\n"),
          chunked("POST", "2\r\n\r\n\r\n1F\r\nGET /in/a/chunk HTTP/1.1\r\nHost:\r\n0;last\r\n\r\n"),
          chunked(
              "POST",
              "5\r\nhello\r\n0\r\nX-Trailer: t\r\nX-T2: u\r\n\r\n",
              "Trailer: X-Trailer",
              "TE: trailers"),
          chunked("GET", "1\r\nx\r\n0\r\n\r\n"),
          chunked("POST", "0\r\n\r\n"),
          "GET /old HTTP/1.0\r\n\r\n",
          "GET /old HTTP/1.0\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n",
          "POST /old HTTP/1.0\r\nContent-Length: 3\r\n\r\nold",
          "HEAD /old HTTP/1.0\r\nHost: old.example:8080\r\n\r\n",
          "GET /host HTTP/1.1\r\nHost: A.Example:80\r\n\r\n",
          "GET /host HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n\r\n",
          "GET /host HTTP/1.1\r\nhOST:127.0.0.1\r\n\r\n",
          get("/1") + get("/2", "X-Id: second"),
          request("POST", "/1", "one") + get("/2"),
          chunked("POST", "3\r\none\r\n0\r\n\r\n") + request("POST", "/2", "two") + head("/3"),
          get("/1", "Connection: close") + get("/never"),
          head("/1") + get("/2") + get("/1"));

  private static String get(String target, String... lines) {
    return line("GET", target, lines);
  }

  private static String head(String target, String... lines) {
    return line("HEAD", target, lines);
  }

  private static String line(String method, String target, String... lines) {
    StringBuilder out =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: a.example\r\n");
    for (String line : lines) {
      out.append(line).append("\r\n");
    }
    return out + "\r\n";
  }

  private static String request(String method, String target, String body, String... lines) {
    String[] all = new String[lines.length + 1];
    System.arraycopy(lines, 0, all, 0, lines.length);
    all[lines.length] = "Content-Length: " + body.length();
    return line(method, target, all) + body;
  }

  private static String chunked(String method, String chunks, String... lines) {
    String[] all = new String[lines.length + 1];
    System.arraycopy(lines, 0, all, 0, lines.length);
    all[lines.length] = "Transfer-Encoding: chunked";
    return line(method, "/chunked", all) + chunks;
  }
}
