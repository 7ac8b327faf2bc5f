package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.FrameClient.CONTINUATION;
import static io.nearside.scenario.http2.FrameClient.DATA;
import static io.nearside.scenario.http2.FrameClient.END_HEADERS;
import static io.nearside.scenario.http2.FrameClient.GOAWAY;
import static io.nearside.scenario.http2.FrameClient.HEADERS;
import static io.nearside.scenario.http2.FrameClient.PING;
import static io.nearside.scenario.http2.FrameClient.PRIORITY;
import static io.nearside.scenario.http2.FrameClient.RST_STREAM;
import static io.nearside.scenario.http2.FrameClient.SETTINGS;
import static io.nearside.scenario.http2.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that make us work and do none themselves: their connection ends, others go on. */
class FloodsTest {
  private static final String LIMITS =
      "max-resets = 20, max-control-frames = 50, reset-window = 60s";
  private static final String FEW = "http2 { " + LIMITS + ", flood-hold = 0s }";

  /**
   * A flood.
   *
   * @param one what is sent again and again on a stream
   */
  record Flood(String name, One one) {
    interface One {
      void send(FrameClient client, int stream) throws IOException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Flood> floods() {
    return Stream.of(
        new Flood("PING", (client, stream) -> client.frame(PING, 0, 0, new byte[8])),
        new Flood("SETTINGS", (client, stream) -> client.frame(SETTINGS, 0, 0)),
        new Flood("PRIORITY", (client, stream) -> client.frame(PRIORITY, 0, stream, new byte[5])),
        new Flood("WINDOW_UPDATE", (client, stream) -> client.windowUpdate(0, 1)),
        new Flood("unknown frames", (client, stream) -> client.frame(0x7f, 0, 0, (byte) 1)),
        new Flood("rapid reset", FloodsTest::requestAndReset),
        new Flood(
            "made resets",
            (client, stream) -> {
              client.get(stream, "/x");
              client.windowUpdate(stream, 0);
            }),
        new Flood("malformed requests", (client, stream) -> client.get(stream, "/x", "Upper", "x")),
        new Flood(
            "empty DATA",
            (client, stream) -> {
              if (stream == 1) {
                client.headers(1, END_HEADERS, "POST", "/x");
              }
              client.frame(DATA, 0, 1);
            }));
  }

  private static void requestAndReset(FrameClient client, int stream) throws IOException {
    client.get(stream, "/x" + stream);
    client.frame(RST_STREAM, 0, stream, FrameClient.number(Http2Scene.CANCEL));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodEndsItsConnectionAndNoOther(Flood flood) throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", FEW);
        RawClient other = RawClient.connect(scene.sidecar().port())) {
      other.get("/y");
      FrameClient client = scene.client();
      try {
        for (int i = 0; i < 300; i++) {
          flood.one().send(client, 2 * i + 1);
        }
      } catch (SocketException closed) {
        // Closed while it was still sending.
      }
      assertThat(client.end()).isIn(Http2Scene.CALM, -1);
      assertThat(other.get("/y").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("floods")
  void whoFloodsIsToldToGoAndLeftUnread(Flood flood) throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "http2 { " + LIMITS + ", flood-hold = 1h }")) {
      FrameClient client = scene.client();
      for (int i = 0; i < 300; i++) {
        flood.one().send(client, 2 * i + 1);
      }
      FrameClient.Frame farewell = client.next(GOAWAY);
      assertThat(farewell).isNotNull();
      assertThat(farewell.error()).isEqualTo(Http2Scene.CALM);
      client.frame(PING, 0, 0, new byte[8]); // open, and nobody reads it
      FrameClient next = scene.client();
      next.get(1, "/x");
      assertThat(next.answer(1).status()).isEqualTo(200);
    }
  }

