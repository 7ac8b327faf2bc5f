package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that the sidecar has to make itself. */
@ExtendWith(BufferLeaks.class)
class UpstreamFailureTest {
  private static final String POST = "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi";

  private static void expectError(Response answer, int status, String why) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.text()).isNotBlank().hasSizeLessThan(200);
    assertThat(answer.header("Cache-Status")).as("no cache's answer").isNull();
    assertThat(answer.header("Proxy-Status")).isEqualTo("nearside; error=" + why);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Date")).isNotNull();
  }

  @Test
  void anUpstreamThatRefusesIsA502() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    try (Sidecar sidecar = Sidecar.start(port);
        RawClient client = RawClient.connect(sidecar.port())) {
      expectError(client.get("/a"), 502, "connection_refused");
      expectError(client.get("/a"), 502, "connection_refused");
      expectError(client.send(POST).readResponse(), 502, "connection_refused");
    }
  }

  @Test
  void anUpstreamThatIsNotReachedInTimeIsA504() throws IOException {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Sidecar sidecar = Sidecar.start(full.getLocalPort(), "timeouts.connect = 300ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      fill(full, filling);
      expectError(client.get("/a"), 504, "connection_timeout");
      expectError(client.send(POST).readResponse(), 504, "connection_timeout");
    } finally {
      for (Socket one : filling) {
        one.close();
      }
    }
  }

  /** Connects until the queue of those that wait to be accepted is full. */
  private static void fill(ServerSocket server, List<Socket> filling) throws IOException {
    try {
      while (filling.size() < 100) {
        Socket one = new Socket();
        filling.add(one);
        one.connect(server.getLocalSocketAddress(), 200);
      }
    } catch (SocketTimeoutException full) {
      return;
    }
    throw new AssertionError("the queue never became full");
  }

  @Test
  void anUpstreamThatSaysNothingIsA504() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.readRequest();
            },
            "timeouts.response = 200ms")) {
      RawClient client = scene.client();
      expectError(client.get("/a"), 504, "http_response_timeout");
      expectError(client.get("/a"), 504, "http_response_timeout");
      expectError(client.send(POST).readResponse(), 504, "http_response_timeout");
      assertThat(scene.upstream().connectionCount()).isEqualTo(3);
      assertThat(scene.upstream().requestCount()).isEqualTo(3);
    }
  }

  @Test
  void anInterimResponseDoesNotReplaceTheFinalOne() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
              connection.readRequest();
            },
            "timeouts.response = 200ms")) {
      RawClient client = scene.client();
      assertThat(client.get("/a").status()).isEqualTo(103);
      expectError(client.readResponse(), 504, "http_response_timeout");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: a\r\nb: \u0000\r\n\r\n"
      })
  void whatIsNotAnHttpResponseIsA502(String garbage) throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              boolean good = connection.readRequest().target().equals("/good");
              connection.write(good ? plain("fine") : garbage);
            })) {
      RawClient client = scene.client();
      expectError(client.get("/a"), 502, "http_protocol_error");
      expectError(client.send(POST).readResponse(), 502, "http_protocol_error");
      assertThat(client.get("/good").text()).isEqualTo("fine");
      assertThat(scene.upstream().requestCount()).isEqualTo(3);
    }
  }

  @Test
  void aHeadThatIsTooLargeIsA502() throws IOException {
    String large =
        "HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(100_000) + "\r\nContent-Length: 0\r\n\r\n";
    try (WireScene scene = WireScene.answering(request -> large)) {
      expectError(scene.client().get("/a"), 502, "http_protocol_error");
    }
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerIsA502AndNotTriedAgain() throws IOException {
    try (WireScene scene = WireScene.serving(connection -> connection.readRequest())) {
      RawClient client = scene.client();
      expectError(client.get("/a"), 502, "connection_terminated");
      expectError(client.send(POST).readResponse(), 502, "connection_terminated");
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }
}
