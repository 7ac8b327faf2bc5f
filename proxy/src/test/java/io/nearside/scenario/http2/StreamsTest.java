package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.FrameClient.DATA;
import static io.nearside.scenario.http2.FrameClient.END_HEADERS;
import static io.nearside.scenario.http2.FrameClient.END_STREAM;
import static io.nearside.scenario.http2.FrameClient.GOAWAY;
import static io.nearside.scenario.http2.FrameClient.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Streams of one connection, which go on or end without each other. */
class StreamsTest {
  private static final int INITIAL_WINDOW_SIZE = 4;

  @Test
  void aHitIsTheSameAsOverHttp1() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("hello");
        RawClient http1 = RawClient.connect(scene.sidecar().port())) {
      assertThat(http1.get("/x").text()).isEqualTo("hello");
      FrameClient client = scene.client();
      client.get(1, "/x", "host", "127.0.0.1:" + scene.sidecar().port());
      client.get(3, "/x");
      FrameClient.Answer answer = client.answer(3);
      assertThat(answer.status()).isEqualTo(200);
      client.get(5, "/x");
      FrameClient.Answer hit = client.answer(5);
      assertThat(hit.body()).isEqualTo("hello");
      assertThat(hit.field("cache-status")).startsWith("nearside; hit; ttl=");
      assertThat(hit.field("content-length")).isEqualTo("5");
      assertThat(hit.field("age")).isEqualTo("0");
    }
  }

  @Test
  void aClientThatTakesNothingOfOneStreamGetsTheOthers() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x".repeat(100_000))) {
      FrameClient client = scene.client(INITIAL_WINDOW_SIZE, 1000);
      client.get(1, "/x");
      assertThat(client.next(DATA).payload()).hasSize(1000);
      client.get(3, "/x", "range", "bytes=0-9");
      assertThat(client.answer(3).body()).hasSize(10);
      client.windowUpdate(0, 100_000);
      client.windowUpdate(1, 100_000);
      assertThat(client.answer(1).body()).hasSize(99_000);
    }
  }

  @Test
  void aStreamOfWhichNothingIsTakenIsEndedInTime() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x".repeat(10_000), "timeouts.body = 300ms")) {
      FrameClient client = scene.client(INITIAL_WINDOW_SIZE, 0);
      client.get(1, "/x");
      assertThat(client.answer(1).error()).isEqualTo(Http2Scene.CANCEL);
      client.get(3, "/x", "range", "bytes=20000-");
      assertThat(client.answer(3).status()).isEqualTo(416);
    }
  }

  @Test
  void aRequestWhoseBodyDoesNotComeGets408() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "timeouts.body = 300ms")) {
      FrameClient client = scene.client();
      client.headers(1, END_HEADERS, "POST", "/x");
      assertThat(client.answer(1).status()).isEqualTo(408);
    }
  }

  @Test
  void aBodyAndItsEmptyEndReachTheUpstream() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x")) {
      FrameClient client = scene.client();
      client.headers(1, END_HEADERS, "POST", "/x", "content-length", "5");
      client.frame(DATA, 0, 1, "hello".getBytes(StandardCharsets.US_ASCII));
      client.frame(DATA, END_STREAM, 1);
      assertThat(client.answer(1).status()).isEqualTo(200);
      assertThat(scene.upstream().awaitRequests(1).get(0).text()).isEqualTo("hello");
    }
  }

  @Test
  void aBodyOfAnotherLengthIsMalformed() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x")) {
      FrameClient client = scene.client();
      client.headers(1, END_HEADERS, "POST", "/x", "content-length", "3");
      client.frame(DATA, END_STREAM, 1, "hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.answer(1).error()).isEqualTo(Http2Scene.PROTOCOL_ERROR);
    }
  }

  @Test
  void anAnswerCutShortIsReset() throws Exception {
    ScriptedUpstream cutting =
        ScriptedUpstream.answering(
            request ->
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nno chunk\r\n");
    try (Http2Scene scene = new Http2Scene(cutting)) {
      FrameClient client = scene.client();
      client.get(1, "/x");
      assertThat(client.answer(1).error()).isEqualTo(Http2Scene.INTERNAL_ERROR);
    }
  }

  @Test
  void oneStreamTooManyIsRefused() throws Exception {
    Gate gate = new Gate("the answer");
    try (Http2Scene scene =
        new Http2Scene(
            ScriptedUpstream.answering(
                request -> {
                  gate.await();
                  return ScriptedUpstream.response(200, "x");
                }),
            "http2.max-streams = 2")) {
      FrameClient client = scene.client();
      client.get(1, "/a");
      client.get(3, "/b");
      client.get(5, "/c");
      FrameClient.Frame refused = client.next(RST_STREAM);
      assertThat(refused.stream()).isEqualTo(5);
      assertThat(refused.error()).isEqualTo(Http2Scene.REFUSED_STREAM);
      gate.open();
    }
  }

  @Test
  void aDrainLetsStreamsInFlightFinish() throws Exception {
    Gate gate = new Gate("the answer");
    try (Http2Scene scene =
        new Http2Scene(
            ScriptedUpstream.answering(
                request -> {
                  gate.await();
                  return ScriptedUpstream.response(200, "late");
                }))) {
      FrameClient client = scene.client();
      client.get(1, "/a");
      scene.upstream().awaitRequests(1);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(scene.sidecar()::close);
      FrameClient.Frame warning = client.next(GOAWAY);
      assertThat(warning.error()).isEqualTo(Http2Scene.NO_ERROR);
      gate.open();
      assertThat(client.answer(1).body()).isEqualTo("late");
      assertThat(client.end()).isIn(Http2Scene.NO_ERROR, -1);
      closed.join();
    }
  }

  @Test
  void anIdleConnectionIsSentAway() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "timeouts.idle = 200ms")) {
      FrameClient client = scene.client();
      client.get(1, "/x");
      client.answer(1);
      assertThat(client.end()).isEqualTo(Http2Scene.NO_ERROR);
    }
  }

  @Test
  void halfARequestAfterAHitIsNotWaitedForAsAnIdleConnectionIs() throws Exception {
    try (Http2Scene scene =
        Http2Scene.storing("x", "timeouts.header = 1s", "timeouts.idle = 10m")) {
      FrameClient first = scene.client();
      first.get(1, "/x");
      first.answer(1);
      FrameClient client = scene.client();
      client.get(1, "/x");
      assertThat(client.answer(1).head().get("cache-status")).asString().contains("hit");
      client.raw(new byte[] {0, 0, 20, 1});
      assertThat(client.end()).isEqualTo(Http2Scene.NO_ERROR);
    }
  }

  @Test
  void halfAPrefaceIsNotWaitedForForEver() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "timeouts.header = 200ms");
        RawClient client = RawClient.connect(scene.sidecar().port())) {
      client.send("PRI * HT");
      client.expectClosed();
    }
  }

  @Test
  void aPrefaceInPiecesIsAPreface() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x");
        RawClient client = RawClient.connect(scene.sidecar().port())) {
      for (String piece : new String[] {"P", "RI * HTTP/", "2.0\r\n\r\nS", "M\r\n\r\n"}) {
        client.send(piece);
      }
      client.send(FrameClient.bytes(4, 0, 0));
      assertThat(client.rest().readNBytes(9)[3]).isEqualTo((byte) 4);
    }
  }

  @Test
  void whatIsSwitchedOffIsNotSpoken() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "http2.enabled = off");
        RawClient client = RawClient.connect(scene.sidecar().port())) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(505);
    }
  }
}
