package io.nearside.scenario.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Http2Peer;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Flow control with the upstream.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9113#section-5.2
 */
@ExtendWith(BufferLeaks.class)
class Http2WindowsTest {
  private static final int WINDOW = 128 * 1024;
  private static final int PIECE = 16 * 1024;
  private static final int TOTAL = 64 * 1024 * 1024;

  @Test
  void aRequestsBodyIsSentNoFasterThanTheUpstreamAllows() throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin(4, 10);
              int stream = peer.head().stream();
              int seen = peer.next(Http2Peer.DATA).payload().length;
              assertThat(seen).isEqualTo(10);
              StringBuilder bytes = new StringBuilder();
              while (seen < 25) {
                peer.windowUpdate(stream, 5);
                Http2Peer.Frame more = peer.next(Http2Peer.DATA);
                assertThat(more.payload().length).isLessThanOrEqualTo(5);
                bytes.append(more.text());
                seen += more.payload().length;
              }
              peer.answer(stream, bytes.toString());
              peer.head();
            })) {
      RawClient client = scene.client();
      client.send(
          "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 25\r\n\r\n0123456789abcdefghijklmno");
      assertThat(client.readResponse().text()).isEqualTo("abcdefghijklmno");
    }
  }

  /** Sends as much as the windows allow, until all is sent or nothing more is allowed. */
  private static int sendAll(Http2Peer peer, int stream, Http2Scene[] scene) throws IOException {
    String piece = "x".repeat(PIECE);
    int sent = 0;
    int streamWindow = WINDOW;
    int connectionWindow = 65_535;
    while (sent < TOTAL) {
      while (sent < TOTAL && streamWindow >= PIECE && connectionWindow >= PIECE) {
        peer.data(stream, piece, sent + PIECE == TOTAL);
        sent += PIECE;
        streamWindow -= PIECE;
        connectionWindow -= PIECE;
      }
      if (sent == TOTAL) {
        break;
      }
      if (streamWindow < PIECE) {
        scene[0].upstream().note("waits after " + sent);
      }
      Http2Peer.Frame update = peer.next(Http2Peer.WINDOW_UPDATE);
      if (update.stream() == 0) {
        connectionWindow += update.number();
      } else {
        streamWindow += update.number();
      }
    }
    return sent;
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstreamAndThenGetsAll() throws IOException {
    Http2Scene[] scene = new Http2Scene[1];
    scene[0] =
        Http2Scene.serving(
            peer -> {
              peer.begin();
              int large = peer.head().stream();
              peer.headers(large, false, ":status", "200", "cache-control", "no-store");
              sendAll(peer, large, scene);
              peer.head();
            });
    try (Http2Scene started = scene[0]) {
      RawClient slow = started.client();
      slow.socket().setReceiveBufferSize(16 * 1024);
      slow.request("GET", "/large");
      Response answer = slow.readHead(false);
      String note = started.upstream().nextNote();
      assertThat(note).startsWith("waits after ");
      assertThat(answer.body()).hasSize(TOTAL);
    }
  }
}
