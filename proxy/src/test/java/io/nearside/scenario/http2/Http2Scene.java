package io.nearside.scenario.http2;

import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A backend whose answers are stored, a sidecar, and clients that write frames. */
final class Http2Scene implements AutoCloseable {
  static final int NO_ERROR = 0;
  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;
  static final int STREAM_CLOSED = 5;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int CALM = 11;

  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<FrameClient> clients = new ArrayList<>();

  Http2Scene(ScriptedUpstream upstream, String... conf) {
    this.upstream = upstream;
    this.sidecar = Sidecar.start(upstream.port(), conf);
  }

  /** Each answer may be stored, and has this body. */
  static Http2Scene storing(String body, String... conf) throws IOException {
    return new Http2Scene(
        ScriptedUpstream.answering(
            request -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=60")),
        conf);
  }

  FrameClient client(int... settings) throws IOException {
    FrameClient client = FrameClient.connect(sidecar.port(), settings);
    clients.add(client);
    return client;
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  Sidecar sidecar() {
    return sidecar;
  }

  @Override
  public void close() throws IOException {
    for (FrameClient client : clients) {
      client.close();
    }
    sidecar.close();
    upstream.close();
  }
}
