package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
@ExtendWith(BufferLeaks.class)
class TargetsTest {

  @Test
  void hostIsPassedOnAsItIsInTheKey() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      scene.client().get("/a", "Host: Shop.Example:8080");
      assertThat(scene.upstream().requests().get(0).headers("Host"))
          .containsExactly("shop.example:8080");
    }
  }

  @Test
  void theAuthorityOfAnAbsoluteTargetWinsOverHost() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> cacheable(request.header("Host") + request.target()))) {
      RawClient client = scene.client();
      Response answer = client.get("http://a.example/x?y=1", "Host: b.example");
      assertThat(answer.text()).isEqualTo("a.example/x?y=1");
      assertThat(scene.upstream().requests().get(0).headers("Host")).containsExactly("a.example");
      assertThat(client.get("/x?y=1", "Host: a.example").header("Cache-Status")).contains("hit");
      assertThat(client.get("/x?y=1", "Host: b.example").text()).isEqualTo("b.example/x?y=1");
    }
  }

  @Test
  void anAbsoluteTargetWithoutAPathIsTheRoot() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      RawClient client = scene.client();
      assertThat(client.get("http://a.example").text()).isEqualTo("/");
      assertThat(client.get("HTTP://a.example?q").text()).isEqualTo("/?q");
    }
  }

  @Test
  void theWholeServerMayBeAskedForItsOptions() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      Response answer = scene.client().request("OPTIONS", "*").readResponse();
      assertThat(answer.text()).isEqualTo("*");
    }
  }

  @Test
  void pathAndQueryReachTheUpstreamNormalizedOnlyWhereThatChangesNothing() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      RawClient client = scene.client();
      assertThat(client.get("/%7ea%2fb//c/./d/../e?b=%41&a=%2f&b").text())
          .isEqualTo("/~a%2Fb//c/e?b=A&a=%2F&b");
      assertThat(client.get("/a?").text()).isEqualTo("/a?");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROPFIND", "QUERY", "purge", "M-SEARCH"})
  void methodsThatWeDoNotKnowArePassedOn(String method) throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable(request.method()))) {
      RawClient client = scene.client();
      for (int i = 0; i < 2; i++) {
        assertThat(client.request(method, "/a").readResponse().text()).isEqualTo(method);
      }
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  @Test
  void aGetWithABodyIsNeverAHitAndTheConnectionStaysInStep() throws IOException {
    String smuggled = "GET /evil HTTP/1.1\r\nHost: test\r\n\r\n";
    try (WireScene scene =
        WireScene.answering(request -> cacheable(request.target() + request.text()))) {
      RawClient client = scene.client();
      client.get("/a");
      client.send(
          "GET /a HTTP/1.1\r\nHost: test\r\nContent-Length: " + smuggled.length() + "\r\n\r\n");
      client.send(smuggled);
      Response fat = client.readResponse();
      assertThat(fat.text()).isEqualTo("/a" + smuggled);
      assertThat(fat.header("Cache-Status")).contains("fwd=bypass");
      client.send(
          "GET /a HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(smuggled.length())
              + "\r\n"
              + smuggled
              + "\r\n0\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("/a" + smuggled);
      Response hit = client.get("/a");
      assertThat(hit.header("Cache-Status")).contains("hit");
      assertThat(hit.text()).isEqualTo("/a");
      assertThat(scene.upstream().requests())
          .extracting(Request::target)
          .containsExactly("/a", "/a", "/a");
    }
  }

  @Test
  void aHeadWithABodyIsNeverAHitEither() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.method().equals("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                    : cacheable("/a"))) {
      RawClient client = scene.client();
      client.get("/a");
      client.send("HEAD /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.readResponse(true).header("Cache-Status")).contains("fwd=");
      assertThat(client.get("/a").header("Cache-Status")).contains("hit");
    }
  }
}
