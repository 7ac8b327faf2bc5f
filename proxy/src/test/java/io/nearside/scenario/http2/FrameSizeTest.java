package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.scenario.http2.Http2Row.reset;
import static io.nearside.testing.Frame.ACK;
import static io.nearside.testing.Frame.DATA;
import static io.nearside.testing.Frame.END_HEADERS;
import static io.nearside.testing.Frame.END_STREAM;
import static io.nearside.testing.Frame.GOAWAY;
import static io.nearside.testing.Frame.HEADERS;
import static io.nearside.testing.Frame.PADDED;
import static io.nearside.testing.Frame.PING;
import static io.nearside.testing.Frame.PRIORITY;
import static io.nearside.testing.Frame.PRIORITY_FLAG;
import static io.nearside.testing.Frame.RST_STREAM;
import static io.nearside.testing.Frame.SETTINGS;
import static io.nearside.testing.Frame.WINDOW_UPDATE;
import static io.nearside.testing.Frame.continuation;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames and their lengths. https://www.rfc-editor.org/rfc/rfc9113#section-4.2 */
class FrameSizeTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isWhatItsTypeAllows(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(frames(), ignored()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> frames() {
    return Stream.of(
        goAway(
            "DATA longer than the setting",
            "FRAME_SIZE_ERROR",
            headers(1, false, request("POST", "/held")),
            of(DATA, END_STREAM, 1, new byte[16_385])),
        goAway(
            "HEADERS longer than the setting",
            "FRAME_SIZE_ERROR",
            headers(1, true, new byte[16_385])),
        goAway(
            "CONTINUATION longer than the setting",
            "FRAME_SIZE_ERROR",
            of(HEADERS, END_STREAM, 1),
            continuation(1, true, new byte[16_385])),
        goAway(
            "SETTINGS longer than the setting",
            "FRAME_SIZE_ERROR",
            (Object) of(SETTINGS, 0, 0, new byte[16_386]).bytes()),
        goAway(
            "unknown frame longer than the setting",
            "FRAME_SIZE_ERROR",
            of(0x77, 0, 0, new byte[16_385])),
        goAway(
            "frame of the largest length",
            "FRAME_SIZE_ERROR",
            (Object) of(DATA, 0, 1).bytes(0xffffff)),
        goAway("PING of 7 bytes", "FRAME_SIZE_ERROR", of(PING, 0, 0, new byte[7])),
        goAway("PING of 9 bytes", "FRAME_SIZE_ERROR", of(PING, 0, 0, new byte[9])),
        goAway("PING of nothing", "FRAME_SIZE_ERROR", of(PING, 0, 0)),
        goAway(
            "RST_STREAM of 3 bytes",
            "FRAME_SIZE_ERROR",
            headers(1, true, get("/held")),
            of(RST_STREAM, 0, 1, new byte[3])),
        goAway(
            "RST_STREAM of 5 bytes",
            "FRAME_SIZE_ERROR",
            headers(1, true, get("/held")),
            of(RST_STREAM, 0, 1, new byte[5])),
        goAway(
            "SETTINGS of 5 bytes",
            "FRAME_SIZE_ERROR",
            (Object) of(SETTINGS, 0, 0, new byte[5]).bytes()),
        goAway(
            "SETTINGS of 7 bytes",
            "FRAME_SIZE_ERROR",
            (Object) of(SETTINGS, 0, 0, new byte[7]).bytes()),
        goAway("ACK with settings", "FRAME_SIZE_ERROR", of(SETTINGS, ACK, 0, new byte[6])),
        goAway(
            "WINDOW_UPDATE of 3 bytes", "FRAME_SIZE_ERROR", of(WINDOW_UPDATE, 0, 0, new byte[3])),
        goAway(
            "WINDOW_UPDATE of 5 bytes", "FRAME_SIZE_ERROR", of(WINDOW_UPDATE, 0, 0, new byte[5])),
        goAway("GOAWAY of 7 bytes", "FRAME_SIZE_ERROR", of(GOAWAY, 0, 0, new byte[7])),
        reset(
            "PRIORITY of 4 bytes",
            "FRAME_SIZE_ERROR",
            headers(1, true, get("/held")),
            of(PRIORITY, 0, 1, new byte[4])),
        reset(
            "PRIORITY of 6 bytes",
            "FRAME_SIZE_ERROR",
            headers(1, true, get("/held")),
            of(PRIORITY, 0, 1, new byte[6])),
        goAway(
            "HEADERS too short for its priority",
            "FRAME_SIZE_ERROR",
            of(HEADERS, END_HEADERS | END_STREAM | PRIORITY_FLAG, 1, new byte[4])),
        goAway(
            "padded HEADERS of nothing",
            "FRAME_SIZE_ERROR",
            of(HEADERS, END_HEADERS | END_STREAM | PADDED, 1)),
        reset(
            "padded DATA of nothing",
            "FRAME_SIZE_ERROR",
            headers(1, false, request("POST", "/held")),
            of(DATA, END_STREAM | PADDED, 1)));
  }

  private static Stream<Http2Row> ignored() {
    return Stream.of(
        passed(
            "unknown frame of the largest length",
            "GET /a",
            of(0x77, 0, 0, new byte[16_384]),
            headers(1, true, get("/a"))),
        passed(
            "unknown frame on an idle stream",
            "GET /a",
            of(0x77, 0xff, 9, new byte[3]),
            headers(1, true, get("/a"))),
        passed(
                "unknown frame on an open stream",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                of(0x77, 0, 1),
                data(1, true, "x"))
            .body("x"),
        passed(
            "reserved bit of the stream",
            "GET /a",
            (Object)
                of(HEADERS, END_HEADERS | END_STREAM, 0x80000001, Hpack.literals(get("/a")))
                    .bytes()),
        passed(
            "flags that HEADERS does not have",
            "GET /a",
            (Object)
                of(HEADERS, END_HEADERS | END_STREAM | 0xd2, 1, Hpack.literals(get("/a"))).bytes()),
        passed(
            "flags that PING does not have",
            "GET /a",
            of(PING, 0xfe, 0, new byte[8]),
            headers(1, true, get("/a"))),
        passed(
                "empty DATA frames, a few",
                "POST /a",
                headers(1, false, request("POST", "/a")),
                data(1, false, ""),
                data(1, false, ""),
                data(1, true, "x"))
            .body("x"),
        passed(
            "ALTSVC of a client",
            "GET /a",
            of(0xa, 0, 0, new byte[2]),
            headers(1, true, get("/a"))),
        passed(
            "PRIORITY_UPDATE",
            "GET /a",
            of(0x10, 0, 0, Hpack.bytes(0, 0, 0, 1, 117)),
            headers(1, true, get("/a"))));
  }
}
