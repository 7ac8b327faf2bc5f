package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.answered;
import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pseudo-fields. https://www.rfc-editor.org/rfc/rfc9113#section-8.3 */
class PseudoFieldTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isThereOnceInFrontAndWellFormed(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(sets(), methods(), schemes()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> sets() {
    return Stream.of(
        malformed("no fields", headers(1, true, new byte[0])),
        malformed(
            "no :method",
            headers(
                1,
                true,
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "no :scheme",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "no :path",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"))),
        answered(
            "neither :authority nor Host",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":path", "/a"))),
        malformed(
            "two :method",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "two :scheme",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "two :path",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":path", "/a"))),
        malformed(
            "two :path that differ",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":path", "/evil"))),
        malformed(
            "two :authority",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "two :authority that differ",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":authority", "evil"),
                Field.of(":path", "/a"))),
        malformed(
            "unknown pseudo-field",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":foo", "x"))),
        malformed(
            "pseudo-field of a colon alone",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":", "x"))),
        malformed(
            ":status in a request",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":status", "200"))),
        malformed(
            ":protocol without CONNECT",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of(":protocol", "websocket"))),
        malformed(
            "pseudo-field behind a field",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of("x-a", "b"),
                Field.of(":path", "/a"))),
        malformed(
            "second :path behind a field",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"),
                Field.of("x-a", "b"),
                Field.of(":path", "/a"))),
        malformed(
            "pseudo-field in upper case",
            headers(
                1,
                true,
                Field.of(":METHOD", "GET"),
                Field.of(":method", "GET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "pseudo-fields without a colon",
            headers(
                1,
                true,
                Field.of("method", "GET"),
                Field.of("scheme", "http"),
                Field.of("path", "/a"))),
        malformed(
            "pseudo-field in trailers",
            headers(1, false, request("POST", "/held")),
            headers(1, true, Field.of(":path", "/evil"))));
  }

  private static Stream<Http2Row> methods() {
    return Stream.of(
        malformed(
            "method with a space",
            headers(
                1,
                true,
                Field.of(":method", "GET /evil HTTP/1.1"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "method with CR LF",
            headers(
                1,
                true,
                Field.of(":method", "GET /evil HTTP/1.1\r\nHost: x\r\n\r\nGET"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "method with LF",
            headers(
                1,
                true,
                Field.of(":method", "GET\nx"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "method with NUL",
            headers(
                1,
                true,
                Field.of(":method", "GET\0"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "empty method",
            headers(
                1,
                true,
                Field.of(":method", ""),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "method with a colon",
            headers(
                1,
                true,
                Field.of(":method", "GET:"),
                Field.of(":scheme", "http"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        passed("unknown method", "BREW /a", headers(1, true, request("BREW", "/a"))),
        passed(
            "method in lower case is another one",
            "get /a",
            headers(1, true, request("get", "/a"))),
        passed("HEAD", "HEAD /a", headers(1, true, request("HEAD", "/a"))),
        answered(
            "CONNECT",
            501,
            headers(1, false, Field.of(":method", "CONNECT"), Field.of(":authority", "test:443"))),
        answered("CONNECT with :scheme and :path", 501, headers(1, true, request("CONNECT", "/a"))),
        answered(
            "CONNECT without :authority", 501, headers(1, true, Field.of(":method", "CONNECT"))),
        malformed(
            "extended CONNECT that was not offered",
            headers(
                1,
                false,
                Field.of(":method", "CONNECT"),
                Field.of(":protocol", "websocket"),
                Field.of(":scheme", "http"),
                Field.of(":path", "/a"),
                Field.of(":authority", "test"))),
        answered(
            "TRACE that may not go on",
            501,
            headers(1, true, request("TRACE", "/a", Field.of("max-forwards", "0")))));
  }

  private static Stream<Http2Row> schemes() {
    return Stream.of(
        malformed(
            "scheme with CR LF",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http\r\nx: y"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        malformed(
            "empty scheme",
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", ""),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        answered(
            "unknown scheme",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "ftp"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))),
        answered(
            "scheme with a host in it",
            400,
            headers(
                1,
                true,
                Field.of(":method", "GET"),
                Field.of(":scheme", "http://evil/?"),
                Field.of(":authority", "test"),
                Field.of(":path", "/a"))));
  }
}
