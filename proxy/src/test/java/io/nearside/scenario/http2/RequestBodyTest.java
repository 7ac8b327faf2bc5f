package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies and their lengths, trailers, and what would smuggle a request.
 * https://www.rfc-editor.org/rfc/rfc9113#section-8.1
 */
class RequestBodyTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isOfTheLengthThatWasSaid(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(lengths(), trailers(), smuggled()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> lengths() {
    return Stream.of(
        passed(
                "length that holds",
                "POST /a",
                headers(1, false, request("POST", "/a", Field.of("content-length", "3"))),
                data(1, true, "abc"))
            .with("content-length: 3")
            .body("abc"),
        passed(
                "length that holds, in two frames",
                "POST /a",
                headers(1, false, request("POST", "/a", Field.of("content-length", "3"))),
                data(1, false, "a"),
                data(1, true, "bc"))
            .body("abc"),
        passed(
                "length that holds, END_STREAM apart",
                "POST /a",
                headers(1, false, request("POST", "/a", Field.of("content-length", "3"))),
                data(1, false, "abc"),
                data(1, true, ""))
            .body("abc"),
        passed(
                "length 0 without DATA",
                "POST /a",
                headers(1, true, request("POST", "/a", Field.of("content-length", "0"))))
            .body(""),
        passed("no length and no body", "POST /a", headers(1, true, request("POST", "/a")))
            .body(""),
        passed(
                "no length",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                data(1, true, "abc"))
            .body("abc"),
        passed("GET with a body", "GET /a", headers(1, false, get("/a")), data(1, true, "abc"))
            .body("abc"),
        malformed(
            "length of a body that is not there",
            headers(1, true, request("POST", "/a", Field.of("content-length", "3")))),
        malformed(
            "body shorter than its length",
            headers(1, false, request("POST", "/held", Field.of("content-length", "5"))),
            data(1, true, "abc")),
        malformed(
            "body longer than its length",
            headers(1, false, request("POST", "/held", Field.of("content-length", "2"))),
            data(1, true, "abc")),
        malformed(
            "body longer than its length, more to come",
            headers(1, false, request("POST", "/held", Field.of("content-length", "2"))),
            data(1, false, "abc")),
        malformed(
            "body of length 0",
            headers(1, false, request("POST", "/held", Field.of("content-length", "0"))),
            data(1, true, "abc")),
        malformed(
            "two lengths",
            headers(
                1,
                false,
                request(
                    "POST",
                    "/a",
                    Field.of("content-length", "3"),
                    Field.of("content-length", "4"))),
            data(1, true, "abc")),
        malformed(
            "length with a sign",
            headers(1, false, request("POST", "/a", Field.of("content-length", "+3"))),
            data(1, true, "abc")),
        malformed(
            "negative length",
            headers(1, false, request("POST", "/a", Field.of("content-length", "-1"))),
            data(1, true, "abc")),
        malformed(
            "length in hexadecimal",
            headers(1, false, request("POST", "/a", Field.of("content-length", "0x3"))),
            data(1, true, "abc")),
        malformed(
            "length that is a list",
            headers(1, false, request("POST", "/a", Field.of("content-length", "3, 4"))),
            data(1, true, "abc")),
        malformed(
            "length that overflows",
            headers(
                1,
                false,
                request("POST", "/a", Field.of("content-length", "9999999999999999999999"))),
            data(1, true, "abc")),
        malformed(
            "empty length",
            headers(1, false, request("POST", "/a", Field.of("content-length", ""))),
            data(1, true, "abc")),
        malformed(
            "length with a letter",
            headers(1, false, request("POST", "/a", Field.of("content-length", "3a"))),
            data(1, true, "abc")));
  }

  private static Stream<Http2Row> trailers() {
    return Stream.of(
        passed(
                "trailers",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                data(1, false, "abc"),
                headers(1, true, Field.of("x-sum", "3")))
            .body("abc"),
        passed(
                "trailers and a length",
                "POST /a",
                headers(1, false, request("POST", "/a", Field.of("content-length", "3"))),
                data(1, false, "abc"),
                headers(1, true, Field.of("x-sum", "3")))
            .body("abc"),
        malformed(
            "trailers before the length was reached",
            headers(1, false, request("POST", "/held", Field.of("content-length", "5"))),
            data(1, false, "abc"),
            headers(1, true, Field.of("x-sum", "3"))),
        malformed(
            "trailers without END_STREAM",
            headers(1, false, request("POST", "/held")),
            data(1, false, "abc"),
            headers(1, false, Field.of("x-sum", "3"))),
        malformed(
            "name in upper case in trailers",
            headers(1, false, request("POST", "/held")),
            data(1, false, "abc"),
            headers(1, true, Field.of("X-Sum", "3"))),
        malformed(
            "CR LF in trailers",
            headers(1, false, request("POST", "/held")),
            data(1, false, "abc"),
            headers(1, true, Field.of("x-sum", "3\r\ny: z"))),
        malformed(
            "Transfer-Encoding in trailers",
            headers(1, false, request("POST", "/held")),
            data(1, false, "abc"),
            headers(1, true, Field.of("transfer-encoding", "chunked"))));
  }

  private static Stream<Http2Row> smuggled() {
    return Stream.of(
        malformed(
            "H2.TE: a request behind the last chunk",
            headers(1, false, request("POST", "/a", Field.of("transfer-encoding", "chunked"))),
            data(1, true, "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: test\r\n\r\n")),
        malformed(
            "H2.TE in a value",
            headers(
                1,
                false,
                request("POST", "/a", Field.of("x-a", "b\r\nTransfer-Encoding: chunked"))),
            data(1, true, "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: test\r\n\r\n")),
        malformed(
            "H2.CL: a request behind the length",
            headers(1, false, request("POST", "/held", Field.of("content-length", "0"))),
            data(1, true, "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n")),
        passed(
                "chunks are content",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                data(1, true, "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: test\r\n\r\n"))
            .body("0\r\n\r\nGET /evil HTTP/1.1\r\nHost: test\r\n\r\n"),
        passed(
                "request in the body of a GET",
                "GET /a",
                headers(1, false, get("/a")),
                data(1, true, "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n"))
            .body("GET /evil HTTP/1.1\r\nHost: test\r\n\r\n"));
  }
}
