package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that reads slowly gets all of its answer, and costs little memory meanwhile. */
@ExtendWith(BufferLeaks.class)
class SlowReaderTest {
  private static final int LARGE = 7 * 1024 * 1024;
  private static final String LARGE_BODY = "x".repeat(LARGE);

  private static void expectAll(Response answer) {
    assertThat(answer.body()).hasSize(LARGE);
    assertThat(answer.truncated()).isFalse();
  }

  @RepeatedTest(25)
  void aLargeHitIsCompleteAfterTheClientHasEndedItsSide() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable(LARGE_BODY))) {
      expectAll(scene.client().get("/a"));
      RawClient client = scene.client();
      client.request("GET", "/a").shutdownOutput();
      Response hit = client.readHead(false);
      assertThat(hit.header("Cache-Status")).contains("hit");
      expectAll(hit);
      client.expectClosed();
    }
  }

  @Test
  void aClientThatHasEndedItsSideGetsAllTheAnswersItAskedFor() throws IOException {
    String body = "x".repeat(30_000);
    try (WireScene scene = WireScene.answering(request -> cacheable(body))) {
      RawClient client = scene.client();
      client.request("GET", "/a").request("GET", "/a").shutdownOutput();
      assertThat(client.readResponse().text()).isEqualTo(body);
      assertThat(client.readResponse().text()).isEqualTo(body);
      client.expectClosed();
    }
  }

  @Test
  void aLargeHitIsCompleteWhenTheSidecarStopsMeanwhile() throws Exception {
    try (WireScene scene = WireScene.answering(request -> cacheable(LARGE_BODY))) {
      expectAll(scene.client().get("/a"));
      RawClient client = scene.client();
      client.request("GET", "/a");
      Response hit = client.readHead(false);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(scene.sidecar()::close);
      expectAll(hit);
      stopped.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLargeHitTakesLongerThanAnIdleConnectionMayLast() throws Exception {
    try (WireScene scene =
        WireScene.answering(request -> cacheable(LARGE_BODY), "timeouts.idle = 150ms")) {
      expectAll(scene.client().get("/a"));
      RawClient client = scene.client();
      client.request("GET", "/a");
      Response hit = client.readHead(false);
      byte[] some = new byte[LARGE / 8];
      for (int i = 0; i < 6; i++) {
        assertThat(hit.bodyStream().readNBytes(some, 0, some.length)).isEqualTo(some.length);
        awaitIdleTime(scene);
      }
      assertThat(hit.bodyStream().readAllBytes()).hasSize(LARGE - 6 * some.length);
      assertThat(hit.truncated()).isFalse();
    }
  }

  /** Another client that asks for nothing is closed when the time is over. */
  private static void awaitIdleTime(WireScene scene) throws IOException {
    scene.client().expectClosed();
  }

  @Test
  void aClientThatReadsNothingIsGivenUp() throws Exception {
    try (WireScene scene =
        WireScene.answering(
            request -> cacheable(LARGE_BODY), "timeouts { idle = 200ms, body = 200ms }")) {
      expectAll(scene.client().get("/a"));
      for (String connection : new String[] {"close", "keep-alive"}) {
        RawClient client = scene.client();
        client.request("GET", "/a", "Connection: " + connection);
        Response hit = client.readHead(false);
        awaitReset(client);
        hit.body();
        assertThat(hit.truncated()).isTrue();
      }
    }
  }

  /** Returns as soon as what is sent is answered by a reset. */
  private static void awaitReset(RawClient client) {
    await()
        .until(
            () -> {
              try {
                client.send("\r\n");
                return false;
              } catch (SocketException reset) {
                return true;
              }
            });
  }

  @Test
  void aLargeAnswerToAnUnfinishedUploadIsComplete() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(response(413, LARGE_BODY));
              connection.readRequest();
            })) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 900000000\r\n\r\nhello");
      Response answer = client.readHead(false);
      assertThat(answer.status()).isEqualTo(413);
      expectAll(answer);
      client.expectClosed();
    }
  }

  @Test
  void hitsThatNobodyReadsDoNotPileUp() throws Exception {
    String body = "x".repeat(30_000);
    try (WireScene scene = WireScene.answering(request -> cacheable(body))) {
      scene.client().get("/a");
      RawClient client = scene.client();
      String hundred = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n".repeat(100);
      int batches = 2000;
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < batches; i++) {
                  try {
                    client.send(hundred);
                  } catch (IOException e) {
                    throw new AssertionError("after " + i + " batches", e);
                  }
                }
              });
      client.readResponse();
      assertThat(sent)
          .as("200 000 requests were read with their answers, 6 GB, unread")
          .failsWithin(500, TimeUnit.MILLISECONDS);
      assertThat(scene.sidecar().events().count("hit")).isLessThan(1000);
      for (int i = 0; i < 500; i++) {
        assertThat(client.readResponse().body()).hasSize(30_000);
      }
      client.reset();
      assertThat(sent).failsWithin(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void hitsGoOnWhenTheirClientReadsOn() throws Exception {
    String body = "x".repeat(30_000);
    try (WireScene scene =
        WireScene.answering(
            request -> request.target().equals("/a") ? cacheable(body) : plain("b"))) {
      scene.client().get("/a");
      RawClient client = scene.client();
      String ten = "GET /a HTTP/1.1\r\nHost: test\r\n\r\n".repeat(10);
      client.send((ten + "GET /b HTTP/1.1\r\nHost: test\r\n\r\n").repeat(60));
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 10; j++) {
          assertThat(client.readResponse().body()).hasSize(30_000);
        }
        assertThat(client.readResponse().text()).isEqualTo("b");
      }
    }
  }
}
