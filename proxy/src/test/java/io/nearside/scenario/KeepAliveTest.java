package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
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

/** https://www.rfc-editor.org/rfc/rfc9112#section-9.3 */
@ExtendWith(BufferLeaks.class)
class KeepAliveTest {

  @Test
  void oneConnectionOnEachSideServesManyRequests() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      RawClient client = scene.client();
      for (int i = 0; i < 20; i++) {
        Response answer = client.get("/" + i);
        assertThat(answer.text()).isEqualTo("/" + i);
        assertThat(answer.version()).isEqualTo("HTTP/1.1");
        assertThat(answer.headers("Connection")).isEmpty();
      }
      assertThat(scene.upstream().requestCount()).isEqualTo(20);
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void connectionCloseIsHonouredAfterAMissAndAfterAHit() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      for (String status : new String[] {"fwd=uri-miss", "hit"}) {
        RawClient client = scene.client();
        Response answer = client.get("/", "Connection: close");
        assertThat(answer.header("Cache-Status")).contains(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.text()).isEqualTo("x");
        client.expectClosed();
      }
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void theClientsConnectionCloseIsNotTheUpstreams() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      scene.client().get("/a", "Connection: close");
      scene.client().get("/b", "Connection: close");
      assertThat(scene.upstream().requests().get(0).headers("Connection")).isEmpty();
    }
  }

  @Test
  void aHttp10ClientIsAnsweredAndItsConnectionCloses() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      for (String status : new String[] {"fwd=uri-miss", "hit"}) {
        RawClient client = scene.client();
        client.send("GET / HTTP/1.0\r\nHost: test\r\n\r\n");
        Response answer = client.readResponse();
        assertThat(answer.text()).isEqualTo("x");
        assertThat(answer.header("Cache-Status")).contains(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
        client.expectClosed();
      }
      assertThat(scene.upstream().requests().get(0).version()).isEqualTo("HTTP/1.1");
    }
  }

  @Test
  void aHttp10ClientMayAskToKeepTheConnection() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      RawClient client = scene.client();
      for (String status : new String[] {"fwd=uri-miss", "hit", "hit"}) {
        client.send("GET / HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\n\r\n");
        Response answer = client.readResponse();
        assertThat(answer.text()).isEqualTo("x");
        assertThat(answer.header("Cache-Status")).contains(status);
        assertThat(answer.header("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void aHttp10ClientNeedNotNameAHost() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.0\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("x");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Host")).containsExactly("127.0.0.1:" + scene.upstream().port());
    }
  }

  @Test
  void theUpstreamsConnectionCloseIsHonouredAndNotPassedOn() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> response(200, "x", "Connection: close"))) {
      RawClient client = scene.client();
      for (int i = 1; i <= 3; i++) {
        Response answer = client.get("/" + i);
        assertThat(answer.text()).isEqualTo("x");
        assertThat(answer.headers("Connection")).isEmpty();
        assertThat(scene.upstream().connectionCount()).isEqualTo(i);
      }
    }
  }

  @Test
  void aHttp10UpstreamIsNotReused() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx")) {
      RawClient client = scene.client();
      Response answer = client.get("/1");
      assertThat(answer.version()).isEqualTo("HTTP/1.1");
      assertThat(answer.text()).isEqualTo("x");
      client.get("/2");
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void emptyLinesBetweenRequestsAreSkipped() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      RawClient client = scene.client();
      client.send("\r\nGET /a HTTP/1.1\r\nHost: t\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: t\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("/a");
      assertThat(client.readResponse().text()).isEqualTo("/b");
    }
  }
}
