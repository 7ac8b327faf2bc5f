package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.Row.passed;
import static io.nearside.scenario.wire.Row.refused;

import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Field lines. https://www.rfc-editor.org/rfc/rfc9112#section-5 */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldLineWireTest {
  private WireTable table;

  @BeforeAll
  void start() throws IOException {
    table = new WireTable();
  }

  @AfterAll
  void stop() throws IOException {
    table.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void haveOneMeaningOrAreRefused(Row row) throws IOException {
    table.check(row);
  }

  private static String get(String lines) {
    return "GET /a HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n\r\n";
  }

  private static Row line(String name, String line) {
    return passed(name, "GET /a HTTP/1.1", get(line));
  }

  static Stream<Row> rows() {
    return Stream.of(syntax(), limits(), expectations(), connection(), forwards())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> syntax() {
    return Stream.of(
        line("no space behind the colon", "X-A:b").with("X-A: b"),
        line("tabs and spaces around a value", "X-A:\t b \t").with("X-A: b"),
        line("tab within a value", "X-A: b\tc").with("X-A: b\tc"),
        line("empty value", "X-A:").with("X-A: "),
        line("bytes above 0x7f in a value", "X-A: \u00e9").with("X-A: \u00e9"),
        line("colon in a value", "X-A: b:c").with("X-A: b:c"),
        refused("folded line", 400, get("X-A: b\r\n c")),
        refused("line folded with a tab", 400, get("X-A: b\r\n\tc")),
        refused(
            "folded line that would be a field", 400, get("X-A: b\r\n Transfer-Encoding: chunked")),
        refused("folded Transfer-Encoding", 400, get("Transfer-Encoding:\r\n chunked")),
        refused("fold before the first field", 400, "GET /a HTTP/1.1\r\n Host: test\r\n\r\n"),
        refused("line of a space alone", 400, get("X-A: b\r\n ")),
        refused("space before the colon", 400, get("X-A : b")),
        refused("tab before the colon", 400, get("X-A\t: b")),
        refused("space in a name", 400, get("X A: b")),
        refused("no colon", 400, get("X-A")),
        refused("no name", 400, get(": b")),
        refused("NUL in a name", 400, get("X\0A: b")),
        refused("byte above 0x7f in a name", 400, get("X-\u00c4: b")),
        refused("parenthesis in a name", 400, get("X(A): b")),
        refused("quote in a name", 400, get("X\"A: b")),
        refused("NUL in a value", 400, get("X-A: b\0c")),
        refused("bare CR in a value", 400, get("X-A: b\rc")),
        refused("bare CR that would begin a field", 400, get("X-A: b\rTransfer-Encoding: chunked")),
        refused("CR CR LF", 400, get("X-A: b\r")),
        refused("bare LF in a value", 400, get("X-A: b\nX-B: c")),
        refused("empty line of LF alone", 400, "GET /a HTTP/1.1\r\nHost: test\r\n\n"),
        refused("empty line of CR alone", 400, "GET /a HTTP/1.1\r\nHost: test\r\n\r"),
        refused("VT in a value", 400, get("X-A: b\u000bc")),
        refused("VT before a value", 400, get("Transfer-Encoding: \u000bchunked")),
        refused("escape character in a value", 400, get("X-A: b\u001bc")),
        refused("DEL in a value", 400, get("X-A: b\u007fc")));
  }

  private static Stream<Row> limits() {
    return Stream.of(
        line("128 fields", "X: a\r\n".repeat(126) + "X: a"),
        refused("129 fields", 431, get("X: a\r\n".repeat(127) + "X: a")),
        refused("many short fields", 431, get("X:\r\n".repeat(6000) + "X: a")),
        refused("many fields without an end", 431, "GET /a HTTP/1.1\r\n" + "X:\r\n".repeat(6000)),
        refused("large value", 431, get("X: " + "a".repeat(40_000))),
        refused("large name", 431, get("X".repeat(40_000) + ": a")),
        refused("large line without an end", 431, "GET /a HTTP/1.1\r\n" + "X".repeat(40_000)),
        refused(
            "HEAD with a large value",
            431,
            "HEAD /a HTTP/1.1\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"));
  }

  private static Stream<Row> expectations() {
    return Stream.of(
        refused("unknown expectation", 417, get("Expect: tea")),
        refused(
            "unknown expectation in a second line",
            417,
            get("Expect: 100-continue\r\nExpect: tea")),
        refused("unknown expectation in a list", 417, get("Expect: 100-continue, tea")),
        refused("expectation with a parameter", 417, get("Expect: 100-continue;now")),
        refused("expectation cut short", 417, get("Expect: 100")),
        passed(
                "unknown expectation in HTTP/1.0",
                "GET /a HTTP/1.1",
                "GET /a HTTP/1.0\r\nConnection: keep-alive\r\nExpect: tea\r\n\r\n")
            .without("Expect"),
        passed(
                "Upgrade in HTTP/1.0",
                "GET /a HTTP/1.1",
                "GET /a HTTP/1.0\r\nConnection: keep-alive, upgrade\r\nUpgrade: websocket\r\n\r\n")
            .without("Upgrade"),
        line("Upgrade that Connection does not name", "Upgrade: websocket").without("Upgrade"),
        line(
                "Upgrade to h2c",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__")
            .without("Upgrade", "HTTP2-Settings", "Connection"));
  }

  private static Stream<Row> connection() {
    return Stream.of(
        line("Connection that names a field of its own", "Connection: X-A\r\nX-A: b\r\nX-B: c")
            .with("X-B: c")
            .without("X-A", "Connection"),
        line("Connection that names a field in other case", "Connection: x-a\r\nX-A: b")
            .without("X-A"),
        line("Connection that names what is not there", "Connection: Authorization")
            .without("Connection"),
        line("TE of gzip and trailers", "Connection: TE\r\nTE: gzip, trailers")
            .with("connection: TE", "te: trailers"),
        line("Keep-Alive and Proxy-Connection", "Keep-Alive: 5\r\nProxy-Connection: keep-alive")
            .without("Keep-Alive", "Proxy-Connection"),
        line("Proxy-Authorization", "Proxy-Authorization: Basic eA==")
            .without("Proxy-Authorization"),
        line("Connection that says close", "Connection: close").thenClosed(),
        refused("Connection names Host", 400, get("Connection: Host")),
        refused(
            "Connection names Authorization",
            400,
            get("Connection: close, Authorization\r\nAuthorization: Bearer t")),
        refused("Connection names Cookie", 400, get("Connection: cookie\r\nCookie: a=b")),
        refused(
            "Connection names Cache-Control",
            400,
            get("Connection: Cache-Control\r\nCache-Control: no-cache")),
        refused(
            "Connection names Content-Length",
            400,
            "POST /a HTTP/1.1\r\nHost: test\r\nConnection: Content-Length\r\nContent-Length: 1\r\n\r\nx"),
        refused(
            "Connection names X-Forwarded-For",
            400,
            get("Connection: X-Forwarded-For\r\nX-Forwarded-For: 1.2.3.4")),
        refused(
            "Connection names X-Forwarded-Prefix",
            400,
            get("Connection: X-Forwarded-Prefix\r\nX-Forwarded-Prefix: /a")),
        refused(
            "Connection names X-Real-IP in a second line",
            400,
            get("Connection: keep-alive\r\nConnection: X-Real-IP\r\nX-Real-IP: 1.2.3.4")),
        refused(
            "Connection names Accept-Language",
            400,
            get("Connection: Accept-Language\r\nAccept-Language: de")),
        refused(
            "Connection names If-None-Match",
            400,
            get("Connection: If-None-Match\r\nIf-None-Match: \"a\"")),
        refused("Connection names Range", 400, get("Connection: Range\r\nRange: bytes=0-0")),
        refused("Connection names Via", 400, get("Connection: Via\r\nVia: 1.1 a")),
        refused(
            "Connection names Sec-Fetch-Site",
            400,
            get("Connection: Sec-Fetch-Site\r\nSec-Fetch-Site: none")),
        refused(
            "Connection names Max-Forwards",
            400,
            get("Connection: Max-Forwards\r\nMax-Forwards: 1")));
  }

  private static String trace(String lines) {
    return "TRACE /a HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n\r\n";
  }

  private static Stream<Row> forwards() {
    return Stream.of(
        passed("TRACE that may go on", "TRACE /a HTTP/1.1", trace("Max-Forwards: 2"))
            .with("max-forwards: 1"),
        Row.answered("TRACE that may not go on", 501, trace("Max-Forwards: 0")),
        Row.answered(
            "OPTIONS that may not go on",
            204,
            "OPTIONS * HTTP/1.1\r\nHost: test\r\nMax-Forwards: 0\r\n\r\n"),
        line("Max-Forwards of a GET", "Max-Forwards: x").with("Max-Forwards: x"),
        refused("negative Max-Forwards", 400, trace("Max-Forwards: -1")),
        refused("Max-Forwards that is no number", 400, trace("Max-Forwards: many")),
        refused("empty Max-Forwards", 400, trace("Max-Forwards:")),
        refused("two Max-Forwards", 400, trace("Max-Forwards: 1\r\nMax-Forwards: 0")),
        refused("list of Max-Forwards", 400, trace("Max-Forwards: 1, 0")),
        refused("TRACE with a body", 400, trace("Content-Length: 1\r\n\r\nx")));
  }
}