  @Test
  void whoIsHeldBackKeepsNoDrainWaiting() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "http2 { " + LIMITS + ", flood-hold = 1h }")) {
      FrameClient client = scene.client();
      for (int i = 0; i < 300; i++) {
        client.frame(PING, 0, 0, new byte[8]);
      }
      assertThat(client.next(GOAWAY)).isNotNull();
      scene.sidecar().close();
      assertThat(client.end()).isEqualTo(-1); // closed, with no further word
    }
  }

  @Test
  void aFewResetsAreNoFlood() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", FEW)) {
      FrameClient client = scene.client();
      for (int i = 0; i < 15; i++) {
        requestAndReset(client, 2 * i + 1);
      }
      client.get(99, "/x");
      assertThat(client.answer(99).status()).isEqualTo(200);
    }
  }

  @Test
  void whoComesAgainIsStillCounted() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", FEW)) {
      FrameClient first = scene.client();
      for (int i = 0; i < 15; i++) {
        requestAndReset(first, 2 * i + 1);
      }
      first.get(99, "/x");
      assertThat(first.answer(99).status()).isEqualTo(200);

      FrameClient again = scene.client();
      try {
        for (int i = 0; i < 15; i++) {
          requestAndReset(again, 2 * i + 1);
        }
      } catch (SocketException closed) {
        // Closed while it was still sending.
      }
      assertThat(again.end()).isIn(Http2Scene.CALM, -1);
      first.get(101, "/x");
      assertThat(first.answer(101).status()).isEqualTo(200);
    }
  }

  @Test
  void framesThatComeWithRequestsAreNoFlood() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", FEW)) {
      FrameClient client = scene.client();
      for (int stream = 1; stream < 200; stream += 2) {
        client.frame(PRIORITY, 0, stream, ByteBuffer.allocate(5).array());
        client.get(stream, "/x");
        assertThat(client.answer(stream).status()).isEqualTo(200);
        client.windowUpdate(0, 1);
      }
    }
  }

  @Test
  void aFieldSectionInCountlessPiecesEndsTheConnection() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", FEW)) {
      FrameClient client = scene.client();
      client.frame(HEADERS, 0, 1, FrameClient.section(":method", "GET"));
      try {
        for (int i = 0; i < 1000; i++) {
          client.frame(CONTINUATION, 0, 1);
        }
      } catch (SocketException closed) {
        // Closed while it was still sending.
      }
      assertThat(client.end()).isIn(Http2Scene.CALM, -1);
    }
  }

  @Test
  void aFieldSectionThatGrowsByReferencesIsRefused() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x", "limits.header-size = 8K")) {
      FrameClient client = scene.client();
      ByteArrayOutputStream section = new ByteArrayOutputStream();
      section.writeBytes(
          FrameClient.section(
              ":method", "GET", ":scheme", "http", ":authority", "h", ":path", "/x"));
      // A line goes into the table, and is then named again with a byte each.
      byte[] line = FrameClient.section("a", "b".repeat(2000));
      line[0] = 0x40;
      section.writeBytes(line);
      for (int i = 0; i < 10_000; i++) {
        section.write(0x80 | 62);
      }
      client.frame(HEADERS, END_HEADERS | 1, 1, section.toByteArray());
      FrameClient.Frame answered = client.next(HEADERS);
      if (answered != null) {
        assertThat(answered.stream()).isEqualTo(1);
      }
      FrameClient next = scene.client();
      next.get(1, "/x");
      assertThat(next.answer(1).status()).isEqualTo(200);
    }
  }

  @Test
  void aWindowUpdateOfNothingIsAnErrorOfItsStream() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x")) {
      FrameClient client = scene.client();
      client.headers(1, END_HEADERS, "POST", "/x");
      client.frame(WINDOW_UPDATE, 0, 1, new byte[4]);
      assertThat(client.answer(1).error()).isEqualTo(Http2Scene.PROTOCOL_ERROR);
      client.get(3, "/x");
      assertThat(client.answer(3).status()).isEqualTo(200);
    }
  }
}
