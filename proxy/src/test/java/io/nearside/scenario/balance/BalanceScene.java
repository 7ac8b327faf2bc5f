package io.nearside.scenario.balance;

import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.ScriptedUpstream.Script;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A sidecar with several backends, each of which can say who it is. Everything ends with it. */
final class BalanceScene implements AutoCloseable {
  /** One loop, so that a turn is a turn. */
  static final String ONE_LOOP = "event-loops = 1";

  private final List<ScriptedUpstream> upstreams;
  private final Sidecar sidecar;
  private final List<RawClient> clients = new ArrayList<>();
  private final RawClient first;

  private BalanceScene(List<ScriptedUpstream> upstreams, String... conf) throws IOException {
    this.upstreams = upstreams;
    this.sidecar = Sidecar.balancing(upstreams.stream().map(ScriptedUpstream::port).toList(), conf);
    this.first = client();
  }

  /** With backends that run these scripts. */
  static BalanceScene serving(List<Script> scripts, String... conf) throws IOException {
    List<ScriptedUpstream> upstreams = new ArrayList<>();
    for (Script script : scripts) {
      upstreams.add(ScriptedUpstream.serving(script));
    }
    return new BalanceScene(upstreams, conf);
  }

  /** With so many backends that answer with their number, from 0. */
  static BalanceScene numbered(int count, String... conf) throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = Integer.toString(i);
      scripts.add(answering(request -> ScriptedUpstream.response(200, number)));
    }
    return serving(scripts, conf);
  }

  /** Answers each request with these bytes. */
  static Script answering(Function<Request, String> answer) {
    return connection -> {
      for (Request next = connection.readRequest(); next != null; next = connection.readRequest()) {
        next.body();
        connection.write(answer.apply(next));
      }
    };
  }

  RawClient client() throws IOException {
    RawClient client = RawClient.connect(sidecar.port());
    clients.add(client);
    return client;
  }

  Response get(String target) throws IOException {
    return first.get(target);
  }

  Response send(String request) throws IOException {
    return first.send(request).readResponse();
  }

  /** How often each body came as the answer to so many requests. */
  Map<String, Integer> bodies(int requests) throws IOException {
    Map<String, Integer> bodies = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      bodies.merge(get("/" + i).text(), 1, Integer::sum);
    }
    return bodies;
  }

  ScriptedUpstream upstream(int index) {
    return upstreams.get(index);
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
    for (ScriptedUpstream upstream : upstreams) {
      upstream.close();
    }
  }
}
