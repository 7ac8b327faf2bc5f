package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.END_STREAM;
import static io.nearside.testing.Frame.GOAWAY;
import static io.nearside.testing.Frame.HEADERS;
import static io.nearside.testing.Frame.PRIORITY;
import static io.nearside.testing.Frame.continuation;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Frame.ping;
import static io.nearside.testing.Frame.settings;
import static io.nearside.testing.Frame.windowUpdate;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import io.nearside.testing.Frame;
import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Field sections in several frames. https://www.rfc-editor.org/rfc/rfc9113#section-6.10 */
class ContinuationTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isAllThatMayComeWithinASection(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return parts();
  }

  private static Stream<Http2Row> parts() {
    return Stream.of(
        passed(
            "HEADERS of nothing and CONTINUATION",
            "GET /a",
            of(HEADERS, END_STREAM, 1),
            continuation(1, true, Hpack.literals(get("/a")))),
        passed(
                "three parts, one empty",
                "GET /a",
                of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
                continuation(1, false, new byte[0]),
                continuation(1, true, Hpack.literals(Field.of("x-a", "b"))))
            .with("x-a: b"),
        passed(
            "cut within a field",
            "GET /a",
            of(HEADERS, END_STREAM, 1, Hpack.bytes(0, 7, ':', 'm', 'e')),
            continuation(
                1,
                true,
                Hpack.join(
                    Hpack.bytes('t', 'h', 'o', 'd', 3, 'G', 'E', 'T'),
                    Hpack.literals(
                        Field.of(":scheme", "http"),
                        Field.of(":authority", "test"),
                        Field.of(":path", "/a"))))),
        goAway(
            "CONTINUATION behind END_HEADERS",
            "PROTOCOL_ERROR",
            headers(1, false, request("POST", "/held")),
            continuation(1, true, new byte[0])),
        goAway(
            "DATA within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            data(1, true, "x")),
        goAway(
            "PING within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            ping(1)),
        goAway(
            "SETTINGS within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            settings()),
        goAway(
            "RST_STREAM within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            Frame.reset(1, 8)),
        goAway(
            "WINDOW_UPDATE within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            windowUpdate(0, 1)),
        goAway(
            "PRIORITY within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            of(PRIORITY, 0, 1, Hpack.bytes(0, 0, 0, 0, 1))),
        goAway(
            "HEADERS of another stream within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            headers(3, true, get("/a"))),
        goAway(
            "HEADERS again within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            headers(1, true, get("/a"))),
        goAway(
            "CONTINUATION of another stream within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            continuation(3, true, new byte[0])),
        goAway(
            "unknown frame within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            of(0x77, 0, 1)),
        goAway(
            "unknown frame of the connection within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            of(0x77, 0, 0)),
        goAway(
            "GOAWAY within a section",
            "PROTOCOL_ERROR",
            of(HEADERS, END_STREAM, 1, Hpack.literals(get("/a"))),
            of(GOAWAY, 0, 0, new byte[8])));
  }
}
