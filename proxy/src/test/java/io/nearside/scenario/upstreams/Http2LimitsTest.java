package io.nearside.scenario.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.Http2Peer;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the upstream allows in its SETTINGS.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
 */
@ExtendWith(BufferLeaks.class)
class Http2LimitsTest {
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_HEADER_LIST_SIZE = 6;
  private static final String POST = "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab";

  @Test
  void aRequestOfMoreFieldsThanTheUpstreamTakesIsRefusedAlone() throws IOException {
    Gate begun = new Gate("begun");
    Gate refused = new Gate("refused");
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin(MAX_HEADER_LIST_SIZE, 4_000);
              Http2Peer.Head first = peer.head();
              begun.open();
              refused.await();
              peer.answer(first.stream(), "first");
              peer.answer(peer.head().stream(), "third");
              peer.head();
            })) {
      RawClient first = scene.client().request("GET", "/first");
      begun.await();
      Response answer = scene.client().get("/second", "X-Long: " + "x".repeat(5_000));
      refused.open();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.header("Proxy-Status")).contains("http_request_error");
      assertThat(first.readResponse().text()).isEqualTo("first");
      assertThat(scene.client().get("/third").text()).isEqualTo("third");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void theOnlyStreamIsNotTakenBeforeTheOneBeforeItHasEnded() throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin(MAX_CONCURRENT_STREAMS, 1);
              while (true) {
                Http2Peer.Head request = peer.head();
                peer.next(Http2Peer.DATA);
                peer.answer(request.stream(), "fine");
              }
            })) {
      RawClient client = scene.client();
      client.send(POST + POST + POST);
      for (int i = 0; i < 3; i++) {
        Response answer = client.readResponse();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("fine");
      }
    }
  }

  @Test
  void whoWaitsForTheSameIsNotRefusedForAnothersFields() throws IOException {
    Gate collapsed = new Gate("collapsed");
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              collapsed.await();
              peer.begin(MAX_HEADER_LIST_SIZE, 4_000);
              while (true) {
                peer.answer(peer.head().stream(), "fine");
              }
            })) {
      RawClient first = scene.client().request("GET", "/a", "X-Long: " + "x".repeat(5_000));
      scene.awaitEvents("forwarded", 1);
      RawClient second = scene.client().request("GET", "/a");
      scene.awaitEvents("collapsed", 1);
      collapsed.open();
      assertThat(first.readResponse().status()).isEqualTo(431);
      assertThat(second.readResponse().text()).isEqualTo("fine");
    }
  }
}
