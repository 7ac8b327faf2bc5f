package io.nearside.scenario.listeners;

import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A backend, and a sidecar whose listeners are what the test says. */
final class ListenersScene implements AutoCloseable {
  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<AutoCloseable> clients = new ArrayList<>();

  ListenersScene(String... conf) throws IOException {
    this.upstream = ScriptedUpstream.answering(ListenersScene::answer);
    this.sidecar = Sidecar.listening(upstream.port(), conf);
  }

  /** What the upstream was told of the client; stored where the path says so. */
  private static String answer(Request request) {
    String lifetime = request.target().startsWith("/stored") ? "max-age=60" : "no-store";
    String told =
        String.join("|", request.headers("X-Forwarded-For"))
            + " "
            + request.header("X-Forwarded-Proto");
    return ScriptedUpstream.response(200, told, "Cache-Control: " + lifetime);
  }

  RawClient client(int listener) throws IOException {
    return kept(RawClient.connect(sidecar.port(listener)));
  }

  <C extends AutoCloseable> C kept(C client) {
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
    for (AutoCloseable client : clients) {
      try {
        client.close();
      } catch (Exception closed) {
        throw new IOException(closed);
      }
    }
    sidecar.close();
    upstream.close();
  }
}
