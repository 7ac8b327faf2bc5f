package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** https://www.rfc-editor.org/rfc/rfc9112#section-9.3.2 */
@ExtendWith(BufferLeaks.class)
class PipeliningTest {

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  @Test
  void aHitDoesNotOvertakeAnEarlierMiss() throws IOException {
    Gate slow = new Gate("the slow answer");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              if (request.target().equals("/slow")) {
                slow.await();
              }
              return cacheable(request.target());
            })) {
      RawClient client = scene.client();
      client.get("/hit");
      client.send(get("/slow") + get("/hit") + get("/other") + get("/hit"));
      slow.awaitArrival();
      assertThat(scene.upstream().requests())
          .extracting(Request::target)
          .containsExactly("/hit", "/slow");
      slow.open();
      for (String target : new String[] {"/slow", "/hit", "/other", "/hit"}) {
        assertThat(client.readResponse().text()).isEqualTo(target);
      }
    }
  }

  @Test
  void manyPipelinedHitsAreAnsweredInOrder() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable(request.target()))) {
      RawClient client = scene.client();
      client.get("/0");
      client.get("/1");
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        all.append(get("/" + i % 2));
      }
      client.send(all.toString());
      for (int i = 0; i < 400; i++) {
        Response answer = client.readResponse();
        assertThat(answer.text()).isEqualTo("/" + i % 2);
        assertThat(answer.header("Cache-Status")).contains("hit");
      }
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  @Test
  void manyPipelinedMissesAndHitsStayInOrder() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.target().startsWith("/c")
                    ? cacheable(request.target())
                    : plain(request.target()))) {
      RawClient client = scene.client();
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append(get(target(i)));
      }
      client.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(client.readResponse().text()).isEqualTo(target(i));
      }
    }
  }

  private static String target(int i) {
    return i % 3 == 0 ? "/p" + i : "/c" + i % 5;
  }

  @Test
  void requestsBehindAPostWithABodyAreAnsweredAfterIt() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.method().equals("POST") ? plain(request.text()) : cacheable("got"))) {
      RawClient client = scene.client();
      client.get("/a");
      client.send(
          "POST /form HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello"
              + get("/a")
              + "POST /form HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
              + get("/a"));
      assertThat(client.readResponse().text()).isEqualTo("hello");
      assertThat(client.readResponse().text()).isEqualTo("got");
      assertThat(client.readResponse().text()).isEqualTo("abcde");
      assertThat(client.readResponse().text()).isEqualTo("got");
      assertThat(scene.upstream().requestCount()).isEqualTo(3);
    }
  }

  @Test
  void aPipelinedBodyThatLooksLikeARequestIsABody() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      String inner = get("/evil");
      client.send(
          get("/first")
              + "POST /form HTTP/1.1\r\nHost: test\r\nContent-Length: "
              + inner.length()
              + "\r\n\r\n"
              + inner
              + get("/last"));
      client.readResponse();
      assertThat(client.readResponse().text()).isEqualTo(inner);
      client.readResponse();
      assertThat(scene.upstream().requests())
          .extracting(Request::target)
          .containsExactly("/first", "/form", "/last");
    }
  }

  @Test
  void whatIsPipelinedBehindConnectionCloseIsNotAnswered() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.target()))) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n" + get("/b"));
      assertThat(client.readResponse().text()).isEqualTo("/a");
      client.expectClosed();
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void aRequestSplitIntoSingleBytesIsARequest() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      String request = "POST /a HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc" + get("/b");
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      assertThat(client.readResponse().text()).isEqualTo("abc");
      assertThat(client.readResponse().text()).isEmpty();
    }
  }
}
