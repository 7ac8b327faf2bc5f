package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.scenario.http2.Http2Row.reset;
import static io.nearside.testing.Frame.END_HEADERS;
import static io.nearside.testing.Frame.GOAWAY;
import static io.nearside.testing.Frame.PRIORITY;
import static io.nearside.testing.Frame.PUSH_PROMISE;
import static io.nearside.testing.Frame.continuation;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Frame.ping;
import static io.nearside.testing.Frame.windowUpdate;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Field;
import io.nearside.testing.Frame;
import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The states of a stream. https://www.rfc-editor.org/rfc/rfc9113#section-5.1 */
class StreamStateTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatMayCome(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(idle(), ended(), resetByTheClient()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> idle() {
    return Stream.of(
        goAway("DATA on an idle stream", "PROTOCOL_ERROR", data(1, true, "x")),
        goAway("RST_STREAM on an idle stream", "PROTOCOL_ERROR", Frame.reset(1, 8)),
        goAway("WINDOW_UPDATE on an idle stream", "PROTOCOL_ERROR", windowUpdate(1, 1)),
        goAway(
            "CONTINUATION on an idle stream",
            "PROTOCOL_ERROR",
            continuation(1, true, Hpack.literals(get("/a")))),
        goAway(
            "PUSH_PROMISE of a client",
            "PROTOCOL_ERROR",
            of(PUSH_PROMISE, END_HEADERS, 1, new byte[4])),
        passed(
            "PRIORITY on an idle stream",
            "GET /a",
            of(PRIORITY, 0, 3, Hpack.bytes(0, 0, 0, 1, 15)),
            headers(1, true, get("/a"))));
  }

  private static Stream<Http2Row> ended() {
    return Stream.of(
        reset(
            "DATA behind END_STREAM",
            "STREAM_CLOSED",
            headers(1, true, get("/held")),
            data(1, true, "x")),
        reset(
            "request again on its stream",
            "PROTOCOL_ERROR",
            headers(1, true, get("/held")),
            headers(1, true, get("/evil"))),
        reset(
            "trailers behind END_STREAM",
            "PROTOCOL_ERROR",
            headers(1, true, get("/held")),
            headers(1, true, Field.of("x-a", "b"))),
        passed(
            "WINDOW_UPDATE behind END_STREAM",
            "GET /a",
            headers(1, true, get("/a")),
            windowUpdate(1, 1)),
        passed(
            "PRIORITY behind END_STREAM",
            "GET /a",
            headers(1, true, get("/a")),
            of(PRIORITY, 0, 1, Hpack.bytes(0, 0, 0, 3, 15))),
        passed("PING behind a request", "GET /a", headers(1, true, get("/a")), ping(7)),
        malformed(
            "second HEADERS without END_STREAM",
            headers(1, false, request("POST", "/held")),
            headers(1, false, Field.of("x-a", "b"))));
  }

  private static Stream<Http2Row> resetByTheClient() {
    return Stream.of(
        passed(
                "RST_STREAM, then another request",
                "GET /a",
                headers(1, false, request("POST", "/held")),
                Frame.reset(1, 8),
                headers(3, true, get("/a")))
            .on(3)
            .seen("GET /a"),
        passed(
                "RST_STREAM twice",
                "GET /a",
                headers(1, false, request("POST", "/held")),
                Frame.reset(1, 8),
                Frame.reset(1, 8),
                headers(3, true, get("/a")))
            .on(3)
            .seen("GET /a"),
        passed(
                "WINDOW_UPDATE behind RST_STREAM",
                "GET /a",
                headers(1, false, request("POST", "/held")),
                Frame.reset(1, 8),
                windowUpdate(1, 1),
                headers(3, true, get("/a")))
            .on(3)
            .seen("GET /a"),
        passed(
                "PRIORITY behind RST_STREAM",
                "GET /a",
                headers(1, false, request("POST", "/held")),
                Frame.reset(1, 8),
                of(PRIORITY, 0, 1, new byte[5]),
                headers(3, true, get("/a")))
            .on(3)
            .seen("GET /a"),
        reset(
            "request again behind RST_STREAM",
            "STREAM_CLOSED",
            headers(1, false, request("POST", "/held")),
            Frame.reset(1, 8),
            headers(1, true, get("/evil"))),
        reset(
            "DATA behind RST_STREAM",
            "STREAM_CLOSED",
            headers(1, false, request("POST", "/held")),
            Frame.reset(1, 8),
            data(1, true, "x")),
        passed(
            "GOAWAY of the client while a request is under way",
            "POST /a",
            headers(1, false, request("POST", "/a")),
            of(GOAWAY, 0, 0, new byte[8]),
            data(1, true, "x")));
  }
}
