package io.nearside.scenario.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks. https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
@ExtendWith(BufferLeaks.class)
class ChunkWireTest {
  private static final String POST =
      "POST /a HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: test\r\n\r\n";

  static Stream<Arguments> goodChunks() {
    return Stream.of(
        Arguments.of("one chunk", "3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("sizes with leading zeros", "0003\r\nabc\r\n000\r\n\r\n"),
        Arguments.of("small chunks", "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"),
        Arguments.of("extensions", "3;a;b=c;d=\"e;f\"\r\nabc\r\n0;g\r\n\r\n"),
        Arguments.of("space before an extension", "3 ;a\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("trailers", "3\r\nabc\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n"),
        Arguments.of(
            "trailers that are for heads",
            "3\r\nabc\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: gzip\r\nHost: evil\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodChunks")
  void reachTheUpstreamReframed(String name, String body) throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(request -> ScriptedUpstream.response(200, request.text()));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.send(POST + body + NEXT);
      assertThat(client.readResponse().text()).isEqualTo("abc");
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(upstream.requests()).extracting(Request::target).containsExactly("/a", "/next");
      assertThat(upstream.requests().get(0).trailers()).isEmpty();
    }
  }

  static Stream<Arguments> badChunks() {
    return Stream.of(
        Arguments.of("size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size with a plus", "+3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("negative size", "-1\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size that is no number", "xyz\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("empty size", "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("extension without a size", ";a\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("space before a size", " 3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("space behind a size", "3 \r\nabc\r\n0\r\n\r\n"),
        Arguments.of("underscore in a size", "1_0\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("NUL in a size", "3\0\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size of 2^32 + 3", "100000003\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size of 2^64 + 3", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size of 2^64 - 1", "ffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("size line ended by LF", "3\nabc\r\n0\r\n\r\n"),
        Arguments.of("size line ended by CR", "3\rabc\r\n0\r\n\r\n"),
        Arguments.of("bare LF in an extension", "3;a\nabc\r\n0\r\n\r\n"),
        Arguments.of("bare CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("line end in a quoted extension", "3;a=\"\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("control character in an extension", "3;a\u0001\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("large extension", "3;" + "a".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of(
            "many extensions", ("1;" + "a".repeat(5_000) + "\r\na\r\n").repeat(10) + "0\r\n\r\n"),
        Arguments.of("data longer than its size", "3\r\nabcX\r\n0\r\n\r\n"),
        Arguments.of("data shorter than its size", "5\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("data ended by LF", "3\r\nabc\n0\r\n\r\n"),
        Arguments.of("data ended by CR", "3\r\nabc\r0\r\n\r\n"),
        Arguments.of("last chunk ended by LF", "3\r\nabc\r\n0\n\r\n"),
        Arguments.of("last empty line of LF alone", "3\r\nabc\r\n0\r\n\n"),
        Arguments.of("trailer ended by LF", "3\r\nabc\r\n0\r\nX-T: 1\n\r\n"),
        Arguments.of("folded trailer", "3\r\nabc\r\n0\r\nX-T: 1\r\n 2\r\n\r\n"),
        Arguments.of("trailer without a colon", "3\r\nabc\r\n0\r\nX-T\r\n\r\n"),
        Arguments.of("space before a trailer's colon", "3\r\nabc\r\n0\r\nX-T : 1\r\n\r\n"),
        Arguments.of("NUL in a trailer", "3\r\nabc\r\n0\r\nX-T: \0\r\n\r\n"),
        Arguments.of("too many trailers", "3\r\nabc\r\n0\r\n" + "X: 1\r\n".repeat(129) + "\r\n"),
        Arguments.of("large trailers", "3\r\nabc\r\n0\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badChunks")
  void areRefusedAndTheUpstreamSeesNoWholeRequest(String name, String body) throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  Request request = connection.readRequest();
                  if (request == null) {
                    return;
                  }
                  if (request.target().equals("/fresh")) {
                    connection.write(ScriptedUpstream.response(200, "x"));
                    return;
                  }
                  request.body();
                  assertThat(request.truncated()).as("cut short").isTrue();
                });
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port());
        RawClient fresh = RawClient.connect(sidecar.port())) {
      client.send(POST + body + NEXT);
      assertThat(client.readResponse().status()).isIn(400, 431);
      client.expectClosed();
      assertThat(fresh.get("/fresh").status()).isEqualTo(200);
      assertThat(upstream.requests()).extracting(Request::target).doesNotContain("/next");
    }
  }
}
