package io.nearside.scenario.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a request's field section may be (https://www.rfc-editor.org/rfc/rfc9113#section-8.2). */
class FieldsOverHttp2Test {
  private static Http2Scene scene;

  @BeforeAll
  static void open() throws Exception {
    scene = Http2Scene.storing("x", "limits.header-size = 8K, limits.header-count = 20");
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  /** A field section, and a status, or 0 for PROTOCOL_ERROR. */
  record Row(String name, int status, String... fields) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, int status, String... more) {
    String[] all = new String[8 + more.length];
    String[] pseudo = {":method", "GET", ":scheme", "http", ":authority", "h", ":path", "/x"};
    System.arraycopy(pseudo, 0, all, 0, 8);
    System.arraycopy(more, 0, all, 8, more.length);
    return new Row(name, status, all);
  }

  private static Row only(String name, int status, String... fields) {
    return new Row(name, status, fields);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("plain", 200),
        row("te trailers", 200, "te", "trailers"),
        row("host equal", 200, "host", "H"),
        row("a tab within a value", 200, "a", "b\tc"),
        row("an empty value", 200, "a", ""),
        row("bytes beyond ASCII", 200, "a", "\u00e9"),
        only("host alone", 200, ":method", "GET", ":scheme", "http", ":path", "/x", "host", "h"),
        only(
            "any order",
            200,
            ":path",
            "/x",
            ":authority",
            "h",
            ":scheme",
            "http",
            ":method",
            "GET"),
        only("HEAD", 200, ":method", "HEAD", ":scheme", "http", ":authority", "h", ":path", "/x"),
        row("upper case", 0, "Accept", "x"),
        row("connection", 0, "connection", "close"),
        row("keep-alive", 0, "keep-alive", "x"),
        row("proxy-connection", 0, "proxy-connection", "x"),
        row("transfer-encoding", 0, "transfer-encoding", "chunked"),
        row("upgrade", 0, "upgrade", "websocket"),
        row("te gzip", 0, "te", "gzip"),
        row("te of two", 0, "te", "trailers, gzip"),
        row("a space in a name", 0, "a b", "x"),
        row("a colon in a name", 0, "a:b", "x"),
        row("no name", 0, "", "x"),
        row("CR LF in a value", 0, "a", "b\r\nc: d"),
        row("NUL in a value", 0, "a", "b\0"),
        row("a leading space", 0, "a", " b"),
        row("a trailing tab", 0, "a", "b\t"),
        row("an unknown pseudo-field", 0, ":x", "y"),
        row("a pseudo-field of responses", 0, ":status", "200"),
        row("extended CONNECT", 0, ":protocol", "websocket"),
        row("a pseudo-field twice", 0, ":path", "/y"),
        row("host of another", 0, "host", "other"),
        row("host twice", 0, "host", "h", "host", "h"),
        row("content-length twice", 0, "content-length", "1", "content-length", "2"),
        row("content-length of nothing that comes", 0, "content-length", "5"),
        only(
            "a pseudo-field behind a field",
            0,
            ":method",
            "GET",
            ":scheme",
            "http",
            "a",
            "b",
            ":path",
            "/x",
            ":authority",
            "h"),
        only("no method", 0, ":scheme", "http", ":authority", "h", ":path", "/x"),
        only("no scheme", 0, ":method", "GET", ":authority", "h", ":path", "/x"),
        only("no path", 0, ":method", "GET", ":scheme", "http", ":authority", "h"),
        only("empty path", 0, ":method", "GET", ":scheme", "http", ":authority", "h", ":path", ""),
        only(
            "no method token",
            0,
            ":method",
            "G T",
            ":scheme",
            "http",
            ":authority",
            "h",
            ":path",
            "/x"),
        only("no authority", 400, ":method", "GET", ":scheme", "http", ":path", "/x"),
        only(
            "user information",
            400,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":authority",
            "u@h",
            ":path",
            "/x"),
        only(
            "absolute form",
            400,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":authority",
            "h",
            ":path",
            "http://h/x"),
        only("asterisk", 400, ":method", "GET", ":scheme", "http", ":authority", "h", ":path", "*"),
        only(
            "a space in the path",
            400,
            ":method",
            "GET",
            ":scheme",
            "http",
            ":authority",
            "h",
            ":path",
            "/x y"),
        only(
            "another scheme",
            400,
            ":method",
            "GET",
            ":scheme",
            "ftp",
            ":authority",
            "h",
            ":path",
            "/x"),
        only("CONNECT", 501, ":method", "CONNECT", ":authority", "h:443"),
        row("an expectation", 417, "expect", "x"),
        row("too large", 431, "a", "b".repeat(8200)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aSectionIsTakenOrRefused(Row row) throws Exception {
    FrameClient client = scene.client();
    client.frame(FrameClient.HEADERS, 5, 1, FrameClient.section(row.fields()));
    FrameClient.Answer answer = client.answer(1);
    assertThat(answer.status()).isEqualTo(row.status());
    assertThat(answer.error()).isEqualTo(row.status() == 0 ? Http2Scene.PROTOCOL_ERROR : -1);
    // The connection lives.
    client.get(3, "/x");
    assertThat(client.answer(3).status()).isEqualTo(200);
  }

  @Test
  void tooManyFieldsAreRefused() throws Exception {
    FrameClient client = scene.client();
    String[] many = new String[50];
    java.util.Arrays.setAll(many, i -> i % 2 == 0 ? "a" + i : "b");
    client.get(1, "/x", many);
    assertThat(client.answer(1).status()).isEqualTo(431);
  }

  @Test
  void crumbsOfACookieAreJoined() throws Exception {
    FrameClient client = scene.client();
    client.get(1, "/crumbs", "cookie", "a=1", "x", "y", "cookie", "b=2");
    client.answer(1);
    assertThat(scene.upstream().requests())
        .anySatisfy(seen -> assertThat(seen.headers("cookie")).containsExactly("a=1; b=2"));
  }
}
