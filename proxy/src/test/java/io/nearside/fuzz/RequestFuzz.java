package io.nearside.fuzz;

import io.nearside.exchange.ExchangeListener;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.List;

/** Sends changed requests through a sidecar. Not to be shared among threads. */
final class RequestFuzz implements Fuzz {
  private final StrictParser parser = new StrictParser(Lenience.OF_REQUESTS);
  private final EchoUpstream upstream = new EchoUpstream();
  private final boolean caching;
  private final Wire wire;
  private final Sidecar sidecar;
  private int probes;
  private long passed;

  /** One with the cache on or off. */
  RequestFuzz(boolean caching) throws IOException {
    this.caching = caching;
    this.wire = new Wire(upstream::received);
    this.sidecar =
        Sidecar.heardBy(
            new ExchangeListener() {},
            wire.port(),
            "event-loops = 1",
            "timeouts { header = 5s, body = 5s, idle = 5s, response = 5s }",
            caching ? "" : "routes = [{ match = \"/**\", cache = off }]");
  }

  @Override
  public List<String> seeds() {
    return RequestSeeds.ALL;
  }

  @Override
  public Finding run(Case input) {
    String sent = input.bytes();
    int from = upstream.count();
    Peer client = wire.visit(sidecar.port(), input.pieces(), true);
    wire.sweep();
    int to = upstream.count();
    passed += to > from ? 1 : 0;
    String probe = probe();
    Reading reading = parser.requests(sent);
    RequestJudge judge = new RequestJudge(sent, reading, client, upstream, from, to, caching);
    String malformed = upstream.takeMalformed();
    String broken = malformed == null ? judge.broken() : "malformed upstream: " + malformed;
    upstream.takeBegun();
    if (broken == null) {
      broken = probe;
    }
    return broken == null ? null : new Finding(input, broken, details(reading, client, from, to));
  }

  private String details(Reading reading, Peer client, int from, int to) {
    StringBuilder out = new StringBuilder("strict reading: " + reading);
    for (int serial = from; serial < to; serial++) {
      out.append("\nupstream: ").append(upstream.request(serial));
    }
    return out.append("\nclient: ").append(Finding.escaped(client.seen())).toString();
  }

  /** The next request works; null when it does. */
  private String probe() {
    String target = "/probe/" + probes++;
    String request = "GET " + target + " HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n";
    int serial = upstream.count();
    Peer client = wire.visit(sidecar.port(), List.of(request), false);
    Reading answer = new StrictParser(Lenience.NONE).responses(client.seen(), n -> "GET", true);
    wire.sweep();
    boolean own =
        upstream.count() == serial + 1
            && upstream.request(serial).target().equals(target)
            && answer.messages().size() == 1
            && answer.messages().get(0).body().equals(upstream.body(serial));
    return own
        ? null
        : "the next request has not its own answer: " + Finding.escaped(client.seen());
  }

  @Override
  public long passed() {
    return passed;
  }

  @Override
  public void close() throws IOException {
    sidecar.close();
    wire.close();
  }
}
