package io.nearside.scenario.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Http2Peer;
import io.nearside.testing.Http2ScriptedUpstream.Answer;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream that breaks HTTP/2, by mistake or on purpose. */
@ExtendWith(BufferLeaks.class)
class Http2HostileTest {
  private static Arguments headers(String name, String... fields) {
    return answer(name, (peer, request) -> peer.headers(request.stream(), false, fields));
  }

  private static Arguments answer(String name, Answer answer) {
    return arguments(name, answer);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        headers("no status", "content-type", "text/plain"),
        headers("two statuses", ":status", "200", ":status", "404"),
        headers("a status of two digits", ":status", "20"),
        headers("a status of letters", ":status", "abc"),
        headers("a status beyond 599", ":status", "999"),
        headers("a pseudo-field of requests", ":status", "200", ":path", "/"),
        headers("an unknown pseudo-field", ":status", "200", ":x", "y"),
        answer("a pseudo-field behind a field", Http2HostileTest::pseudoFieldLast),
        headers("upper case", ":status", "200", "X-A", "b"),
        headers("an empty name", ":status", "200", "", "b"),
        headers("a space in a name", ":status", "200", "a b", "c"),
        headers("connection", ":status", "200", "connection", "close"),
        headers("keep-alive", ":status", "200", "keep-alive", "timeout=5"),
        headers("proxy-connection", ":status", "200", "proxy-connection", "close"),
        headers("transfer-encoding", ":status", "200", "transfer-encoding", "chunked"),
        headers("upgrade", ":status", "200", "upgrade", "websocket"),
        headers("a line feed", ":status", "200", "a", "b\nc: d"),
        headers("a carriage return", ":status", "200", "a", "b\rc"),
        headers("a zero", ":status", "200", "a", "b\0c"),
        headers("space around a value", ":status", "200", "a", " b"),
        headers("two lengths", ":status", "200", "content-length", "1", "content-length", "2"),
        headers("a negative length", ":status", "200", "content-length", "-1"),
        headers("a length of letters", ":status", "200", "content-length", "x"),
        headers("101", ":status", "101"),
        headers("an interim response with a length", ":status", "103", "content-length", "3"),
        answer("data first", (peer, request) -> peer.data(request.stream(), "x", true)),
        answer(
            "an interim response that ends",
            (peer, request) -> peer.headers(request.stream(), true, ":status", "103")),
        answer(
            "a length and nothing behind it",
            (peer, request) ->
                peer.headers(request.stream(), true, ":status", "200", "content-length", "3")));
  }

  private static void pseudoFieldLast(Http2Peer peer, Http2Peer.Head request) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(peer.block(1, "a", "b"));
    block.write(peer.block(1, ":status", "200"));
    peer.write(1, Http2Peer.END_HEADERS, request.stream(), block.toByteArray());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void aMalformedResponseIsA502AndItsStreamReset(String name, Answer answer) throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin();
              Http2Peer.Head request = peer.head();
              answer.to(peer, request);
              peer.next(Http2Peer.RST_STREAM);
              peer.answer(peer.head().stream(), "alive");
              peer.head();
            })) {
      Response refused = scene.client().get("/a");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.header("Proxy-Status")).contains("http_protocol_error");
      assertThat(scene.client().get("/b").text()).isEqualTo("alive");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        answer("a push", (peer, request) -> push(peer, request.stream())),
        answer(
            "headers on a stream of its own",
            (peer, request) -> peer.headers(2, false, ":status", "200")),
        answer("data on an idle stream", (peer, request) -> peer.data(99, "x", false)),
        answer("a reset of an idle stream", (peer, request) -> peer.reset(99, 8)),
        answer("a window too large", (peer, request) -> peer.windowUpdate(0, Integer.MAX_VALUE)),
        answer("a window of nothing", (peer, request) -> peer.windowUpdate(0, 0)),
        answer("SETTINGS of a strange length", (peer, request) -> peer.write(4, 0, 0, (byte) 1)),
        answer("SETTINGS with a window too large", (peer, request) -> peer.settings(4, -1)),
        answer("a PING of a strange length", (peer, request) -> peer.write(6, 0, 0, (byte) 1)),
        answer(
            "a frame too large",
            (peer, request) -> peer.write(0, 0, request.stream(), new byte[20_000])),
        answer(
            "fields that are none",
            (peer, request) ->
                peer.write(1, 4, request.stream(), (byte) 0xff, (byte) 0xff, (byte) 0xff)),
        answer(
            "a block that goes on without end",
            (peer, request) -> {
              peer.write(1, 0, request.stream(), peer.block(1, ":status", "200"));
              for (int i = 0; i < 100; i++) {
                peer.write(9, 0, request.stream());
              }
            }),
        answer(
            "a head without end",
            (peer, request) -> {
              String[] fields = new String[802];
              fields[0] = ":status";
              fields[1] = "200";
              for (int i = 2; i < fields.length; i += 2) {
                fields[i] = "x" + i;
                fields[i + 1] = "y".repeat(200);
              }
              byte[] block = peer.block(1, fields);
              int at = 0;
              for (int n = 0; at < block.length; n++) {
                int end = Math.min(block.length, at + 16_000);
                byte[] part = Arrays.copyOfRange(block, at, end);
                peer.write(n == 0 ? 1 : 9, end == block.length ? 4 : 0, request.stream(), part);
                at = end;
              }
            }),
        answer(
            "DATA of nothing, again and again",
            (peer, request) -> {
              peer.headers(request.stream(), false, ":status", "200");
              for (int i = 0; i < 10; i++) {
                peer.data(request.stream(), "", false);
              }
            }),
        answer(
            "PING upon PING",
            (peer, request) -> {
              for (int i = 0; i < 10_100; i++) {
                peer.write(Http2Peer.PING, 0, 0, new byte[8]);
              }
            }),
        answer("HTTP/1.1", (peer, request) -> peer.raw("HTTP/1.1 400 Bad Request\r\n\r\n")));
  }

  private static void push(Http2Peer peer, int stream) throws IOException {
    byte[] block = peer.block(stream, ":method", "GET", ":path", "/", ":scheme", "http");
    byte[] payload = new byte[4 + block.length];
    payload[3] = 2;
    System.arraycopy(block, 0, payload, 4, block.length);
    peer.write(Http2Peer.PUSH_PROMISE, Http2Peer.END_HEADERS, stream, payload);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aBrokenConnectionIsA502AndClosed(String name, Answer answer) throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin();
              Http2Peer.Head request = peer.head();
              if (request.field(":path").equals("/b")) {
                peer.answer(request.stream(), "alive");
                peer.head();
                return;
              }
              answer.to(peer, request);
              peer.next(Http2Peer.GOAWAY);
            })) {
      Response refused = scene.client().get("/a", "Cache-Control: no-store");
      assertThat(refused.status() == 502 || refused.truncated()).as("%s", refused).isTrue();
      assertThat(scene.client().get("/b").text()).isEqualTo("alive");
    }
  }

  @Test
  void interimResponsesWithoutEndAreA502() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              for (int i = 0; i < 101; i++) {
                peer.headers(request.stream(), false, ":status", "103");
              }
            })) {
      RawClient client = scene.client().request("GET", "/a");
      Response answer = client.readResponse();
      while (answer.status() == 103) {
        answer = client.readResponse();
      }
      assertThat(answer.status()).isEqualTo(502);
    }
  }

  @Test
  void anUpstreamThatDoesNotSpeakHttp2IsA502() throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(peer -> peer.raw("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      Response refused = scene.client().get("/a");
      assertThat(refused.status()).isEqualTo(502);
    }
  }
}
