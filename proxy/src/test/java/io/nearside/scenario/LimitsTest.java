package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients may take: connections, bodies, time. */
@ExtendWith(BufferLeaks.class)
class LimitsTest {
  private static final String FEW = "routes = [ { match = \"/small/**\", max-request-body = 10 } ]";

  @Test
  void aConnectionTooManyIsAnswered503AndClosed() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> cacheable("x"), "limits.connections = 2")) {
      RawClient first = scene.client();
      RawClient second = scene.client();
      assertThat(first.get("/a").status()).isEqualTo(200);
      assertThat(second.get("/a").status()).isEqualTo(200);

      RawClient third = scene.client();
      Response refused = third.get("/a");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.text()).isEqualTo("too many connections\n");
      third.expectClosed();

      assertThat(first.get("/a").status()).isEqualTo(200);
      second.close();
      await().until(() -> answersOnce(scene));
    }
  }

  private static boolean answersOnce(WireScene scene) throws IOException {
    try (RawClient client = RawClient.connect(scene.sidecar().port())) {
      return client.get("/a").status() == 200;
    }
  }

  @Test
  void aRefusedConnectionThatSaysNothingIsClosed() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), "limits.connections = 1")) {
      RawClient first = scene.client();
      assertThat(first.get("/a").status()).isEqualTo(200);
      assertThat(scene.client().readToEnd()).isEmpty();
    }
  }

  @Test
  void aConnectionTooManyOfAnAddressIsAnswered429() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> plain("x"), "limits.connections-per-address = 1")) {
      RawClient first = scene.client();
      assertThat(first.get("/a").status()).isEqualTo(200);
      Response refused = scene.client().get("/a");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).isEqualTo("too many connections from your address\n");
    }
  }

  @Test
  void connectionsOfATrustedProxyAreNotCountedByAddress() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request -> plain("x"),
            "limits.connections-per-address = 1",
            "trusted-proxies = [127.0.0.1]")) {
      for (int i = 0; i < 3; i++) {
        assertThat(scene.client().get("/a").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aBodyWhoseLengthIsTooLargeIs413BeforeTheUpstreamIsAsked() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), FEW)) {
      RawClient client = scene.client();
      client.send("POST /small/a HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n");
      Response refused = client.readResponse();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.header("Connection")).isEqualTo("close");
      client.send("12345678901");
      client.expectClosed();
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void aClientThatWouldContinueIsTold413Instead() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), FEW)) {
      RawClient client = scene.client();
      client.send(
          "POST /small/a HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(413);
    }
  }

  @Test
  void aChunkedBodyThatGrowsTooLargeIs413() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), FEW)) {
      RawClient client = scene.client();
      client.send(
          "POST /small/a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "a\r\n1234567890\r\n1\r\n1\r\n0\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(413);
      client.expectClosed();
      await().until(() -> scene.upstream().requestCount() == 0);
      assertThat(scene.client().get("/b").status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyAsLargeAsMayBePasses() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.body().length + ""), FEW)) {
      RawClient client = scene.client();
      client.send("POST /small/a HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n1234567890");
      assertThat(client.readResponse().text()).isEqualTo("10");
      client.send("POST /other HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n12345678901");
      assertThat(client.readResponse().text()).isEqualTo("11");
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIs408ThoughItNeverStops() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request -> plain("x"), "timeouts.body = 300ms", "limits.min-body-rate = 100000")) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n");
      CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(client));
      assertThat(client.readResponse().status()).isEqualTo(408);
      client.close();
      dripping.join();
    }
  }

  private static void drip(RawClient client) {
    try {
      while (true) {
        client.send("x");
        LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException closed) {
      // as it should be
    }
  }

  @Test
  void anAnswerThatTakesTooLongInAllIsCut() throws IOException {
    Gate never = new Gate("never");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
              never.await();
            },
            "timeouts.total = 1s")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("begun");
      never.open();
    }
  }

  @Test
  void anAnswerThatDoesNotBeginInTheTimeForAllIs504() throws IOException {
    Gate never = new Gate("never");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              never.await();
            },
            "timeouts.total = 1s")) {
      RawClient client = scene.client();
      assertThat(client.get("/a").status()).isEqualTo(504);
      client.expectClosed();
      never.open();
    }
  }
}
