package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.answered;
import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.END_STREAM;
import static io.nearside.testing.Frame.HEADERS;
import static io.nearside.testing.Frame.continuation;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Http2RawClient.get;

import io.nearside.testing.Field;
import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fields of the connection, fields with rules of their own, and how many there may be.
 * https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
 */
class ConnectionFieldTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isRefusedJoinedOrBounded(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(ofTheConnection(), others(), sizes()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> ofTheConnection() {
    return Stream.of(
        malformed("Connection", headers(1, true, get("/a", Field.of("connection", "x-a")))),
        malformed(
            "Connection: close", headers(1, true, get("/a", Field.of("connection", "close")))),
        malformed(
            "Connection: keep-alive",
            headers(1, true, get("/a", Field.of("connection", "keep-alive")))),
        malformed(
            "Proxy-Connection",
            headers(1, true, get("/a", Field.of("proxy-connection", "keep-alive")))),
        malformed("Keep-Alive", headers(1, true, get("/a", Field.of("keep-alive", "timeout=5")))),
        malformed("Upgrade", headers(1, true, get("/a", Field.of("upgrade", "h2c")))),
        malformed(
            "Transfer-Encoding: chunked",
            headers(1, true, get("/a", Field.of("transfer-encoding", "chunked")))),
        malformed(
            "Transfer-Encoding: identity",
            headers(1, true, get("/a", Field.of("transfer-encoding", "identity")))),
        malformed(
            "empty Transfer-Encoding",
            headers(1, true, get("/a", Field.of("transfer-encoding", "")))),
        malformed("TE of a coding", headers(1, true, get("/a", Field.of("te", "gzip")))),
        malformed(
            "TE of trailers and a coding",
            headers(1, true, get("/a", Field.of("te", "trailers, deflate")))),
        malformed("empty TE", headers(1, true, get("/a", Field.of("te", "")))));
  }

  private static Stream<Http2Row> others() {
    return Stream.of(
        passed("TE: trailers", "GET /a", headers(1, true, get("/a", Field.of("te", "trailers")))),
        passed(
                "cookie crumbs are joined",
                "GET /a",
                headers(
                    1,
                    true,
                    get(
                        "/a",
                        Field.of("cookie", "a=1"),
                        Field.of("x-a", "b"),
                        Field.of("cookie", "b=2"),
                        Field.of("cookie", "c=3; d=4"))))
            .with("cookie: a=1; b=2; c=3; d=4"),
        passed(
            "HTTP2-Settings asks for nothing",
            "GET /a",
            headers(1, true, get("/a", Field.of("http2-settings", "AAMAAABk")))),
        answered(
            "unknown expectation", 417, headers(1, true, get("/a", Field.of("expect", "tea")))),
        passed(
                "fields of the same name",
                "GET /a",
                headers(1, true, get("/a", Field.of("x-a", "b"), Field.of("x-a", "c"))))
            .with("x-a: b", "x-a: c"));
  }

  private static Stream<Http2Row> sizes() {
    return Stream.of(
        answered(
            "field section too large",
            431,
            of(
                HEADERS,
                END_STREAM,
                1,
                Hpack.literals(get("/a", Field.of("x-a", "a".repeat(16_000))))),
            continuation(1, false, Hpack.literals(Field.of("x-b", "a".repeat(16_000)))),
            continuation(1, true, Hpack.literals(Field.of("x-c", "a".repeat(2_000))))),
        answered(
            "field section half as large again",
            431,
            of(
                HEADERS,
                END_STREAM,
                1,
                Hpack.literals(get("/a", Field.of("x-a", "a".repeat(16_000))))),
            continuation(1, false, Hpack.literals(Field.of("x-b", "a".repeat(16_000)))),
            continuation(1, true, Hpack.literals(Field.of("x-c", "a".repeat(16_000))))),
        goAway(
            "field section far too large",
            "PROTOCOL_ERROR",
            Stream.concat(
                    Stream.of(of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a")))),
                    IntStream.rangeClosed(1, 10)
                        .mapToObj(
                            i ->
                                continuation(
                                    1,
                                    i == 10,
                                    Hpack.literals(Field.of("x-" + i, "a".repeat(16_000))))))
                .toArray()),
        answered(
            "too many fields",
            431,
            headers(
                1,
                true,
                Stream.concat(
                        Stream.of(get("/a")), Stream.generate(() -> Field.of("x", "a")).limit(129))
                    .toArray(Field[]::new))),
        answered(
            "too many cookie crumbs",
            431,
            headers(
                1,
                true,
                Stream.concat(
                        Stream.of(get("/a")),
                        Stream.generate(() -> Field.of("cookie", "a=b")).limit(1000))
                    .toArray(Field[]::new))));
  }
}
