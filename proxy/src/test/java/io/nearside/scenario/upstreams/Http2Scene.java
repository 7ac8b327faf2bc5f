package io.nearside.scenario.upstreams;

import static org.awaitility.Awaitility.await;

import io.nearside.testing.Http2ScriptedUpstream;
import io.nearside.testing.Http2ScriptedUpstream.Answer;
import io.nearside.testing.Http2ScriptedUpstream.Script;
import io.nearside.testing.RawClient;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A backend of HTTP/2, a sidecar with one event loop in front of it, and its clients. */
final class Http2Scene implements AutoCloseable {
  private final Http2ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<RawClient> clients = new ArrayList<>();

  private Http2Scene(Http2ScriptedUpstream upstream, String... conf) {
    this.upstream = upstream;
    String[] all = Arrays.copyOf(conf, conf.length + 2);
    all[conf.length] = "upstream.http2 = prior-knowledge";
    all[conf.length + 1] = "event-loops = 1";
    this.sidecar = Sidecar.start(upstream.port(), all);
  }

  /** With a backend that does this with each request. */
  static Http2Scene answering(Answer answer, String... conf) throws IOException {
    return new Http2Scene(Http2ScriptedUpstream.answering(answer), conf);
  }

  /** With a backend whose every connection runs this script. */
  static Http2Scene serving(Script script, String... conf) throws IOException {
    return new Http2Scene(Http2ScriptedUpstream.serving(script), conf);
  }

  RawClient client() throws IOException {
    RawClient client = RawClient.connect(sidecar.port());
    clients.add(client);
    return client;
  }

  /** Waits until so much of this kind has happened. */
  void awaitEvents(String word, int count) {
    await().until(() -> sidecar.events().count(word) >= count);
  }

  Http2ScriptedUpstream upstream() {
    return upstream;
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
