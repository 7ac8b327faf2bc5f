package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.scenario.http2.Http2Row.reset;
import static io.nearside.testing.Frame.WINDOW_UPDATE;
import static io.nearside.testing.Frame.data;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Frame.settings;
import static io.nearside.testing.Frame.windowUpdate;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flow control and settings. https://www.rfc-editor.org/rfc/rfc9113#section-5.2 */
class WindowTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isNeitherZeroNorTooLarge(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(windows(), settingsOfTheClient()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> windows() {
    return Stream.of(
        goAway("increment 0 of the connection", "PROTOCOL_ERROR", windowUpdate(0, 0)),
        reset(
            "increment 0 of a stream",
            "PROTOCOL_ERROR",
            headers(1, true, get("/held")),
            windowUpdate(1, 0)),
        goAway(
            "window of the connection too large",
            "FLOW_CONTROL_ERROR",
            windowUpdate(0, Integer.MAX_VALUE)),
        reset(
            "window of a stream too large",
            "FLOW_CONTROL_ERROR",
            headers(1, true, get("/held")),
            windowUpdate(1, Integer.MAX_VALUE)),
        goAway(
            "window of a stream too large by a setting",
            "FLOW_CONTROL_ERROR",
            headers(1, true, get("/held")),
            windowUpdate(1, 65_535),
            settings(4, Integer.MAX_VALUE)),
        passed(
            "reserved bit of an increment",
            "GET /a",
            of(WINDOW_UPDATE, 0, 0, Hpack.bytes(0x80, 0, 0, 1)),
            headers(1, true, get("/a"))),
        passed(
            "largest window of the connection",
            "GET /a",
            windowUpdate(0, Integer.MAX_VALUE - 65_535),
            headers(1, true, get("/a"))),
        passed(
            "window of 0, then 1 byte at a time",
            "POST /a",
            settings(4, 0),
            headers(1, false, request("POST", "/a")),
            data(1, true, "abc"),
            windowUpdate(1, 1),
            windowUpdate(1, 1),
            windowUpdate(1, 1),
            settings(4, 100)),
        passed(
            "window of 0, then a setting",
            "POST /a",
            settings(4, 0),
            headers(1, false, request("POST", "/a")),
            data(1, true, "abc"),
            settings(4, 100)),
        passed(
            "window that a setting makes negative, then opens",
            "POST /a",
            settings(4, 10),
            headers(1, false, request("POST", "/a")),
            settings(4, 0),
            data(1, true, "abc"),
            settings(4, 65_535)));
  }

  private static Stream<Http2Row> settingsOfTheClient() {
    return Stream.of(
        goAway("ENABLE_PUSH of 2", "PROTOCOL_ERROR", settings(2, 2)),
        goAway(
            "INITIAL_WINDOW_SIZE too large",
            "FLOW_CONTROL_ERROR",
            (Object) settings(4, 0x80000000).bytes()),
        goAway("MAX_FRAME_SIZE too small", "PROTOCOL_ERROR", settings(5, 16_383)),
        goAway("MAX_FRAME_SIZE too large", "PROTOCOL_ERROR", settings(5, 1 << 24)),
        passed("HEADER_TABLE_SIZE of 0", "GET /a", settings(1, 0), headers(1, true, get("/a"))),
        passed(
            "HEADER_TABLE_SIZE of the largest number",
            "GET /a",
            settings(1, -1),
            headers(1, true, get("/a"))),
        passed(
            "MAX_CONCURRENT_STREAMS of 0", "GET /a", settings(3, 0), headers(1, true, get("/a"))),
        passed("ENABLE_CONNECT_PROTOCOL", "GET /a", settings(8, 1), headers(1, true, get("/a"))),
        passed("setting 0", "GET /a", settings(0, 1), headers(1, true, get("/a"))));
  }
}
