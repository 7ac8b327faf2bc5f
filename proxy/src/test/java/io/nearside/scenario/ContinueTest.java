package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Interim responses: https://www.rfc-editor.org/rfc/rfc9110#section-15.2 */
@ExtendWith(BufferLeaks.class)
class ContinueTest {
  private static final String EXPECTING =
      "POST /a HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nX-Hop: 1\r\nConnection: X-Hop\r\n\r\n";

  @Test
  void theUpstreams100IsRelayedAndThenTheBodyGoesUp() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              Request request = connection.readRequest();
              connection.write("HTTP/1.1 100 Continue\r\n\r\n");
              connection.write(plain(request.text()));
            })) {
      RawClient client = scene.client();
      client.send(EXPECTING);
      assertThat(client.readResponse().status()).isEqualTo(100);
      client.send("hello");
      Response answer = client.readResponse();
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.headers("Connection")).isEmpty();
      assertThat(scene.upstream().requests().get(0).header("Expect")).isEqualTo("100-continue");
    }
  }

  @Test
  void theUpstreamMayAnswerFinallyInsteadAndThenNoBodyIsAwaited() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(response(413, "no"));
              connection.readRequest();
            })) {
      RawClient client = scene.client();
      client.send(EXPECTING);
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("no");
      assertThat(answer.header("Connection")).isEqualTo("close");
      client.expectClosed();
      assertThat(scene.client().send(EXPECTING).readResponse().status()).isEqualTo(413);
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void earlyHintsAreRelayedToAHttp11ClientWithoutHopByHopFields() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> HINTS + HINTS + WireScene.cacheable("final"))) {
      RawClient client = scene.client();
      for (int i = 0; i < 2; i++) {
        Response hints = i == 0 ? client.get("/a") : client.readResponse();
        assertThat(hints.status()).isEqualTo(103);
        assertThat(hints.header("Link")).isEqualTo("</a.css>");
        assertThat(hints.headers("X-Hop")).isEmpty();
        assertThat(hints.headers("Connection")).isEmpty();
        assertThat(hints.headers("Content-Length")).isEmpty();
      }
      assertThat(client.readResponse().text()).isEqualTo("final");
      assertThat(client.get("/a").header("Cache-Status")).contains("hit");
    }
  }

  @Test
  void earlyHintsAlsoGoBeforeTheAnswerToAPostAndToAHead() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.method().equals("HEAD")
                    ? HINTS + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                    : HINTS + plain(request.text()))) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi");
      assertThat(client.readResponse().status()).isEqualTo(103);
      assertThat(client.readResponse().text()).isEqualTo("hi");
      client.request("HEAD", "/a");
      assertThat(client.readResponse(true).status()).isEqualTo(103);
      assertThat(client.readResponse(true).status()).isEqualTo(200);
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void interimResponsesAreNotForHttp10Clients() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> "HTTP/1.1 100 Continue\r\n\r\n" + HINTS + plain("final"))) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.0\r\nHost: t\r\n\r\n");
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("final");
    }
  }

  @Test
  void anotherProtocolThatNobodyAskedForIsAnError() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request -> "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")) {
      RawClient client = scene.client();
      Response answer = client.get("/a", "Connection: upgrade", "Upgrade: x");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Proxy-Status")).contains("http_protocol_error");
      assertThat(scene.upstream().requests().get(0).headers("Upgrade")).isEmpty();
    }
  }
}
