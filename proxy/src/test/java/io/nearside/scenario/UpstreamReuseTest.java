package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to the upstream that are used again, and those that die or must not be. */
@ExtendWith(BufferLeaks.class)
class UpstreamReuseTest {

  /** Each connection answers one request, and does this to the second one. */
  private static WireScene dyingAfterOne(String beforeTheEnd) throws IOException {
    return WireScene.serving(
        connection -> {
          Request first = connection.readRequest();
          first.body();
          connection.write(plain(first.target()));
          connection.readRequest();
          connection.write(beforeTheEnd);
        });
  }

  @Test
  void aGetIsTriedAgainOnAFreshConnectionWhenAReusedOneDies() throws IOException {
    try (WireScene scene = dyingAfterOne("")) {
      RawClient client = scene.client();
      assertThat(client.get("/1").text()).isEqualTo("/1");
      assertThat(client.get("/2").text()).isEqualTo("/2");
      assertThat(scene.upstream().requests())
          .extracting(Request::target)
          .containsExactly("/1", "/2", "/2");
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "DELETE", "PUT"})
  void anIdempotentRequestWithoutABodyIsTriedAgain(String method) throws IOException {
    try (WireScene scene = dyingAfterOne("")) {
      RawClient client = scene.client();
      client.get("/1");
      boolean head = method.equals("HEAD");
      String length = head ? "X: y" : "Content-Length: 0";
      assertThat(client.request(method, "/2", length).readHead(true).status()).isEqualTo(200);
      assertThat(scene.upstream().requestCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /2 HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi",
        "POST /2 HTTP/1.1\r\nHost: t\r\n\r\n",
        "PATCH /2 HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n",
        "PUT /2 HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi"
      })
  void whatMayHaveTakenEffectIsNotTriedAgain(String request) throws IOException {
    try (WireScene scene = dyingAfterOne("")) {
      RawClient client = scene.client();
      client.get("/1");
      Response answer = client.send(request).readResponse();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Proxy-Status")).contains("connection_terminated");
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 2", "HTTP/1.1 103 Early Hints\r\n\r\n"})
  void aGetWhoseAnswerHadBegunIsNotTriedAgain(String beginning) throws IOException {
    try (WireScene scene = dyingAfterOne(beginning)) {
      RawClient client = scene.client();
      client.get("/1");
      Response answer = client.get("/2");
      if (answer.status() == 103) {
        answer = client.readResponse();
      }
      assertThat(answer.status()).isEqualTo(502);
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  @Test
  void aGetIsTriedAgainOnlyOnce() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              Request request = connection.readRequest();
              if (request.target().equals("/1")) {
                connection.write(plain("one"));
                connection.readRequest();
              }
            })) {
      RawClient client = scene.client();
      client.get("/1");
      assertThat(client.get("/2").status()).isEqualTo(502);
      assertThat(scene.upstream().requestCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "\r\n"})
  void unaskedBytesEndAnIdleConnection(String bytes) throws IOException {
    Gate idle = new Gate("connection is idle");
    Gate ended = new Gate("connection was ended");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(plain("good"));
              idle.await();
              connection.write(bytes);
              if (connection.readRequest() == null) {
                ended.open();
              }
            },
            "timeouts.upstream-idle = 1m")) {
      RawClient client = scene.client();
      assertThat(client.get("/1").text()).isEqualTo("good");
      idle.open();
      ended.await();
      assertThat(client.get("/2").text()).isEqualTo("good");
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"})
  void bytesBehindAResponseEndItsConnection(String bytes) throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              for (Request next = connection.readRequest();
                  next != null;
                  next = connection.readRequest()) {
                connection.write(plain(next.target()) + bytes);
              }
            })) {
      RawClient client = scene.client();
      String both = "GET /1 HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: t\r\n\r\n";
      client.send(both + both);
      for (String target : new String[] {"/1", "/2", "/1", "/2"}) {
        assertThat(client.readResponse().text()).isEqualTo(target);
      }
      assertThat(scene.upstream().connectionCount()).isEqualTo(4);
    }
  }

  @Test
  void anIdleConnectionIsClosedInTime() throws IOException {
    Gate ended = new Gate("connection was ended");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(plain("good"));
              if (connection.readRequest() == null) {
                ended.open();
              }
            },
            "timeouts.upstream-idle = 100ms")) {
      RawClient client = scene.client();
      client.get("/1");
      ended.await();
      assertThat(client.get("/2").text()).isEqualTo("good");
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionThatTheUpstreamClosedWhileIdleIsNotUsed() throws IOException {
    Gate close = new Gate("close");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(plain("good"));
              close.await();
            })) {
      RawClient client = scene.client();
      client.get("/1");
      close.open();
      // Whether the end was seen already or not: a GET succeeds.
      assertThat(client.get("/2").text()).isEqualTo("good");
      assertThat(client.get("/3").text()).isEqualTo("good");
    }
  }
}
