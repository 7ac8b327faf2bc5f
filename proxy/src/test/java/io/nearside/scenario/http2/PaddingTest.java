package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.scenario.http2.Http2Row.reset;
import static io.nearside.testing.Frame.DATA;
import static io.nearside.testing.Frame.END_HEADERS;
import static io.nearside.testing.Frame.END_STREAM;
import static io.nearside.testing.Frame.HEADERS;
import static io.nearside.testing.Frame.PADDED;
import static io.nearside.testing.Frame.PRIORITY;
import static io.nearside.testing.Frame.PRIORITY_FLAG;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Padding and priority. https://www.rfc-editor.org/rfc/rfc9113#section-6.1 */
class PaddingTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isNotPartOfTheMessage(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return padding();
  }

  private static Stream<Http2Row> padding() {
    return Stream.of(
        passed(
                "padded DATA",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                of(DATA, END_STREAM | PADDED, 1, Hpack.bytes(2, 120, 0, 0)))
            .body("x"),
        passed(
                "DATA of padding alone",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                of(DATA, PADDED, 1, Hpack.bytes(3, 0, 0, 0)),
                data(1, true, "x"))
            .body("x"),
        passed(
                "padding that is not zero",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                of(DATA, END_STREAM | PADDED, 1, Hpack.bytes(2, 120, 1, 2)))
            .body("x"),
        passed(
                "padded DATA within the length",
                "POST /a",
                headers(1, false, request("POST", "/a", Field.of("content-length", "1"))),
                of(DATA, END_STREAM | PADDED, 1, Hpack.bytes(2, 120, 1, 2)))
            .body("x"),
        passed(
            "padded HEADERS",
            "GET /a",
            of(
                HEADERS,
                END_HEADERS | END_STREAM | PADDED,
                1,
                Hpack.join(Hpack.bytes(3), Hpack.literals(get("/a")), new byte[3]))),
        passed(
            "HEADERS with priority",
            "GET /a",
            of(
                HEADERS,
                END_HEADERS | END_STREAM | PRIORITY_FLAG,
                1,
                Hpack.join(Hpack.bytes(0, 0, 0, 0, 16), Hpack.literals(get("/a"))))),
        passed(
            "padded HEADERS with exclusive priority",
            "GET /a",
            of(
                HEADERS,
                END_HEADERS | END_STREAM | PADDED | PRIORITY_FLAG,
                1,
                Hpack.join(
                    Hpack.bytes(1, 128, 0, 0, 9, 16), Hpack.literals(get("/a")), new byte[1]))),
        goAway(
            "padding as long as the payload of DATA",
            "PROTOCOL_ERROR",
            headers(1, false, request("POST", "/held")),
            of(DATA, END_STREAM | PADDED, 1, Hpack.bytes(2, 120))),
        goAway(
            "padding longer than the payload of DATA",
            "PROTOCOL_ERROR",
            headers(1, false, request("POST", "/held")),
            of(DATA, END_STREAM | PADDED, 1, Hpack.bytes(255, 120))),
        goAway(
            "padding longer than the payload of HEADERS",
            "PROTOCOL_ERROR",
            of(
                HEADERS,
                END_HEADERS | END_STREAM | PADDED,
                1,
                Hpack.join(Hpack.bytes(255), Hpack.literals(get("/a"))))),
        goAway(
            "HEADERS that depends on itself",
            "PROTOCOL_ERROR",
            of(
                HEADERS,
                END_HEADERS | END_STREAM | PRIORITY_FLAG,
                1,
                Hpack.join(Hpack.bytes(0, 0, 0, 1, 16), Hpack.literals(get("/a"))))),
        reset(
            "PRIORITY that depends on itself",
            "PROTOCOL_ERROR",
            headers(1, true, get("/held")),
            of(PRIORITY, 0, 1, Hpack.bytes(0, 0, 0, 1, 16))));
  }
}
