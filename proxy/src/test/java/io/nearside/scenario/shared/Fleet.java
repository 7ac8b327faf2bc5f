package io.nearside.scenario.shared;

import io.nearside.exchange.ExchangeListener;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Several sidecars in front of one backend, each with a client. Everything ends with it. */
final class Fleet implements AutoCloseable {
  private final ScriptedUpstream upstream;
  private final List<Sidecar> sidecars = new ArrayList<>();
  private final List<RawClient> clients = new ArrayList<>();

  private Fleet(ScriptedUpstream upstream) {
    this.upstream = upstream;
  }

  /** Sidecars whose events nobody hears, with Redis connected. */
  static Fleet start(ScriptedUpstream upstream, int size, String... conf) throws IOException {
    return start(upstream, size, i -> ExchangeListener.NONE, conf);
  }

  /** Sidecars that are heard by a listener each, with Redis connected. */
  static Fleet start(
      ScriptedUpstream upstream, int size, IntFunction<ExchangeListener> listeners, String... conf)
      throws IOException {
    Fleet fleet = new Fleet(upstream);
    try {
      for (int i = 0; i < size; i++) {
        Sidecar sidecar = Sidecar.heardBy(listeners.apply(i), upstream.port(), conf);
        fleet.sidecars.add(sidecar);
        fleet.clients.add(RawClient.connect(sidecar.port()));
      }
      return fleet.awaitRedis();
    } catch (IOException | RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  /** Returns as soon as every sidecar has Redis. */
  Fleet awaitRedis() {
    sidecars.forEach(Sidecar::awaitRedis);
    return this;
  }

  int size() {
    return sidecars.size();
  }

  Sidecar sidecar(int index) {
    return sidecars.get(index);
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  /** A further connection to this sidecar, which the caller closes. */
  RawClient connect(int sidecar) throws IOException {
    return RawClient.connect(sidecars.get(sidecar).port());
  }

  /** A GET through this sidecar, on its own connection for that. */
  Response get(int sidecar, String target, String... lines) throws IOException {
    return clients.get(sidecar).get(target, lines);
  }

  /** A request without a body through this sidecar. */
  Response send(int sidecar, String method, String target, String... lines) throws IOException {
    return clients.get(sidecar).request(method, target, lines).readResponse(method.equals("HEAD"));
  }

  /** A POST without a body through this sidecar. */
  Response post(int sidecar, String target) throws IOException {
    return send(sidecar, "POST", target, "Content-Length: 0");
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    sidecars.forEach(Sidecar::close);
    upstream.close();
  }
}
