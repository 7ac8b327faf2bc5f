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

/** Where a request ends. https://www.rfc-editor.org/rfc/rfc9112#section-6 */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyWireTest {
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
  void endWhereEverybodySeesItOrAreRefused(Row row) throws IOException {
    table.check(row);
  }

  private static String post(String lines, String body) {
    return "POST /a HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n\r\n" + body;
  }

  private static Row sent(String name, String lines, String body) {
    return passed(name, "POST /a HTTP/1.1", post(lines, body));
  }

  private static Row unclear(String name, String lines) {
    return refused(name, 400, post(lines, "abc"));
  }

  static Stream<Row> rows() {
    return Stream.concat(lengths(), codings());
  }

  private static Stream<Row> lengths() {
    return Stream.of(
        sent("length", "Content-Length: 3", "abc").body("abc").with("content-length: 3"),
        sent("length 0", "Content-Length: 0", ""),
        sent("length with leading zeros", "Content-Length: 003", "abc")
            .body("abc")
            .with("content-length: 3"),
        sent("neither length nor coding", "X: y", ""),
        passed(
                "GET with a length",
                "GET /a HTTP/1.1",
                "GET /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc")
            .body("abc"),
        unclear("two lengths", "Content-Length: 3\r\nContent-Length: 4"),
        unclear("two equal lengths", "Content-Length: 3\r\nContent-Length: 3"),
        unclear("list of lengths", "Content-Length: 3, 4"),
        unclear("list of equal lengths", "Content-Length: 3, 3"),
        unclear("length and comma", "Content-Length: 3,"),
        unclear("length with a plus", "Content-Length: +3"),
        unclear("negative length", "Content-Length: -3"),
        unclear("length of minus zero", "Content-Length: -0"),
        unclear("hexadecimal length", "Content-Length: 0x3"),
        unclear("empty length", "Content-Length:"),
        unclear("length with a space inside", "Content-Length: 3 3"),
        unclear("length with a fraction", "Content-Length: 3.0"),
        unclear("length with an exponent", "Content-Length: 1e1"),
        unclear("length with an underscore", "Content-Length: 1_0"),
        unclear("quoted length", "Content-Length: \"3\""),
        unclear("length in other digits", "Content-Length: \u00b3"),
        unclear("length of 2^63", "Content-Length: 9223372036854775808"),
        unclear("length of 2^64 + 3", "Content-Length: 18446744073709551619"),
        unclear("length and a folded one", "Content-Length: 3\r\n 0"),
        unclear("space before the colon of a length", "Content-Length : 3"),
        refused(
            "two lengths in HTTP/1.0",
            400,
            "POST /a HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        refused(
            "two equal lengths in HTTP/1.0",
            400,
            "POST /a HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        refused(
            "list of lengths in HTTP/1.0",
            400,
            "POST /a HTTP/1.0\r\nContent-Length: 3, 3\r\n\r\nabc"),
        refused(
            "body of a WebSocket draft",
            400,
            "GET /a HTTP/1.1\r\nHost: test\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"));
  }

  private static Stream<Row> codings() {
    String chunks = "3\r\nabc\r\n0\r\n\r\n";
    return Stream.of(
        sent("chunked", "Transfer-Encoding: chunked", chunks).body("abc"),
        sent("chunked in other case", "transfer-encoding: ChUnKeD", chunks).body("abc"),
        sent("chunked with tabs around it", "Transfer-Encoding:\tchunked\t", chunks).body("abc"),
        passed(
                "GET with chunks",
                "GET /a HTTP/1.1",
                "GET /a HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
            .body("abc"),
        unclear("length and coding", "Content-Length: 3\r\nTransfer-Encoding: chunked"),
        unclear("coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 3"),
        unclear(
            "length and coding that is none", "Content-Length: 3\r\nTransfer-Encoding: identity"),
        unclear("length and empty coding", "Content-Length: 3\r\nTransfer-Encoding:"),
        unclear("identity", "Transfer-Encoding: identity"),
        unclear("empty coding", "Transfer-Encoding:"),
        unclear("chunked twice", "Transfer-Encoding: chunked, chunked"),
        unclear("chunked in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        unclear("chunked not last", "Transfer-Encoding: chunked, gzip"),
        unclear(
            "chunked, then identity in another line",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        unclear("xchunked", "Transfer-Encoding: xchunked"),
        unclear("quoted chunked", "Transfer-Encoding: \"chunked\""),
        unclear("chunked with a parameter", "Transfer-Encoding: chunked;a=b"),
        unclear("chunked with a NUL", "Transfer-Encoding: chunked\0"),
        unclear("space before the colon of a coding", "Transfer-Encoding : chunked"),
        refused("gzip, chunked", 501, post("Transfer-Encoding: gzip, chunked", chunks)),
        refused(
            "gzip, then chunked in another line",
            501,
            post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", chunks)),
        refused("chunked and an empty member", 501, post("Transfer-Encoding: , chunked", chunks)),
        refused(
            "coding in HTTP/1.0",
            400,
            "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
        refused(
            "coding and length in HTTP/1.0",
            400,
            "POST /a HTTP/1.0\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunks));
  }
}
