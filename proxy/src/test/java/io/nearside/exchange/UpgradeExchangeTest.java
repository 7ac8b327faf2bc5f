package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.testing.BufferLeaks;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that ask for another protocol, and what comes of them. */
@ExtendWith(BufferLeaks.class)
class UpgradeExchangeTest {
  private static final String[] WEBSOCKET = {
    "Connection: Upgrade, keep-alive",
    "Upgrade: h2c, WebSocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13"
  };
  private static final String AGREES = "Upgrade: websocket";
  private static final String FRESH = "Cache-Control: max-age=60";

  private final EngineScene scene = new EngineScene();

  @AfterEach
  void end() {
    scene.end();
  }

  private static void leave(Asking asking) {
    Objects.requireNonNull(asking.exchange).clientGone();
  }

  @Test
  void theUpstreamIsAskedForWhatMayBeHad() {
    Asking client = scene.get(WEBSOCKET);

    assertThat(scene.asked(0, "Connection")).isEqualTo("upgrade");
    assertThat(scene.asked(0, "Upgrade")).isEqualTo("WebSocket");
    assertThat(scene.asked(0, "Sec-WebSocket-Key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(scene.asked(0, "Sec-WebSocket-Version")).isEqualTo("13");
    leave(client);
    assertThat(scene.call(0).cancelled).isTrue();
  }

  @Test
  void whatMayNotBeHadIsAnOrdinaryRequest() {
    scene.get().told();
    scene.call(0).head(200, FRESH, "Content-Length: 1").body("x").end();

    Asking client = scene.get("Connection: upgrade", "Upgrade: h2c");
    assertThat(client.told()).containsExactly("hit x");
    assertThat(scene.upstream.calls()).hasSize(1);
  }

  @Test
  void whatMayNotBeHadIsNotPassedOn() {
    scene.get("Connection: upgrade", "Upgrade: h2c");

    assertThat(scene.call(0).request.headers().contains("Upgrade")).isFalse();
    assertThat(scene.call(0).request.headers().contains("Connection")).isFalse();
    scene.call(0).head(200, "Content-Length: 0").end();
  }

  @Test
  void afterThe101BothConnectionsAreOneTunnel() {
    Asking client = scene.get(WEBSOCKET);
    client.client.stream.early("first");
    FakeStream upstream =
        scene
            .call(0)
            .switched(
                "Connection: upgrade, X-Own",
                "X-Own: 1",
                "Upgrade: WebSocket",
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "Surrogate-Key: a",
                "Set-Cookie: a=b");
    upstream.comes("second");

    assertThat(client.told()).containsExactly("switched 101");
    assertThat(client.client.got.names())
        .containsExactlyInAnyOrder(
            "Sec-WebSocket-Accept", "connection", "upgrade", "via", "Set-Cookie");
    assertThat(client.client.got.get("Connection")).isEqualTo("upgrade");
    assertThat(client.client.got.get("Upgrade")).isEqualTo("WebSocket");
    assertThat(upstream.told()).containsExactly("write first", "open");
    assertThat(client.client.stream.told()).containsExactly("open", "write second");
    assertThat(scene.events.all()).contains("switched /a");

    assertThat(scene.engine.tunnels().taken()).isEqualTo(1);
    upstream.goes();
    assertThat(client.client.stream.closed).isTrue();
    assertThat(scene.engine.tunnels().taken()).isZero();
  }

  @Test
  void a101ThatNamesAnotherProtocolIsNone() {
    Asking client = scene.get(WEBSOCKET);
    FakeStream upstream = scene.call(0).switched("Connection: upgrade", "Upgrade: h2c");

    assertThat(upstream.closed).isTrue();
    assertThat(client.told()).hasSize(1).first().asString().startsWith("error 502");
    assertThat(scene.engine.tunnels().taken()).isZero();
  }

  @Test
  void a101ThatNamesNoProtocolIsNone() {
    Asking client = scene.get(WEBSOCKET);
    FakeStream upstream = scene.call(0).switched();

    assertThat(upstream.closed).isTrue();
    assertThat(client.told()).hasSize(1).first().asString().startsWith("error 502");
  }

  @Test
  void a101ThatNobodyAskedForIsNone() {
    for (String method : new String[] {"GET", "HEAD", "POST"}) {
      Asking client = scene.ask(method);
      FakeStream upstream =
          scene.call(scene.upstream.calls().size() - 1).switched("Upgrade: websocket");

      assertThat(upstream.closed).isTrue();
      assertThat(client.told()).hasSize(1).first().asString().startsWith("error 502");
    }
  }

  @Test
  void a101ForAClientThatLeftIsClosed() {
    Asking client = scene.get(WEBSOCKET);
    leave(client);
    FakeStream upstream = scene.call(0).switched(AGREES);

    assertThat(upstream.closed).isTrue();
    assertThat(client.told()).isEmpty();
    assertThat(scene.engine.tunnels().taken()).isZero();
  }

  @Test
  void aRefusalIsAnAnswerLikeAnyOther() {
    Asking client = scene.get(WEBSOCKET);
    scene
        .call(0)
        .head(400, FRESH, "Connection: upgrade", "Upgrade: websocket", "Content-Length: 2")
        .body("no")
        .end();

    assertThat(client.told()).containsExactly("head 400", "body no", "end");
    assertThat(client.client.got.contains("Upgrade")).isFalse();
    assertThat(client.client.got.contains("Connection")).isFalse();
    assertThat(scene.engine.tunnels().taken()).isZero();
    assertThat(scene.events.count("stored")).isZero();
  }

  @Test
  void anUpgradeIsNeitherAnsweredFromTheCacheNorStoredNorShared() {
    scene.get();
    scene.call(0).head(200, FRESH, "Content-Length: 1").body("x").end();
    Asking one = scene.get(WEBSOCKET);
    Asking other = scene.get(WEBSOCKET);
    scene.call(1).head(200, FRESH, "Content-Length: 1").body("y").end();
    scene.call(2).head(200, FRESH, "Content-Length: 1").body("z").end();

    assertThat(one.told()).containsExactly("head 200", "body y", "end");
    assertThat(one.client.got.get("Cache-Status")).contains("fwd=bypass").contains("upgrade");
    assertThat(other.told()).containsExactly("head 200", "body z", "end");
    assertThat(scene.get().told()).containsExactly("hit x");
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.22 */
  @Test
  void a426SaysWhatIsRequiredAsFarAsItCanBeHad() {
    Asking plain = scene.get();
    scene
        .call(0)
        .head(426, FRESH, "Connection: upgrade", "Upgrade: h2c, websocket", "Content-Length: 0")
        .end();

    assertThat(plain.client.got.get("Upgrade")).isEqualTo("websocket");
    assertThat(plain.client.got.get("Connection")).isEqualTo("upgrade");
    assertThat(scene.events.count("stored")).isZero();

    Asking upgrading = scene.get(WEBSOCKET);
    scene.call(1).head(426, "Upgrade: h2c", "Content-Length: 0").end();
    assertThat(upgrading.client.got.contains("Upgrade")).isFalse();
    assertThat(upgrading.client.got.contains("Connection")).isFalse();
  }

  @Test
  void moreTunnelsThanMayAreRefusedBeforeTheUpstreamIsAsked() {
    Asking one = scene.get(WEBSOCKET);
    Asking asking = scene.get(WEBSOCKET);
    FakeStream upstream = scene.call(0).switched(AGREES);
    Asking refused = scene.get(WEBSOCKET);

    assertThat(refused.told())
        .containsExactly("error 503 too many connections have switched protocols");
    assertThat(scene.upstream.calls()).hasSize(2);

    scene.call(1).fail(UpstreamFailure.CONNECTION_REFUSED);
    assertThat(asking.told()).hasSize(1).first().asString().startsWith("error 502");
    one.client.stream.goes();
    assertThat(upstream.closed).isTrue();
    assertThat(scene.engine.tunnels().taken()).isZero();
    leave(scene.get(WEBSOCKET));
    assertThat(scene.engine.tunnels().taken()).isZero();
  }
}
