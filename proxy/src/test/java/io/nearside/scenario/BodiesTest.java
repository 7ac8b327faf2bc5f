package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** https://www.rfc-editor.org/rfc/rfc9112#section-6 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class BodiesTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n";

  @Test
  void aRequestBodyKeepsItsLength() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      client.send("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.readResponse().text()).isEqualTo("hello");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Content-Length")).containsExactly("5");
      assertThat(seen.headers("Transfer-Encoding")).isEmpty();
    }
  }

  @Test
  void aChunkedRequestBodyIsChunkedAnewWithoutItsTrailers() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      client.send(
          "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
              + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\nX-Admin: yes\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("abcde");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Transfer-Encoding")).containsExactly("chunked");
      assertThat(seen.headers("Trailer")).isEmpty();
      assertThat(seen.trailers()).isEmpty();
      assertThat(client.get("/b").status()).isEqualTo(200);
    }
  }

  @OnlyH1("chunked")
  void emptyBodiesAreBodies() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("[" + request.text() + "]"))) {
      RawClient client = scene.client();
      client.send(
          "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"
              + "POST /b HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
              + "POST /c HTTP/1.1\r\nHost: t\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(client.readResponse().text()).isEqualTo("[]");
      }
      assertThat(scene.upstream().requests().get(0).headers("Content-Length")).containsExactly("0");
      assertThat(scene.upstream().requests().get(1).headers("Transfer-Encoding"))
          .containsExactly("chunked");
    }
  }

  @Test
  void aLengthWithLeadingZerosIsForwardedAsTheNumberItIs() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 003\r\n\r\nabc");
      assertThat(client.readResponse().text()).isEqualTo("abc");
      assertThat(scene.upstream().requests().get(0).headers("Content-Length")).containsExactly("3");
    }
  }

  @Test
  void aChunkedResponseIsStoredWithALength() throws IOException {
    try (WireScene scene = WireScene.answering(request -> CHUNKED)) {
      RawClient client = scene.client();
      Response miss = client.get("/a");
      assertThat(miss.text()).isEqualTo("abcde");
      assertThat(miss.headers("Transfer-Encoding")).containsExactly("chunked");
      assertThat(miss.headers("Content-Length")).isEmpty();
      assertThat(miss.trailers()).isEmpty();
      Response hit = client.get("/a");
      assertThat(hit.header("Cache-Status")).contains("hit");
      assertThat(hit.headers("Content-Length")).containsExactly("5");
      assertThat(hit.headers("Transfer-Encoding")).isEmpty();
      assertThat(hit.text()).isEqualTo("abcde");
    }
  }

  @OnlyH1("HTTP/1.0")
  void aHttp10ClientGetsABodyOfUnknownLengthUntilClose() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> CHUNKED.replace("max-age=60", "no-store"))) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.0\r\nHost: t\r\nConnection: keep-alive\r\n\r\n");
      Response answer = client.readResponse();
      assertThat(answer.headers("Transfer-Encoding")).isEmpty();
      assertThat(answer.headers("Content-Length")).isEmpty();
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.text()).isEqualTo("abcde");
      client.expectClosed();
    }
  }

  @Test
  void aBodyUntilCloseIsPassedOnAndNeverStored() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\nall of it");
            })) {
      RawClient client = scene.client();
      for (int i = 1; i <= 2; i++) {
        Response answer = client.get("/a");
        assertThat(answer.text()).isEqualTo("all of it");
        assertThat(answer.truncated()).isFalse();
        assertThat(answer.headers("Transfer-Encoding")).containsExactly("chunked");
        assertThat(scene.upstream().connectionCount()).isEqualTo(i);
      }
      assertThat(scene.sidecar().events().count("stored")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void aStatusWithoutABodyHasNone(int status) throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                request.target().equals("/empty")
                    ? "HTTP/1.1 " + status + " Nothing\r\nETag: \"a\"\r\n\r\n"
                    : plain("x"))) {
      RawClient client = scene.client();
      Response empty = client.get("/empty", "Range: bytes=0-1");
      assertThat(empty.status()).isEqualTo(status);
      assertThat(empty.headers("Transfer-Encoding")).isEmpty();
      assertThat(empty.headers("Content-Length")).isEmpty();
      assertThat(client.get("/next").text()).isEqualTo("x");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void a204NeverSaysALength() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n")) {
      RawClient client = scene.client();
      assertThat(client.get("/a").headers("Content-Length")).isEmpty();
      assertThat(client.get("/b").status()).isEqualTo(204);
    }
  }

  @Test
  void aResponseWithAnEmptyBodyIsStored() throws IOException {
    try (WireScene scene =
        WireScene.answering(request -> response(200, "", "Cache-Control: max-age=60"))) {
      RawClient client = scene.client();
      client.get("/a");
      Response hit = client.get("/a");
      assertThat(hit.header("Cache-Status")).contains("hit");
      assertThat(hit.headers("Content-Length")).containsExactly("0");
    }
  }

  @Test
  void everyByteOfABodyIsPassedOnAsItIs() throws IOException {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      bytes.append((char) (i * 7 % 256));
    }
    try (WireScene scene = WireScene.answering(request -> WireScene.cacheable(request.text()))) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n" + bytes);
      assertThat(client.readResponse().text()).isEqualTo(bytes.toString());
    }
  }
}
