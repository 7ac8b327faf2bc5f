package io.nearside.scenario.http2;

import static io.nearside.scenario.http2.FrameClient.DATA;
import static io.nearside.scenario.http2.FrameClient.PING;
import static io.nearside.scenario.http2.FrameClient.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Frame;
import io.nearside.testing.Http2RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that take back what they have asked for. */
class TakenBackTest {
  /** https://www.rfc-editor.org/rfc/rfc9113#section-5.4.2 */
  @Test
  void aResetIsNotAnsweredWithOne() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x".repeat(300_000))) {
      FrameClient client = scene.client();
      client.get(1, "/big");
      // As much as the windows allow; the rest of it waits.
      for (int bytes = 0; bytes < 65_535; ) {
        bytes += client.next(DATA).payload().length;
      }
      client.frame(RST_STREAM, 0, 1, FrameClient.number(Http2Scene.CANCEL));
      client.frame(PING, 0, 0, new byte[8]);
      List<Integer> types = new ArrayList<>();
      for (var frame = client.next(); frame.type() != PING; frame = client.next()) {
        types.add(frame.type());
      }
      assertThat(types).doesNotContain(RST_STREAM);
    }
  }

  /** So the floods of CVE-2023-44487 reach no backend. */
  @Test
  void whatIsTakenBackAtOnceIsNotAskedFor() throws Exception {
    try (Http2Scene scene = Http2Scene.storing("x");
        Http2RawClient client = Http2RawClient.connect(scene.sidecar().port())) {
      int taken = client.nextStream();
      client.send(
          Frame.headers(taken, true, Http2RawClient.get("/taken")),
          Frame.reset(taken, Http2Scene.CANCEL));
      int kept = client.open("/kept");

      assertThat(client.answer(kept).outcome()).isEqualTo("200");
      assertThat(scene.upstream().requests())
          .extracting(request -> request.target())
          .containsExactly("/kept");
    }
  }
}
