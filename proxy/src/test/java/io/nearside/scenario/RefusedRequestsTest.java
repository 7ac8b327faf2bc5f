package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests with no meaning, or more than one: refused, and nothing of them goes further. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRequestsTest {
  private static final String NEXT = "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n";

  private WireScene scene;

  @BeforeAll
  void start() throws IOException {
    scene = WireScene.answering(request -> cacheable("x"));
    scene.client().get("/cached");
  }

  @AfterAll
  void stop() throws IOException {
    scene.close();
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        refused("two Hosts", 400, "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n"),
        refused("two equal Hosts", 400, "GET /cached HTTP/1.1\r\nHost: test\r\nHost: test\r\n"),
        refused("no Host", 400, "GET /a HTTP/1.1\r\n"),
        refused("no Host, absolute target", 400, "GET http://a/a HTTP/1.1\r\n"),
        refused("empty Host", 400, "GET /a HTTP/1.1\r\nHost:\r\n"),
        refused("Host with a path", 400, "GET /a HTTP/1.1\r\nHost: a/b\r\n"),
        refused("Host with a user", 400, "GET /a HTTP/1.1\r\nHost: u@a\r\n"),
        refused("Host with a space", 400, "GET /a HTTP/1.1\r\nHost: a b\r\n"),
        refused("Host list", 400, "GET /a HTTP/1.1\r\nHost: a, b\r\n"),
        refused("Host port", 400, "GET /a HTTP/1.1\r\nHost: a:99999\r\n"),
        refused("target with a user", 400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n"),
        refused("target of another scheme", 400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n"),
        refused("relative target", 400, "GET a/b HTTP/1.1\r\nHost: a\r\n"),
        refused("asterisk GET", 400, "GET * HTTP/1.1\r\nHost: a\r\n"),
        refused("fragment", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n"),
        refused("bad percent escape", 400, "GET /a%zz HTTP/1.1\r\nHost: a\r\n"),
        refused("cut percent escape", 400, "GET /a%4 HTTP/1.1\r\nHost: a\r\n"),
        refused("raw byte in the target", 400, "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n"),
        refused("NUL in the target", 400, "GET /a\u0000b HTTP/1.1\r\nHost: a\r\n"),
        refused("tab in the target", 400, "GET /a\tb HTTP/1.1\r\nHost: a\r\n"),
        refused("CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n"),
        refused("no version", 400, "GET /a\r\nHost: a\r\n"),
        refused("version 2", 505, "GET /a HTTP/2.0\r\nHost: a\r\n"),
        refused("version 1.2", 505, "GET /a HTTP/1.2\r\nHost: a\r\n"),
        refused("version 0.9", 505, "GET /a HTTP/0.9\r\nHost: a\r\n"),
        refused("other protocol", 400, "GET /a FOO/1.1\r\nHost: a\r\n"),
        refused("space before colon", 400, "GET /a HTTP/1.1\r\nHost : a\r\n"),
        refused("no colon", 400, "GET /a HTTP/1.1\r\nHost: a\r\nX\r\n"),
        refused("empty name", 400, "GET /a HTTP/1.1\r\nHost: a\r\n: x\r\n"),
        refused("name with a space", 400, "GET /a HTTP/1.1\r\nHost: a\r\nX Y: x\r\n"),
        refused("name with NUL", 400, "GET /a HTTP/1.1\r\nHost: a\r\nX\u0000: x\r\n"),
        refused("value with NUL", 400, "GET /a HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n"),
        refused("bare CR in a value", 400, "GET /a HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n"),
        refused("bare LF lines", 400, "GET /a HTTP/1.1\nHost: a\n"),
        refused("length and coding", 400, post("Content-Length: 3\r\nTransfer-Encoding: chunked")),
        refused("two lengths", 400, post("Content-Length: 3\r\nContent-Length: 4")),
        refused("two equal lengths", 400, post("Content-Length: 3\r\nContent-Length: 3")),
        refused("list of lengths", 400, post("Content-Length: 3, 3")),
        refused("signed length", 400, post("Content-Length: +3")),
        refused("negative length", 400, post("Content-Length: -3")),
        refused("hex length", 400, post("Content-Length: 0x3")),
        refused("huge length", 400, post("Content-Length: 99999999999999999999")),
        refused("gzip, chunked", 501, post("Transfer-Encoding: gzip, chunked")),
        refused(
            "gzip then chunked",
            501,
            post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked")),
        refused("coding of HTTP/1.0", 400, "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"),
        refused("chunked twice", 400, post("Transfer-Encoding: chunked, chunked")),
        refused("chunked not last", 400, post("Transfer-Encoding: chunked, gzip")),
        refused("identity", 400, post("Transfer-Encoding: identity")),
        refused("expectation", 417, post("Expect: tea\r\nContent-Length: 3")),
        refused("long line", 414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n"),
        refused("large head", 431, "GET /a HTTP/1.1\r\nHost: a\r\n" + "X: abcdef\r\n".repeat(6000)),
        refused(
            "large field", 431, "GET /a HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(50_000) + "\r\n"));
  }

  private static Arguments refused(String name, int status, String head) {
    return arguments(name, status, head + "\r\n");
  }

  private static String post(String fields) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void isRefused(String name, int status, String head) throws IOException {
    int before = scene.upstream().requestCount();
    try (RawClient client = scene.client()) {
      client.send(head + NEXT);
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("Content-Type")).startsWith("text/plain");
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.header("Cache-Status")).as("no cache's answer").isNull();
      assertThat(answer.header("Proxy-Status"))
          .isEqualTo(
              status < 500
                  ? "nearside; error=http_request_error; status-code=" + status
                  : "nearside; error=proxy_internal_response");
      client.expectClosed();
    }
    assertThat(scene.upstream().requestCount()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void isRefusedBehindAHit(String name, int status, String head) throws IOException {
    int before = scene.upstream().requestCount();
    try (RawClient client = scene.client()) {
      client.send("GET /cached HTTP/1.1\r\nHost: test\r\n\r\n" + head + NEXT);
      assertThat(client.readResponse().header("Cache-Status")).contains("hit");
      assertThat(client.readResponse().status()).isEqualTo(status);
      client.expectClosed();
    }
    assertThat(scene.upstream().requestCount()).isEqualTo(before);
  }

  static Stream<String> badChunks() {
    return Stream.of(
        "xyz\r\n",
        "-1\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "3\r\nabcX\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n",
        "\r\n");
  }

  @ParameterizedTest
  @MethodSource("badChunks")
  void aBadChunkIsRefusedAndTheUpstreamSeesNoWholeRequest(String body) throws IOException {
    try (WireScene own =
            WireScene.serving(
                connection -> {
                  Request request = connection.readRequest();
                  if (request != null) {
                    request.body();
                    assertThat(request.truncated()).isTrue();
                  }
                });
        RawClient client = own.client()) {
      client.send(
          "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + NEXT);
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.expectClosed();
      assertThat(own.upstream().requests()).noneMatch(request -> request.target().equals("/evil"));
    }
  }

  @Test
  void aRefusalIsNotLostWhenALongBodyFollows() throws IOException {
    try (RawClient client = scene.client()) {
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 900000\r\n\r\n");
      client.send(new byte[900_000]);
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.expectClosed();
    }
  }

  @Test
  void aRefusalIsNotLostWhenABodyComesWithItsHead() throws IOException {
    byte[] head =
        "POST /a HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 900000\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (RawClient client = scene.client()) {
      client.send(Arrays.copyOf(head, head.length + 100));
      assertThat(client.readResponse().status()).isEqualTo(400);
      client.send(new byte[899_900]);
      client.expectClosed();
    }
  }
}
