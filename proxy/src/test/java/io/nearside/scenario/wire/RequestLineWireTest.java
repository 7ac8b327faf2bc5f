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

/** Request lines. https://www.rfc-editor.org/rfc/rfc9112#section-3 */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLineWireTest {
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
  void hasOneMeaningOrIsRefused(Row row) throws IOException {
    table.check(row);
  }

  private static String head(String line) {
    return line + "\r\nHost: test\r\n\r\n";
  }

  static Stream<Row> rows() {
    return Stream.concat(Stream.concat(lines(), versions()), methods());
  }

  private static Stream<Row> lines() {
    return Stream.of(
        passed("plain request", "GET /a HTTP/1.1", head("GET /a HTTP/1.1")),
        passed("one empty line first", "GET /a HTTP/1.1", "\r\n" + head("GET /a HTTP/1.1")),
        passed(
            "four empty lines first",
            "GET /a HTTP/1.1",
            "\r\n\r\n\r\n\r\n" + head("GET /a HTTP/1.1")),
        refused("five empty lines first", 400, "\r\n\r\n\r\n\r\n\r\n" + head("GET /a HTTP/1.1")),
        refused("bare LF first", 400, "\n" + head("GET /a HTTP/1.1")),
        refused("bare CR first", 400, "\r" + head("GET /a HTTP/1.1")),
        refused("space first", 400, " " + head("GET /a HTTP/1.1")),
        refused("tab first", 400, "\t" + head("GET /a HTTP/1.1")),
        refused("NUL first", 400, "\0" + head("GET /a HTTP/1.1")),
        refused("TLS on the plain port", 400, "\u0016\u0003\u0001\u0002\0\u0001\0" + head("")),
        refused("two spaces before the target", 400, head("GET  /a HTTP/1.1")),
        refused("two spaces before the version", 400, head("GET /a  HTTP/1.1")),
        refused("space behind the version", 400, head("GET /a HTTP/1.1 ")),
        refused("tab behind the version", 400, head("GET /a HTTP/1.1\t")),
        refused("tab before the target", 400, head("GET\t/a HTTP/1.1")),
        refused("tab before the version", 400, head("GET /a\tHTTP/1.1")),
        refused("tab and space before the version", 400, head("GET /a\t HTTP/1.1")),
        refused("VT before the target", 400, head("GET\u000b/a HTTP/1.1")),
        refused("FF before the version", 400, head("GET /a\f HTTP/1.1")),
        refused("CR before the version", 400, head("GET /a\r HTTP/1.1")),
        refused("CR as the only separator", 400, head("GET\r/a\rHTTP/1.1")),
        refused("space in the target", 400, head("GET /a b HTTP/1.1")),
        refused("request line ended by LF", 400, "GET /a HTTP/1.1\nHost: test\r\n\r\n"),
        refused("request line ended by CR", 400, "GET /a HTTP/1.1\rHost: test\r\n\r\n"),
        refused("all lines ended by LF", 400, "GET /a HTTP/1.1\nHost: test\n\n"),
        refused("no target", 400, head("GET HTTP/1.1")),
        refused("empty target", 400, head("GET  HTTP/1.1")),
        refused("line too long", 414, head("GET /" + "a".repeat(17_000) + " HTTP/1.1")),
        refused("line too long, no end of it", 414, "a".repeat(17_000)));
  }

  private static Stream<Row> versions() {
    return Stream.of(
        refused("no version", 400, "GET /a\r\nHost: test\r\n\r\n"),
        refused("no version, with a space", 400, "GET /a \r\nHost: test\r\n\r\n"),
        refused("version 0.9", 505, head("GET /a HTTP/0.9")),
        refused("version 1.2", 505, head("GET /a HTTP/1.2")),
        refused("version 2.0", 505, head("GET /a HTTP/2.0")),
        refused("version 3.0", 505, head("GET /a HTTP/3.0")),
        refused("version 1", 400, head("GET /a HTTP/1")),
        refused("version 1.10", 400, head("GET /a HTTP/1.10")),
        refused("version 01.1", 400, head("GET /a HTTP/01.1")),
        refused("version 1,1", 400, head("GET /a HTTP/1,1")),
        refused("version in lower case", 400, head("GET /a http/1.1")),
        refused("version in mixed case", 400, head("GET /a Http/1.1")),
        refused("another protocol", 400, head("GET /a FTP/1.1")),
        refused("version with a space", 400, head("GET /a HTTP /1.1")),
        refused("version with a NUL", 400, head("GET /a HTTP/1.1\0")),
        passed(
            "version 1.0 with keep-alive",
            "GET /a HTTP/1.1",
            "GET /a HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\n\r\n"),
        passed("version 1.0", "GET /a HTTP/1.1", "GET /a HTTP/1.0\r\n\r\n").thenClosed());
  }

  private static Stream<Row> methods() {
    return Stream.of(
        passed("unknown method", "BREW /a HTTP/1.1", head("BREW /a HTTP/1.1")),
        passed("method in lower case is another one", "get /a HTTP/1.1", head("get /a HTTP/1.1")),
        passed(
            "method of all token characters",
            "!#$%&'*+-.^_`|~ /a HTTP/1.1",
            head("!#$%&'*+-.^_`|~ /a HTTP/1.1")),
        refused("method with parentheses", 400, head("GE(T) /a HTTP/1.1")),
        refused("method with a colon", 400, head("GET: /a HTTP/1.1")),
        refused("method with a slash", 400, head("GE/T /a HTTP/1.1")),
        refused("method with a comma", 400, head("GET,HEAD /a HTTP/1.1")),
        refused("method with a NUL", 400, head("GE\0T /a HTTP/1.1")),
        refused("method with a byte above 0x7f", 400, head("G\u00cbT /a HTTP/1.1")),
        refused("CONNECT", 501, "CONNECT test:443 HTTP/1.1\r\nHost: test:443\r\n\r\n"),
        refused("CONNECT with a path", 501, head("CONNECT /a HTTP/1.1")));
  }
}
