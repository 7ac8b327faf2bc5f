package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Frame.of;
import static io.nearside.testing.Frame.ping;
import static io.nearside.testing.Frame.settings;
import static io.nearside.testing.Frame.settingsAck;
import static io.nearside.testing.Frame.windowUpdate;
import static io.nearside.testing.Http2RawClient.PREFACE;
import static io.nearside.testing.Http2RawClient.get;

import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The preface. https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
class ConnectionPrefaceTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isWholeOrEndsTheConnection(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(whole(), broken()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> whole() {
    return Stream.of(
        passed(
                "preface, SETTINGS, request",
                "GET /a",
                PREFACE,
                settings(),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "preface in three parts",
                "GET /a",
                "PRI * HT",
                "TP/2.0\r\n\r\nSM\r\n\r",
                "\n",
                settings(),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "preface begun byte by byte",
                "GET /a",
                "P",
                "R",
                "I",
                " ",
                "*",
                " ",
                "HTTP/2.0\r\n\r\n",
                "SM\r\n\r\n",
                settings(),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "SETTINGS with all settings",
                "GET /a",
                PREFACE,
                settings(1, 4096, 2, 0, 3, 10, 4, 65_535, 5, 16_384, 6, 65_536),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "unknown setting",
                "GET /a",
                PREFACE,
                settings(0x7777, 1),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "same setting twice",
                "GET /a",
                PREFACE,
                settings(1, 0, 1, 4096),
                headers(1, true, get("/a")))
            .withoutPreface(),
        passed(
                "SETTINGS twice",
                "GET /a",
                PREFACE,
                settings(),
                settings(),
                headers(1, true, get("/a")))
            .withoutPreface());
  }

  private static Stream<Http2Row> broken() {
    return Stream.of(
        goAway("no SETTINGS but a request", "PROTOCOL_ERROR", PREFACE, headers(1, true, get("/a")))
            .withoutPreface(),
        goAway("no SETTINGS but PING", "PROTOCOL_ERROR", PREFACE, ping(1)).withoutPreface(),
        goAway("no SETTINGS but its ACK", "PROTOCOL_ERROR", PREFACE, settingsAck())
            .withoutPreface(),
        goAway("no SETTINGS but WINDOW_UPDATE", "PROTOCOL_ERROR", PREFACE, windowUpdate(0, 1))
            .withoutPreface(),
        goAway("no SETTINGS but an unknown frame", "PROTOCOL_ERROR", PREFACE, of(0x77, 0, 0))
            .withoutPreface(),
        goAway("preface twice", "FRAME_SIZE_ERROR", PREFACE),
        goAway(
            "HTTP/1.1 behind SETTINGS",
            "FRAME_SIZE_ERROR",
            "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n"),
        goAway(
                "HTTP/1.1 in place of SETTINGS",
                "PROTOCOL_ERROR",
                PREFACE,
                "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n")
            .withoutPreface(),
        goAway(
                "last byte of the preface is another",
                "PROTOCOL_ERROR",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX",
                settings())
            .withoutPreface(),
        goAway(
                "second half of the preface is another",
                "PROTOCOL_ERROR",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                settings())
            .withoutPreface());
  }
}
