package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.scenario.http2.Http2Row.reset;
import static io.nearside.testing.Frame.GOAWAY;
import static io.nearside.testing.Frame.PING;
import static io.nearside.testing.Frame.PRIORITY;
import static io.nearside.testing.Frame.SETTINGS;
import static io.nearside.testing.Frame.continuation;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Http2RawClient.get;

import io.nearside.testing.Frame;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stream identifiers. https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1 */
class StreamIdTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isOneThatAClientMayUse(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return identifiers();
  }

  private static Stream<Http2Row> identifiers() {
    return Stream.of(
        goAway("HEADERS on stream 0", "PROTOCOL_ERROR", headers(0, true, get("/a"))),
        goAway("DATA on stream 0", "PROTOCOL_ERROR", data(0, true, "x")),
        goAway("RST_STREAM on stream 0", "PROTOCOL_ERROR", Frame.reset(0, 8)),
        goAway("PRIORITY on stream 0", "PROTOCOL_ERROR", of(PRIORITY, 0, 0, new byte[5])),
        goAway("CONTINUATION on stream 0", "PROTOCOL_ERROR", continuation(0, true, new byte[0])),
        goAway("SETTINGS on stream 1", "PROTOCOL_ERROR", of(SETTINGS, 0, 1)),
        goAway("PING on stream 1", "PROTOCOL_ERROR", of(PING, 0, 1, new byte[8])),
        goAway("GOAWAY on stream 1", "PROTOCOL_ERROR", of(GOAWAY, 0, 1, new byte[8])),
        goAway("request on stream 2", "PROTOCOL_ERROR", headers(2, true, get("/a"))),
        goAway("DATA on stream 2", "PROTOCOL_ERROR", data(2, true, "x")),
        reset(
            "request on stream 3, then on 1",
            "STREAM_CLOSED",
            headers(3, true, get("/held")),
            headers(1, true, get("/a"))),
        passed("first stream is 5", "GET /a", headers(5, true, get("/a"))).on(5),
        passed(
                "streams left out",
                "GET /a",
                headers(1, true, get("/a")),
                headers(77, true, get("/a")))
            .on(77)
            .seen("GET /a", "GET /a"));
  }
}
