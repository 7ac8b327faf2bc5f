package io.nearside.scenario.tunnel;

import static io.nearside.scenario.tunnel.TunnelScene.AGREES;
import static io.nearside.scenario.tunnel.TunnelScene.ASKS;
import static io.nearside.scenario.tunnel.TunnelScene.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may leave HTTP, when, and what becomes of those who may not.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
@ExtendWith(BufferLeaks.class)
class SwitchTest {
  /** Long enough for what should not come to come. */
  private static final int ABSENCE_MILLIS = 300;

  private static void expectNothing(Connection connection) throws IOException {
    int before = connection.socket().getSoTimeout();
    connection.socket().setSoTimeout(ABSENCE_MILLIS);
    assertThatThrownBy(() -> connection.rest().read()).isInstanceOf(SocketTimeoutException.class);
    connection.socket().setSoTimeout(before);
  }

  private static void answerAll(Connection connection, String answer) throws IOException {
    while (connection.readRequest() != null) {
      connection.write(answer);
    }
  }

  @Test
  void afterThe101TheConnectionIsTheProtocols() throws IOException {
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              assertThat(read(connection, 4)).isEqualTo("ping");
              connection.write("pong");
              read(connection, 1);
            })) {
      RawClient client = scene.client().send(ASKS);
      Response answer = client.readHead(false);
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Upgrade")).isEqualTo("websocket");
      assertThat(answer.header("Connection")).isEqualToIgnoringCase("upgrade");
      assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(answer.header("Content-Length")).isNull();
      assertThat(answer.header("Transfer-Encoding")).isNull();

      client.send("ping");
      assertThat(read(client, 4)).isEqualTo("pong");

      Request asked = scene.upstream().requests().get(0);
      assertThat(asked.header("Connection")).isEqualTo("upgrade");
      assertThat(asked.header("Upgrade")).isEqualTo("websocket");
      assertThat(asked.header("Sec-WebSocket-Version")).isEqualTo("13");
    }
  }

  @Test
  void nothingPassesBeforeThe101() throws IOException {
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              expectNothing(connection);
              connection.write(AGREES);
              assertThat(read(connection, 25)).isEqualTo("GET /smuggled HTTP/1.1\r\n\r");
              connection.write("got it");
              read(connection, 1);
            })) {
      RawClient client = scene.client().send(ASKS + "GET /smuggled HTTP/1.1\r\n\r");
      assertThat(client.readHead(false).status()).isEqualTo(101);
      assertThat(read(client, 6)).isEqualTo("got it");
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void whatComesRightBehindThe101Passes() throws IOException {
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(AGREES + "hello");
              read(connection, 1);
            })) {
      assertThat(read(scene.switched(), 5)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 426, 503})
  void aRefusalLeavesTheConnectionToHttp(int status) throws IOException {
    String refusal = ScriptedUpstream.response(status, "no", "Upgrade: websocket");
    try (TunnelScene scene = TunnelScene.serving(connection -> answerAll(connection, refusal))) {
      RawClient client = scene.client().send(ASKS);
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEqualTo("no");
      assertThat(answer.header("Upgrade")).isEqualTo(status == 426 ? "websocket" : null);
      assertThat(client.get("/b").status()).isEqualTo(status);
      assertThat(client.get("/c").status()).isEqualTo(status);
    }
  }

  @Test
  void behindARefusalTheNextRequestMayHaveComeAlready() throws IOException {
    String refusal = ScriptedUpstream.response(400, "no");
    try (TunnelScene scene = TunnelScene.serving(connection -> answerAll(connection, refusal))) {
      RawClient client = scene.client().send(ASKS + "GET /b HTTP/1.1\r\nHost: t\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("no");
      assertThat(client.readResponse().text()).isEqualTo("no");
      assertThat(scene.upstream().requests().get(1).target()).isEqualTo("/b");
    }
  }

  @Test
  void a101ThatNobodyAskedForIs502() throws IOException {
    try (TunnelScene scene = TunnelScene.serving(connection -> answerAll(connection, AGREES))) {
      Response answer = scene.client().get("/plain");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Proxy-Status")).contains("http_protocol_error");
    }
  }

  @Test
  void a101ToAnotherProtocolIs502() throws IOException {
    String other = AGREES.replace("Upgrade: websocket", "Upgrade: h2c");
    try (TunnelScene scene = TunnelScene.serving(connection -> answerAll(connection, other))) {
      assertThat(scene.client().send(ASKS).readResponse().status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.0\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: t\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 0\r\n\r\n",
      })
  void whatMayNotSwitchIsARequestLikeAnyOther(String request) throws IOException {
    String answer = ScriptedUpstream.response(200, "ok");
    try (TunnelScene scene = TunnelScene.serving(connection -> answerAll(connection, answer))) {
      assertThat(scene.client().send(request).readResponse().text()).isEqualTo("ok");
      assertThat(scene.upstream().requests().get(0).header("Upgrade")).isNull();
    }
  }

  @Test
  void whereNoProtocolIsConfiguredNonePasses() throws IOException {
    String answer = ScriptedUpstream.response(200, "ok");
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> answerAll(connection, answer), "upgrade.protocols = []")) {
      assertThat(scene.client().send(ASKS).readResponse().text()).isEqualTo("ok");
      assertThat(scene.upstream().requests().get(0).header("Upgrade")).isNull();
    }
  }

  @Test
  void oneTunnelMoreThanMayIs503AndTheUpstreamIsNotAsked() throws IOException {
    try (TunnelScene scene =
        TunnelScene.agreeing(connection -> connection.rest().read(), "upgrade.max-tunnels = 1")) {
      RawClient first = scene.switched();
      Response refused = scene.client().send(ASKS).readResponse();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Proxy-Status")).contains("connection_limit_reached");
      assertThat(scene.upstream().requestCount()).isEqualTo(1);

      first.close();
      await().until(() -> scene.client().send(ASKS).readHead(false).status() == 101);
    }
  }
}
