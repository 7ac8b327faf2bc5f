package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time. */
@ExtendWith(BufferLeaks.class)
class TimeLimitsTest {
  private static final String HEADER = "timeouts.header = 200ms";

  @Test
  void aHeadThatIsNotCompleteInTimeIsA408() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), HEADER)) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.1\r\nHost: te");
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("Connection")).isEqualTo("close");
      client.expectClosed();
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void aHeadThatComesByteByByteIsNoFaster() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), HEADER)) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.1\r\nHost: t");
      CompletableFuture<Void> dripping =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; ; i++) {
                    client.send(i % 20 == 0 ? "\r\nX:" : "x");
                    LockSupport.parkNanos(1_000_000);
                  }
                } catch (IOException closed) {
                  // as it should be
                }
              });
      assertThat(client.readResponse().status()).isEqualTo(408);
      client.close();
      dripping.join();
    }
  }

  @Test
  void theSecondHeadOfAConnectionIsTimedToo() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"), HEADER)) {
      RawClient client = scene.client();
      client.get("/a");
      client.request("HEAD", "/a").readResponse(true);
      client.send("GET /a HT");
      Response late = client.readResponse();
      assertThat(late.status()).isEqualTo(408);
      assertThat(late.text()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLineEndTooManyBeginsNoRequestThatCouldBeLate(boolean atOnce) throws IOException {
    String limits = HEADER + "\ntimeouts.idle = 600ms";
    try (WireScene scene = WireScene.answering(request -> cacheable("x"), limits)) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n" + (atOnce ? "\r\n" : ""));
      assertThat(client.readResponse().text()).isEqualTo("x");
      client.send(atOnce ? "" : "\r\n");
      client.expectClosed();
    }
  }

  @Test
  void aHeadThatBeginsBehindACompleteRequestIsTimedToo() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), HEADER)) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.1\r\nHost: t\r\n\r\nGET /b HT");
      assertThat(client.readResponse().status()).isEqualTo(200);
      assertThat(client.readResponse().status()).isEqualTo(408);
    }
  }

  @Test
  void aSlowAnswerDoesNotMakeTheNextHeadLate() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              if (request.target().equals("/slow")) {
                slow.await();
              }
              return plain("x");
            },
            "timeouts.header = 500ms")) {
      RawClient client = scene.client();
      client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
      slow.awaitArrival();
      client.send("GET /b HT");
      RawClient late = scene.client();
      late.send("GET");
      assertThat(late.readResponse().status()).isEqualTo(408);
      slow.open();
      assertThat(client.readResponse().status()).isEqualTo(200);
      client.send("TP/1.1\r\nHost: t\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), "timeouts.idle = 150ms")) {
      scene.client().expectClosed();
      RawClient client = scene.client();
      assertThat(client.get("/a").status()).isEqualTo(200);
      client.expectClosed();
    }
  }

  @Test
  void aSlowUpstreamDoesNotMakeAConnectionIdle() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              slow.await();
              return plain("x");
            },
            "timeouts { idle = 100ms, header = 100ms, body = 100ms }")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      slow.awaitArrival();
      scene.client().expectClosed();
      slow.open();
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void anUploadMayTakeLongAsLongAsItMoves() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request -> plain(request.text()),
            "timeouts { body = 300ms, idle = 100ms, response = 300ms }",
            "limits.min-body-rate = 10")) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n");
      for (String piece : "hello".split("")) {
        scene.client().expectClosed(); // 100 ms later
        client.send(piece);
      }
      assertThat(client.readResponse().text()).isEqualTo("hello");
    }
  }

  @Test
  void anUploadThatStandsStillIsGivenUpOnBothSides() throws IOException {
    Gate ended = new Gate("upstream saw the end");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              if (connection.readRequest().body().length == 2) {
                ended.open();
              }
            },
            "timeouts.body = 150ms")) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhi");
      Response late = client.readResponse();
      assertThat(late.status()).isEqualTo(408);
      assertThat(late.header("Connection")).isEqualTo("close");
      client.expectClosed();
      ended.await();
    }
  }

  @Test
  void anEventStreamMayPauseForLongerThanABody() throws IOException {
    Gate quiet = new Gate("quiet");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
              quiet.await();
              connection.write("data: 2\n\n");
              connection.shutdownOutput();
            },
            "timeouts { body = 100ms, idle = 200ms, stream = 20s }")) {
      RawClient client = scene.client();
      client.send("GET /events HTTP/1.0\r\n\r\n");
      scene.client().expectClosed(); // 200 ms later
      quiet.open();
      assertThat(client.readToEnd()).endsWith("data: 1\n\ndata: 2\n\n");
    }
  }

  @Test
  void anEventStreamThatIsSilentForTooLongIsCut() throws IOException {
    Gate quiet = new Gate("quiet");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(
                  "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream;charset=utf-8\r\n\r\n");
              quiet.await();
            },
            "timeouts.stream = 100ms")) {
      RawClient client = scene.client();
      client.request("GET", "/events");
      assertThat(client.readToEnd()).contains("Text/Event-Stream").doesNotContain("\r\n0\r\n");
      quiet.open();
    }
  }

  @Test
  void aClientThatEndedItsSideAndGetsNothingIsGivenUp() throws IOException {
    Gate ended = new Gate("the upstream saw the end");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.readRequest();
              ended.open();
            },
            "timeouts.half-closed = 100ms")) {
      RawClient client = scene.client();
      client.request("GET", "/a", "Accept: text/event-stream");
      client.shutdownOutput();
      client.expectClosed();
      ended.await();
    }
  }

  @Test
  void aClientThatEndedItsSideGetsAnAnswerThatGoesOn() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              slow.await();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            },
            "timeouts { half-closed = 20s, idle = 100ms }")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      client.shutdownOutput();
      scene.client().expectClosed(); // 100 ms later
      slow.open();
      assertThat(client.readResponse().text()).isEqualTo("hi");
    }
  }
}
