package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stopping while requests are in flight. */
@ExtendWith(BufferLeaks.class)
class DrainTest {

  private static CompletableFuture<Void> stop(WireScene scene) {
    return CompletableFuture.runAsync(scene.sidecar()::close);
  }

  /** Connections to all event loops that ask for nothing. */
  private static List<RawClient> idle(WireScene scene) throws IOException {
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < 8 * Runtime.getRuntime().availableProcessors(); i++) {
      idle.add(scene.client());
    }
    return idle;
  }

  /** Idle connections are closed at once: when all are, everybody knows. */
  private static void awaitDraining(List<RawClient> idle) {
    idle.forEach(RawClient::expectClosed);
  }

  @Test
  void aSlowAnswerIsCompletedAndSaysThatItIsTheLast() throws Exception {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              slow.await();
              return plain("x");
            })) {
      List<RawClient> idle = idle(scene);
      RawClient client = scene.client();
      client.request("GET", "/a");
      slow.awaitArrival();
      CompletableFuture<Void> stopped = stop(scene);
      awaitDraining(idle);
      assertThatThrownBy(() -> RawClient.connect(scene.sidecar().port()))
          .isInstanceOf(ConnectException.class);
      assertThat(stopped).isNotDone();
      slow.open();
      Response answer = client.readResponse();
      assertThat(answer.text()).isEqualTo("x");
      assertThat(answer.header("Connection")).isEqualTo("close");
      client.expectClosed();
      stopped.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anUploadInFlightIsCompleted() throws Exception {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      List<RawClient> idle = idle(scene);
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhello");
      scene.upstream().awaitRequests(1);
      CompletableFuture<Void> stopped = stop(scene);
      awaitDraining(idle);
      client.send("world");
      assertThat(client.readResponse().text()).isEqualTo("helloworld");
      client.expectClosed();
      stopped.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aDownloadInFlightIsCompleted() throws Exception {
    Gate half = new Gate("half of it");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              half.await();
              connection.write("world");
            })) {
      List<RawClient> idle = idle(scene);
      RawClient client = scene.client();
      client.request("GET", "/a");
      Response answer = client.readHead(false);
      half.awaitArrival();
      CompletableFuture<Void> stopped = stop(scene);
      awaitDraining(idle);
      half.open();
      assertThat(answer.text()).isEqualTo("helloworld");
      client.expectClosed();
      stopped.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatDoesNotEndInTimeIsCut() throws Exception {
    Gate never = new Gate("never");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              never.await();
              return plain("x");
            },
            "timeouts.drain = 200ms")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      never.awaitArrival();
      stop(scene).get(5, TimeUnit.SECONDS);
      client.expectClosed();
      never.open();
    }
  }

  @Test
  void idleConnectionsAreClosedAtOnce() throws Exception {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      RawClient client = scene.client();
      client.get("/a");
      stop(scene).get(5, TimeUnit.SECONDS);
      client.expectClosed();
    }
  }
}
