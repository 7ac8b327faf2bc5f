package io.nearside.fuzz;

import io.nearside.exchange.ExchangeListener;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Has a sidecar's upstream send changed responses. Not to be shared among threads. */
final class ResponseFuzz implements Fuzz {
  private final StrictParser strict = new StrictParser(Lenience.NONE);
  private final StrictParser lenient = new StrictParser(Lenience.OF_RESPONSES);
  private final ScriptedAnswers upstream = new ScriptedAnswers();
  private final boolean caching;
  private final Wire wire;
  private final Sidecar sidecar;
  private int visits;
  private long passed;

  /** One with the cache on or off. */
  ResponseFuzz(boolean caching) throws IOException {
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
    return ResponseSeeds.ALL;
  }

  @Override
  public Finding run(Case input) {
    Random random = new Random(input.number());
    String method = List.of("GET", "GET", "GET", "HEAD", "POST").get(random.nextInt(5));
    String version = random.nextInt(4) == 0 ? "HTTP/1.0" : "HTTP/1.1";
    String target = "/case/" + visits++;
    Reading sent = lenient.responses(input.bytes(), n -> method, true);
    boolean ends = !isFramed(sent) || random.nextInt(3) == 0;
    upstream.answer(target, input.pieces(), ends);
    Peer client = visit(method, target, version, random.nextBoolean());
    upstream.answerWell();
    passed += client.seen().contains("nearside; error") ? 0 : 1;
    Peer second = visit("GET", target, "HTTP/1.1", false);
    boolean reused = upstream.asked() == 0;
    String probe = probe();
    Reading got =
        strict.responses(client.seen(), n -> method, client.hasEnded() && !client.wasReset());
    String broken =
        new ResponseJudge(method, version, sent, got, client, isLarge(input.bytes())).broken();
    if (broken == null) {
      broken = second(sent, second, target, reused);
    }
    if (broken == null) {
      broken = probe;
    }
    return broken == null ? null : new Finding(input, broken, details(sent, client, second));
  }

  /** Whether the upstream's connection may stay open: the proxy must see the end by itself. */
  private static boolean isFramed(Reading sent) {
    Message end = ResponseJudge.lastOf(sent);
    return end != null && end.complete() && end.framing() != Message.Framing.UNTIL_CLOSE;
  }

  private static boolean isLarge(String bytes) {
    return bytes.lines().anyMatch(line -> line.length() > 4_000);
  }

  private Peer visit(String method, String target, String version, boolean trailers) {
    String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
    String connection =
        trailers ? "Connection: close, TE\r\nTE: trailers\r\n" : "Connection: close\r\n";
    String line = method + " " + target + " " + version + "\r\n";
    String request = line + "Host: a.example\r\n" + connection + length + "\r\n";
    Peer client = wire.visit(sidecar.port(), List.of(request), false);
    wire.sweep();
    return client;
  }

  /** What is asked for again is what came whole, or is fetched. */
  private String second(Reading sent, Peer second, String target, boolean reused) {
    Reading got = strict.responses(second.seen(), n -> "GET", true);
    if (got.messages().size() != 1 || got.messages().get(0).status() >= 500 && !reused) {
      return "the second request has no proper answer: " + Finding.escaped(second.seen());
    }
    String body = got.messages().get(0).body();
    if (!reused) {
      return body.equals(ScriptedAnswers.goodBody(target))
          ? null
          : "the second request has another body";
    }
    Message first = ResponseJudge.lastOf(sent);
    if (!caching || first == null || !first.complete() || !first.body().equals(body)) {
      return "stored what is malformed: " + sent.why();
    }
    return null;
  }

  private String probe() {
    String target = "/probe/" + visits;
    Peer client = visit("GET", target, "HTTP/1.1", false);
    Reading got = strict.responses(client.seen(), n -> "GET", true);
    boolean own =
        got.messages().size() == 1
            && got.messages().get(0).body().equals(ScriptedAnswers.goodBody(target));
    return own
        ? null
        : "the next request has not its own answer: " + Finding.escaped(client.seen());
  }

  private static String details(Reading sent, Peer client, Peer second) {
    return "strict reading: "
        + sent
        + ("\nclient" + (client.wasReset() ? ", reset: " : ": ") + Finding.escaped(client.seen()))
        + ("\nsecond: " + Finding.escaped(second.seen()));
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
