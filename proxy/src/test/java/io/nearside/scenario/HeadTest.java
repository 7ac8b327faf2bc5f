package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class HeadTest {

  private static String answer(Request request) {
    String whole = cacheable("hello");
    return request.method().equals("HEAD") ? whole.substring(0, whole.length() - 5) : whole;
  }

  @Test
  void aHeadIsAnsweredFromAGetsEntry() throws IOException {
    try (WireScene scene = WireScene.answering(HeadTest::answer)) {
      RawClient client = scene.client();
      client.get("/a");
      Response head = client.request("HEAD", "/a").readResponse(true);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Cache-Status")).contains("nearside; hit");
      assertThat(head.header("Content-Length")).isEqualTo("5");
      assertThat(client.get("/a").text()).isEqualTo("hello");
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void aHeadThatMissesIsForwardedAndItsConnectionStaysInStep() throws IOException {
    try (WireScene scene = WireScene.answering(HeadTest::answer)) {
      RawClient client = scene.client();
      for (int i = 0; i < 3; i++) {
        Response head = client.request("HEAD", "/a").readResponse(true);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("5");
        assertThat(head.header("Cache-Status")).contains("fwd=");
      }
      assertThat(scene.upstream().requests())
          .extracting(Request::method)
          .containsExactly("HEAD", "HEAD", "HEAD");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aGetAfterAHeadHasABody() throws IOException {
    try (WireScene scene = WireScene.answering(HeadTest::answer)) {
      RawClient client = scene.client();
      client.request("HEAD", "/a").readResponse(true);
      Response get = client.get("/a");
      assertThat(get.text()).isEqualTo("hello");
      assertThat(get.header("Cache-Status")).contains("fwd=uri-miss");
    }
  }

  @Test
  void pipelinedHeadsAndGetsKeepTheirBodiesApart() throws IOException {
    try (WireScene scene = WireScene.answering(HeadTest::answer)) {
      RawClient client = scene.client();
      client.request("HEAD", "/a").request("GET", "/a").request("HEAD", "/a").request("GET", "/a");
      client.request("HEAD", "/b").request("GET", "/c");
      client.readResponse(true);
      assertThat(client.readResponse().text()).isEqualTo("hello");
      client.readResponse(true);
      assertThat(client.readResponse().text()).isEqualTo("hello");
      client.readResponse(true);
      assertThat(client.readResponse().text()).isEqualTo("hello");
    }
  }

  @Test
  void aHeadsAnswerMayHaveNoLengthOrSayChunked() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.target().equals("/none")
                    ? "HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
      RawClient client = scene.client();
      assertThat(client.request("HEAD", "/none").readResponse(true).status()).isEqualTo(200);
      assertThat(client.request("HEAD", "/chunked").readResponse(true).status()).isEqualTo(200);
      assertThat(client.request("HEAD", "/none").readResponse(true).header("X-A")).isEqualTo("1");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aHeadWhoseUpstreamFailsGetsAnErrorWithoutABody() throws IOException {
    try (WireScene scene = WireScene.serving(connection -> connection.readRequest())) {
      RawClient client = scene.client();
      Response first = client.request("HEAD", "/a").readResponse(true);
      assertThat(first.status()).isEqualTo(502);
      assertThat(client.request("HEAD", "/b").readResponse(true).status()).isEqualTo(502);
    }
  }
}
