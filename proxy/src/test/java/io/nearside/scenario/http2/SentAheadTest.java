package io.nearside.scenario.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Http2Peer;
import io.nearside.testing.Http2ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that take their time, in front of an upstream that may send ahead over HTTP/2. */
@ExtendWith(BufferLeaks.class)
class SentAheadTest {
  private static final int FILL = 80 * 1024;
  private static final int LITTLE = 24 * 1024;
  private static final int ALL = 512 * 1024;

  /** A response's body, sent as the windows allow. */
  private static final class Body {
    private final Http2Peer peer;
    private final int stream;
    private int connectionWindow = 65_535;
    private int streamWindow = 128 * 1024;
    private int sent;

    Body(Http2Peer peer, int stream) {
      this.peer = peer;
      this.stream = stream;
    }

    void upTo(int bytes) throws IOException {
      while (sent < bytes) {
        int next = Math.min(bytes - sent, Math.min(8192, Math.min(connectionWindow, streamWindow)));
        if (next > 0) {
          peer.data(stream, "x".repeat(next), sent + next == ALL);
          sent += next;
          connectionWindow -= next;
          streamWindow -= next;
        } else {
          widen(peer.next(Http2Peer.WINDOW_UPDATE));
        }
      }
    }

    private void widen(Http2Peer.Frame update) {
      connectionWindow += update.stream() == 0 ? update.number() : 0;
      streamWindow += update.stream() == stream ? update.number() : 0;
    }

    /** Until the sidecar has taken all of it. */
    void isTaken() throws IOException {
      peer.write(Http2Peer.PING, 0, 0, new byte[8]);
      for (Http2Peer.Frame frame = peer.frame(); ; frame = peer.frame()) {
        if (frame.type() == Http2Peer.PING) {
          return;
        }
        if (frame.type() == Http2Peer.WINDOW_UPDATE) {
          widen(frame);
        }
      }
    }
  }

  @Test
  void aPieceThatComesWhileTheClientCatchesUpDoesNotLeaveTheUpstreamWaiting() throws IOException {
    CompletableFuture<Void> filled = new CompletableFuture<>();
    CompletableFuture<Void> littleRead = new CompletableFuture<>();
    CompletableFuture<Void> pieceTaken = new CompletableFuture<>();
    CompletableFuture<Void> allRead = new CompletableFuture<>();
    Http2ScriptedUpstream upstream =
        Http2ScriptedUpstream.serving(
            peer -> {
              peer.begin();
              int stream = peer.head().stream();
              peer.headers(stream, false, ":status", "200", "cache-control", "no-store");
              Body body = new Body(peer, stream);
              body.upTo(FILL);
              body.isTaken();
              filled.complete(null);
              littleRead.join();
              body.upTo(FILL + 1);
              body.isTaken();
              pieceTaken.complete(null);
              allRead.join();
              body.upTo(ALL);
              peer.head();
            });
    try (upstream;
        Sidecar sidecar = Sidecar.start(upstream.port(), "upstream.http2 = prior-knowledge");
        FrameClient client = FrameClient.connect(sidecar.port(), 4, 0)) {
      client.windowUpdate(0, ALL);
      client.get(1, "/slowly");
      client.next(FrameClient.HEADERS);
      filled.join();
      client.windowUpdate(1, LITTLE);
      read(client, LITTLE);
      littleRead.complete(null);
      pieceTaken.join();
      client.windowUpdate(1, ALL);
      read(client, FILL + 1 - LITTLE);
      allRead.complete(null);
      assertThat(client.answer(1).body()).hasSize(ALL - FILL - 1);
    }
  }

  private static void read(FrameClient client, int bytes) throws IOException {
    int got = 0;
    while (got < bytes) {
      got += client.next(FrameClient.DATA).payload().length;
    }
    assertThat(got).isEqualTo(bytes);
  }
}
