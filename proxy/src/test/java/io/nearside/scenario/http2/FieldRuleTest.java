package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.Http2Row.malformed;
import static io.nearside.scenario.http2.Http2Row.passed;
import static io.nearside.testing.Frame.headers;
import static io.nearside.testing.Http2RawClient.get;

import io.nearside.testing.Field;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and values of fields. https://www.rfc-editor.org/rfc/rfc9113#section-8.2 */
class FieldRuleTest extends Http2Rows {
  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void isAsStrictAsHttp11AndInLowerCase(Http2Row row) throws IOException {
    check(row);
  }

  static Stream<Http2Row> rows() {
    return Stream.of(names(), values()).flatMap(Function.identity());
  }

  private static Stream<Http2Row> names() {
    return Stream.of(
        malformed("upper case", headers(1, true, get("/a", Field.of("X-A", "b")))),
        malformed("one letter in upper case", headers(1, true, get("/a", Field.of("x-A", "b")))),
        malformed("empty name", headers(1, true, get("/a", Field.of("", "b")))),
        malformed("colon in a name", headers(1, true, get("/a", Field.of("x:a", "b")))),
        malformed("space in a name", headers(1, true, get("/a", Field.of("x a", "b")))),
        malformed("space behind a name", headers(1, true, get("/a", Field.of("x-a ", "b")))),
        malformed("CR LF in a name", headers(1, true, get("/a", Field.of("x-a: b\r\ny", "b")))),
        malformed("LF in a name", headers(1, true, get("/a", Field.of("x\ny", "b")))),
        malformed("CR in a name", headers(1, true, get("/a", Field.of("x\ry", "b")))),
        malformed("NUL in a name", headers(1, true, get("/a", Field.of("x\0y", "b")))),
        malformed("tab in a name", headers(1, true, get("/a", Field.of("x\ty", "b")))),
        malformed(
            "control character in a name", headers(1, true, get("/a", Field.of("x\u0001", "b")))),
        malformed("DEL in a name", headers(1, true, get("/a", Field.of("x\u007f", "b")))),
        malformed(
            "byte above 0x7f in a name", headers(1, true, get("/a", Field.of("x\u00e9", "b")))),
        malformed("parenthesis in a name", headers(1, true, get("/a", Field.of("x(a", "b")))),
        malformed("quote in a name", headers(1, true, get("/a", Field.of("x\"a", "b")))),
        malformed("comma in a name", headers(1, true, get("/a", Field.of("x,a", "b")))),
        malformed(
            "name that hides Transfer-Encoding",
            headers(1, true, get("/a", Field.of("transfer-encoding: chunked\r\nx", "b")))),
        passed(
                "all characters of a name",
                "GET /a",
                headers(1, true, get("/a", Field.of("!#$%&'*+-.^`|~09az", "b"))))
            .with("!#$%&'*+-.^`|~09az: b"));
  }

  private static Stream<Http2Row> values() {
    return Stream.of(
        malformed(
            "CR LF in a value",
            headers(1, true, get("/a", Field.of("x-a", "b\r\nTransfer-Encoding: chunked")))),
        malformed("LF in a value", headers(1, true, get("/a", Field.of("x-a", "b\nc")))),
        malformed("CR in a value", headers(1, true, get("/a", Field.of("x-a", "b\rc")))),
        malformed("NUL in a value", headers(1, true, get("/a", Field.of("x-a", "b\0c")))),
        malformed(
            "CR LF CR LF and a request in a value",
            headers(
                1,
                true,
                get("/a", Field.of("x-a", "b\r\n\r\nGET /evil HTTP/1.1\r\nHost: test\r\n\r\n")))),
        malformed("CR at the end of a value", headers(1, true, get("/a", Field.of("x-a", "b\r")))),
        malformed(
            "LF at the start of a value", headers(1, true, get("/a", Field.of("x-a", "\nb")))),
        malformed("space before a value", headers(1, true, get("/a", Field.of("x-a", " b")))),
        malformed("space behind a value", headers(1, true, get("/a", Field.of("x-a", "b ")))),
        malformed("tab before a value", headers(1, true, get("/a", Field.of("x-a", "\tb")))),
        malformed("tab behind a value", headers(1, true, get("/a", Field.of("x-a", "b\t")))),
        malformed("value of a space", headers(1, true, get("/a", Field.of("x-a", " ")))),
        malformed("VT in a value", headers(1, true, get("/a", Field.of("x-a", "b\u000bc")))),
        malformed(
            "escape character in a value",
            headers(1, true, get("/a", Field.of("x-a", "b\u001bc")))),
        malformed("DEL in a value", headers(1, true, get("/a", Field.of("x-a", "b\u007fc")))),
        passed("tab in a value", "GET /a", headers(1, true, get("/a", Field.of("x-a", "b\tc"))))
            .with("x-a: b\tc"),
        passed(
                "bytes above 0x7f in a value",
                "GET /a",
                headers(1, true, get("/a", Field.of("x-a", "\u00e9\u00ff"))))
            .with("x-a: \u00e9\u00ff"),
        passed("colon in a value", "GET /a", headers(1, true, get("/a", Field.of("x-a", "b: c"))))
            .with("x-a: b: c"));
  }
}
