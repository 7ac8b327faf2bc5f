package io.nearside.scenario;

import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.ScriptedUpstream.Script;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A backend, a sidecar in front of it, and the clients of a test; closed in the right order. */
final class WireScene implements AutoCloseable {
  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<RawClient> clients = new ArrayList<>();

  private WireScene(ScriptedUpstream upstream, String... conf) {
    this.upstream = upstream;
    this.sidecar = Sidecar.start(upstream.port(), conf);
  }

  /** With a keep-alive backend that answers each request with these bytes. */
  static WireScene answering(Function<Request, String> answer, String... conf) throws IOException {
    return new WireScene(ScriptedUpstream.answering(answer), conf);
  }

  /** With a backend whose every connection runs this script. */
  static WireScene serving(Script script, String... conf) throws IOException {
    return new WireScene(ScriptedUpstream.serving(script), conf);
  }

  /** A response that may be stored for a minute. */
  static String cacheable(String body) {
    return ScriptedUpstream.response(200, body, "Cache-Control: max-age=60");
  }

  /** A response that is not stored. */
  static String plain(String body) {
    return ScriptedUpstream.response(200, body);
  }

  /** One more client. */
  RawClient client() throws IOException {
    RawClient client = RawClient.connect(sidecar.port());
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
    for (RawClient client : clients) {
      client.close();
    }
    sidecar.close();
    upstream.close();
  }
}
