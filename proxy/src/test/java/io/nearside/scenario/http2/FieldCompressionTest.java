package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.goAway;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Http2RawClient.get;
import static io.nearside.testing.Http2RawClient.request;

import io.nearside.testing.Frame;
import io.nearside.testing.Hpack;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HPACK. https://www.rfc-editor.org/rfc/rfc7541#section-3 */
class FieldCompressionTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isUndoneOrEndsTheConnection(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(wrong(), right()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> wrong() {
    return Stream.of(
        goAway(
            "index 0",
            "COMPRESSION_ERROR",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x80)))),
        goAway(
            "index beyond the tables",
            "COMPRESSION_ERROR",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0xff, 0x00)))),
        goAway(
            "index far beyond the tables",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0xff, 0xff, 0xff, 0x03)))),
        goAway(
            "name from beyond the tables",
            "COMPRESSION_ERROR",
            headers(
                1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x0f, 0x70, 1, 'a')))),
        goAway(
            "name from beyond the tables, to be indexed",
            "COMPRESSION_ERROR",
            headers(
                1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x7f, 0x70, 1, 'a')))),
        goAway(
            "integer that overflows",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(
                    Hpack.literals(get("/a")),
                    Hpack.bytes(
                        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)))),
        goAway(
            "integer with zeros without end",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(
                    Hpack.literals(get("/a")),
                    Hpack.bytes(
                        0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                        0x01)))),
        goAway(
            "integer without an end",
            "COMPRESSION_ERROR",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0xff, 0x80)))),
        goAway(
            "name longer than the section",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x00, 0x7f, 0x70, 'a')))),
        goAway(
            "value longer than the section",
            "COMPRESSION_ERROR",
            headers(
                1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x00, 1, 'a', 9, 'b')))),
        goAway(
            "literal without a value",
            "COMPRESSION_ERROR",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x00, 1, 'a')))),
        goAway(
            "length that overflows",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(
                    Hpack.literals(get("/a")),
                    Hpack.bytes(0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x7f)))),
        goAway(
            "Huffman code with EOS",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(
                    Hpack.literals(get("/a")),
                    Hpack.bytes(0x00, 1, 'a', 0x84, 0xff, 0xff, 0xff, 0xff)))),
        goAway(
            "Huffman code with 8 bits of padding",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(
                    Hpack.literals(get("/a")), Hpack.bytes(0x00, 1, 'a', 0x82, 0x1f, 0xff)))),
        goAway(
            "Huffman code padded with zeros",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x00, 1, 'a', 0x81, 0x18)))),
        goAway(
            "table size update behind a field",
            "COMPRESSION_ERROR",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x20)))),
        goAway(
            "table size update beyond the setting",
            "COMPRESSION_ERROR",
            headers(
                1,
                true,
                Hpack.join(Hpack.bytes(0x3f, 0xe1, 0xff, 0x03), Hpack.literals(get("/a"))))),
        goAway(
                "field of a table that was emptied",
                "COMPRESSION_ERROR",
                headers(
                    1,
                    true,
                    Hpack.join(Hpack.literals(get("/held")), Hpack.bytes(0x40, 1, 'a', 1, 'b'))),
                headers(
                    3,
                    true,
                    Hpack.join(Hpack.bytes(0x20), Hpack.literals(get("/b")), Hpack.bytes(0xbe))))
            .on(3),
        goAway(
                "wrong section behind a stream that was reset",
                "COMPRESSION_ERROR",
                headers(1, false, request("POST", "/held")),
                Frame.reset(1, 8),
                headers(3, true, Hpack.bytes(0x80)))
            .on(3));
  }

  private static Stream<Http2Row> right() {
    return Stream.of(
        passed(
                "field without indexing",
                "GET /a",
                headers(
                    1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0, 1, 'a', 1, 'b'))))
            .with("a: b"),
        passed(
                "field never to be indexed",
                "GET /a",
                headers(
                    1,
                    true,
                    Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x10, 1, 'a', 1, 'b'))))
            .with("a: b"),
        passed(
            "indexed request of the static table",
            "GET /",
            headers(1, true, Hpack.bytes(0x82, 0x86, 0x84, 0x41, 4, 't', 'e', 's', 't'))),
        passed(
                "field of the dynamic table",
                "GET /a",
                headers(
                    1,
                    true,
                    Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0x40, 1, 'a', 1, 'b'))),
                headers(3, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0xbe))))
            .on(3)
            .seen("GET /a", "GET /a")
            .with("a: b"),
        passed(
            "two table size updates first",
            "GET /a",
            headers(
                1,
                true,
                Hpack.join(Hpack.bytes(0x20, 0x3f, 0xe1, 0x1f), Hpack.literals(get("/a"))))),
        passed(
                "value in Huffman code",
                "GET /a",
                headers(
                    1,
                    true,
                    Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0, 1, 'a', 0x81, 0x1f))))
            .with("a: a"),
        passed(
            "empty value",
            "GET /a",
            headers(1, true, Hpack.join(Hpack.literals(get("/a")), Hpack.bytes(0, 1, 'a', 0)))),
        passed(
                "field of a malformed request stays in the table",
                "GET /b",
                headers(
                    1,
                    true,
                    Hpack.join(
                        Hpack.literals(get("/a")),
                        Hpack.bytes(0x40, 1, 'a', 1, 'b', 0, 1, 'A', 1, 'x'))),
                headers(3, true, Hpack.join(Hpack.literals(get("/b")), Hpack.bytes(0xbe))))
            .on(3)
            .with("a: b"));
  }
}
