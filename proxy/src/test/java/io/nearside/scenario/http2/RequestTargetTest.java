package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.answered;
import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Target and authority. https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1 */
class RequestTargetTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isWellFormedAndOne(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(paths(), authorities()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> paths() {
    return Stream.of(
        malformed("empty path", headers(1, true, get(""))),
        answered("path without a slash", 400, headers(1, true, request("GET", "a"))),
        answered("query alone", 400, headers(1, true, request("GET", "?a"))),
        answered("absolute target", 400, headers(1, true, request("GET", "http://test/a"))),
        answered(
            "absolute target of another host",
            400,
            headers(1, true, request("GET", "http://evil/a"))),
        answered("asterisk with GET", 400, headers(1, true, request("GET", "*"))),
        answered("asterisk with more", 400, headers(1, true, request("OPTIONS", "*x"))),
        passed("asterisk with OPTIONS", "OPTIONS *", headers(1, true, request("OPTIONS", "*"))),
        passed("query", "GET /a?b=c&d", headers(1, true, get("/a?b=c&d"))),
        passed("two slashes first", "GET //evil/a", headers(1, true, get("//evil/a"))),
        answered("fragment", 400, headers(1, true, request("GET", "/a#b"))),
        answered("backslash", 400, headers(1, true, request("GET", "/a\\..\\b"))),
        answered("percent alone", 400, headers(1, true, request("GET", "/a%"))),
        answered("byte above 0x7f", 400, headers(1, true, request("GET", "/\u00e9"))),
        answered("encoded NUL", 400, headers(1, true, request("GET", "/a%00"))),
        answered(
            "dot segment before an encoded slash",
            400,
            headers(1, true, request("GET", "/static/..%2Faccount"))),
        answered("path with a space", 400, headers(1, true, request("GET", "/a HTTP/1.1"))),
        malformed(
            "path with CR LF and a request",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a HTTP/1.1\r\nHost: test\r\n\r\nGET /evil"))),
        malformed(
            "path with LF",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a\nb"))),
        malformed(
            "path with CR",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a\rb"))),
        malformed(
            "path with NUL",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a\0b"))),
        answered("path with a tab", 400, headers(1, true, request("GET", "/a\tb"))),
        malformed(
            "space before the path",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", " /a"))),
        malformed(
            "control character in the path",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a\u0001"))),
        malformed(
            "DEL in the path",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a\u007f"))));
  }

  private static Stream<Http2Row> authorities() {
    return Stream.of(
        passed(
            "Host alone",
            "GET /a",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":path", "/a"),
                Field.of("host", "test"))),
        passed(
            "Host that is :authority",
            "GET /a",
            headers(1, true, get("/a", Field.of("host", "test")))),
        passed(
            ":authority with a port",
            "GET /a",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test:8080"),
                Field.of(":path", "/a"))),
        passed(
            ":authority with an IPv6 address",
            "GET /a",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "[::1]:80"),
                Field.of(":path", "/a"))),
        malformed(
            "Host that is not :authority", headers(1, true, get("/a", Field.of("host", "evil")))),
        malformed(
            "two Hosts",
            headers(1, true, get("/a", Field.of("host", "test"), Field.of("host", "test")))),
        malformed(
            "two Hosts that differ, no :authority",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":path", "/a"),
                Field.of("host", "test"),
                Field.of("host", "evil"))),
        answered(
            "authority with a user",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "user@test"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a user and a password",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "a:b@test"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a path",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test/evil"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a query",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test?x"),
                Field.of(":path", "/a"))),
        answered(
            "authority that is a list",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test, evil"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a backslash",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test\\evil"),
                Field.of(":path", "/a"))),
        answered(
            "port that is no number",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test:x"),
                Field.of(":path", "/a"))),
        answered(
            "port beyond 65535",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test:65536"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a percent escape",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "te%73t"),
                Field.of(":path", "/a"))),
        answered(
            "authority with a byte above 0x7f",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "\u00e9"),
                Field.of(":path", "/a"))),
        answered(
            "empty authority",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", ""),
                Field.of(":path", "/a"))),
        answered(
            "authority with a space",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test evil"),
                Field.of(":path", "/a"))),
        malformed(
            "authority with CR LF",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test\r\nX: y"),
                Field.of(":path", "/a"))),
        malformed(
            "authority with NUL",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test\0"),
                Field.of(":path", "/a"))));
  }
}
