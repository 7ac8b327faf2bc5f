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

/** Request targets and Host. https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetWireTest {
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

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  private static String host(String line) {
    return "GET /a HTTP/1.1\r\n" + line + "\r\n\r\n";
  }

  private static Row path(String name, String target, String upstream) {
    return passed(name, "GET " + upstream + " HTTP/1.1", get(target));
  }

  static Stream<Row> rows() {
    return Stream.of(forms(), paths(), refusedPaths(), hosts()).flatMap(rows -> rows);
  }

  private static Stream<Row> forms() {
    return Stream.of(
        path("absolute form", "http://shop.example/a?b", "/a?b").with("host: shop.example"),
        path("absolute form of https", "https://shop.example/a", "/a").with("host: shop.example"),
        path("absolute form with another Host", "http://other.example:81/a", "/a")
            .with("host: other.example:81"),
        path("absolute form, scheme in capitals", "HTTP://test/a", "/a"),
        path("absolute form without a path", "http://test", "/"),
        path("absolute form with a query alone", "http://test?q", "/?q"),
        passed(
            "absolute form, OPTIONS of the server",
            "OPTIONS * HTTP/1.1",
            "OPTIONS http://test HTTP/1.1\r\nHost: test\r\n\r\n"),
        passed(
            "asterisk form, OPTIONS",
            "OPTIONS * HTTP/1.1",
            "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n"),
        refused("asterisk form, GET", 400, get("*")),
        refused("asterisk form, POST", 400, "POST * HTTP/1.1\r\nHost: test\r\n\r\n"),
        refused("asterisk with more", 400, "OPTIONS *x HTTP/1.1\r\nHost: test\r\n\r\n"),
        refused("authority form, GET", 400, get("test:80")),
        refused("relative target", 400, get("a/b")),
        refused("query alone", 400, get("?a")),
        refused("absolute form of ftp", 400, get("ftp://test/a")),
        refused("absolute form of ws", 400, get("ws://test/a")),
        refused("absolute form without an authority", 400, get("http:///a")),
        refused("absolute form with one slash", 400, get("http:/test/a")),
        refused("absolute form with a user", 400, get("http://user@test/a")),
        refused("absolute form with user and password", 400, get("http://user:secret@test/a")),
        refused("absolute form with a bad port", 400, get("http://test:x/a")),
        refused("absolute form with a backslash", 400, get("http://test\\@evil/a")),
        refused(
            "absolute form with a malformed Host",
            400,
            "GET http://test/a HTTP/1.1\r\nHost: a b\r\n\r\n"),
        refused("absolute form without Host", 400, "GET http://test/a HTTP/1.1\r\n\r\n"));
  }

  private static Stream<Row> paths() {
    return Stream.of(
        path("dot segments", "/a/./b/../c", "/a/c"),
        path("dot segments above the root", "/../../a", "/a"),
        path("encoded dot segments", "/a/%2e%2E/c", "/c"),
        path("encoded unreserved characters", "/%7E%61", "/~a"),
        path("encoded slash stays", "/a%2fb", "/a%2Fb"),
        path("encoded backslash stays", "/a%5cb", "/a%5Cb"),
        path("encoded twice stays", "/%252e%252e/a", "/%252e%252e/a"),
        path("two slashes stay", "//a//b", "//a//b"),
        path("parameters stay", "/a;x=1/b;y", "/a;x=1/b;y"),
        path("case stays", "/A/b", "/A/b"),
        path("empty query stays", "/a?", "/a?"),
        path("brackets and bars, which browsers send", "/a[]|^?b[]=|{}\\^`", "/a[]|^?b[]=|{}\\^`"),
        path("encoded line ends stay encoded", "/a%0d%0aX:%20y", "/a%0D%0AX:%20y"),
        path("encoded NUL in a query", "/a?b=%00", "/a?b=%00"),
        path("encoded fragment sign", "/a%23b", "/a%23b"));
  }

  private static Stream<Row> refusedPaths() {
    return Stream.of(
        refused("fragment", 400, get("/a#b")),
        refused("fragment behind a query", 400, get("/a?b#c")),
        refused("backslash", 400, get("/a\\..\\b")),
        refused("quote", 400, get("/a\"b")),
        refused("angle brackets", 400, get("/<script>")),
        refused("angle brackets in a query", 400, get("/a?<script>")),
        refused("braces", 400, get("/{a}")),
        refused("NUL", 400, get("/a\0b")),
        refused("control character", 400, get("/a\u0001b")),
        refused("DEL", 400, get("/a\u007fb")),
        refused("byte above 0x7f", 400, get("/\u00e9")),
        refused("raw UTF-8", 400, get("/\u00c3\u00a9")),
        refused("byte above 0x7f in a query", 400, get("/a?\u00e9")),
        refused("percent alone", 400, get("/a%")),
        refused("percent with one digit", 400, get("/a%2")),
        refused("percent with no digits", 400, get("/a%zz")),
        refused("percent with one digit in a query", 400, get("/a?b=%f")),
        refused("percent with u", 400, get("/%u002e")),
        refused("encoded NUL in the path", 400, get("/account%00.css")),
        refused("dot segment before an encoded slash", 400, get("/static/..%2Faccount")),
        refused("dot segment behind an encoded slash", 400, get("/static%2f../account")),
        refused("dot segment before an encoded backslash", 400, get("/static/..%5caccount")),
        refused("encoded dot segment and encoded slash", 400, get("/static/%2e%2e%2faccount")),
        refused("dot segment with a parameter", 400, get("/static/..;/account")),
        refused("dot segment with an encoded parameter", 400, get("/static/..%3bx=1/account")));
  }

  private static Stream<Row> hosts() {
    return Stream.of(
        passed("Host with a port", "GET /a HTTP/1.1", host("Host: test:8080"))
            .with("host: test:8080"),
        passed("Host with an IPv6 address", "GET /a HTTP/1.1", host("Host: [::1]:8080"))
            .with("host: [::1]:8080"),
        passed("Host with a colon alone", "GET /a HTTP/1.1", host("Host: test:")),
        passed("name of Host in any case", "GET /a HTTP/1.1", host("hOsT: test")),
        refused("no Host", 400, "GET /a HTTP/1.1\r\n\r\n"),
        refused("empty Host", 400, host("Host:")),
        refused("blank Host", 400, host("Host: \t ")),
        refused("two Hosts", 400, host("Host: a\r\nHost: b")),
        refused("two equal Hosts", 400, host("Host: a\r\nHost: a")),
        refused("two Hosts, one empty", 400, host("Host: a\r\nHost:")),
        refused("two Hosts in HTTP/1.0", 400, "GET /a HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
        refused("Host list", 400, host("Host: a, b")),
        refused("Host with a space", 400, host("Host: a b")),
        refused("Host with a path", 400, host("Host: a/b")),
        refused("Host with a scheme", 400, host("Host: http://a")),
        refused("Host with a user", 400, host("Host: u@a")),
        refused("Host with a query", 400, host("Host: a?b")),
        refused("Host with a fragment", 400, host("Host: a#b")),
        refused("Host with a backslash", 400, host("Host: a\\b")),
        refused("Host with a percent escape", 400, host("Host: a%2eb")),
        refused("Host with a byte above 0x7f", 400, host("Host: \u00e9")),
        refused("Host with a NUL", 400, host("Host: a\0b")),
        refused("Host with letters for a port", 400, host("Host: a:b")),
        refused("Host with a negative port", 400, host("Host: a:-1")),
        refused("Host with port 0", 400, host("Host: a:0")),
        refused("Host with port 65536", 400, host("Host: a:65536")),
        refused("Host with two ports", 400, host("Host: a:80:80")),
        refused("Host with a port alone", 400, host("Host: :80")),
        refused("Host with an open bracket", 400, host("Host: [::1")),
        refused("Host with a bad IPv6 address", 400, host("Host: [1:2]")),
        refused("Host with a bare IPv6 address", 400, host("Host: ::1")));
  }
}
