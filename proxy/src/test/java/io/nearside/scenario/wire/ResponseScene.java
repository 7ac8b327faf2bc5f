package io.nearside.scenario.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;

/**
 * One answer of the upstream's, byte by byte, and what becomes of it: for the client, in the cache,
 * and of the connection it came on.
 */
final class ResponseScene {
  /** The beginning of a response that may be stored. */
  static final String STORABLE = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";

  /** What the upstream does with the connection afterwards. */
  enum Then {
    KEEP,
    CLOSE,
    RESET
  }

  private final String method;
  private final String answer;
  private final Then then;

  private ResponseScene(String method, String answer, Then then) {
    this.method = method;
    this.answer = answer;
    this.then = then;
  }

  static ResponseScene get(String answer) {
    return new ResponseScene("GET", answer, Then.KEEP);
  }

  static ResponseScene head(String answer) {
    return new ResponseScene("HEAD", answer, Then.KEEP);
  }

  static ResponseScene get(String answer, Then then) {
    return new ResponseScene("GET", answer, then);
  }

  private Rig rig() throws IOException {
    // One loop has one pool: a connection that may be used again is.
    return Rig.serving(this::serve, "event-loops = 1");
  }

  private void serve(Connection connection) throws IOException {
    for (Request next = connection.readRequest(); next != null; next = connection.readRequest()) {
      if (!next.target().equals("/odd")) {
        connection.write(ScriptedUpstream.response(200, "fine"));
        continue;
      }
      connection.write(answer);
      if (then == Then.RESET) {
        connection.reset();
      }
      if (then != Then.KEEP) {
        return;
      }
    }
  }

  private Response ask(Rig rig) throws IOException {
    return rig.client().request(method, "/odd").readResponse(method.equals("HEAD"));
  }

  /** The client gets a 502, nothing is stored, and the connection is not used again. */
  void isRefused() throws IOException {
    isRefused("http_protocol_error");
  }

  void isRefused(String why) throws IOException {
    try (Rig rig = rig()) {
      Response answered = ask(rig);
      assertThat(answered.status()).isEqualTo(502);
      assertThat(answered.header("Proxy-Status")).isEqualTo("nearside; error=" + why);
      expect(rig, false, false);
    }
  }

  /** The client sees that something is missing, nothing is stored, the connection is not reused. */
  void isCut() throws IOException {
    try (Rig rig = rig()) {
      RawClient client = rig.client();
      Response answered = client.request(method, "/odd").readResponse();
      if (answered.status() != 502) {
        assertThat(answered.truncated()).as("what came: %s", client.seen()).isTrue();
      }
      expect(rig, false, false);
    }
  }

  /** The client gets a whole answer. */
  Response passes(boolean stored, boolean reused) throws IOException {
    try (Rig rig = rig()) {
      Response answered = ask(rig);
      assertThat(answered.truncated()).isFalse();
      expect(rig, stored, reused);
      return answered;
    }
  }

  private void expect(Rig rig, boolean stored, boolean reused) throws IOException {
    assertThat(rig.client().get("/next").text()).isEqualTo("fine");
    assertThat(rig.upstream().connectionCount()).as("connections").isEqualTo(reused ? 1 : 2);
    ask(rig);
    long seen = rig.upstream().requests().stream().filter(r -> r.target().equals("/odd")).count();
    assertThat(seen).as("requests that were not answered from the cache").isEqualTo(stored ? 1 : 2);
    assertThat(rig.events().count("stored")).isEqualTo(stored ? 1 : 0);
  }
}
