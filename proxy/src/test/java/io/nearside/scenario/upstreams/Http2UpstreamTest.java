package io.nearside.scenario.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.Http2Peer;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests and responses over HTTP/2 to the upstream.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9113#section-8
 */
@ExtendWith(BufferLeaks.class)
class Http2UpstreamTest {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int REFUSED_STREAM = 7;

  @Test
  void aRequestHasPseudoFieldsAndNoneOfAConnection() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> peer.answer(request.stream(), request.fields().toString()))) {
      Response answer =
          scene
              .client()
              .get("/a?b", "Host: t:81", "X-A: 1", "Connection: te, keep-alive", "TE: trailers");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text())
          .startsWith("{:method=GET, :scheme=http, :authority=t:81, :path=/a?b, ")
          .contains("x-a=1", "te=trailers", "via=1.1 ", "x-forwarded-for=127.0.0.1")
          .doesNotContain("connection", " host=", "keep-alive", "transfer-encoding");
    }
  }

  @Test
  void aHeadThatIsKnownIsToldLikeANewOne() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) ->
                peer.answer(
                    request.stream(),
                    request.fields().toString().replaceFirst(":path=/\\d", "")))) {
      RawClient client = scene.client();
      String[] lines = {"Host: t:81", "X-A: 1", "x-a: 2", "Cookie: a=b", "TE: trailers", "Empty:"};
      String first = client.get("/0", lines).text();
      for (int i = 1; i < 6; i++) {
        assertThat(client.get("/" + i, lines).text()).isEqualTo(first);
      }
    }
  }

  @Test
  void aBodyWithoutALengthIsStoredForItsStreamSaysItsEnd() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              int stream = request.stream();
              peer.headers(stream, false, ":status", "200", "cache-control", "max-age=60");
              peer.data(stream, "half", false);
              peer.data(stream, " and half", true);
            })) {
      RawClient client = scene.client();
      assertThat(client.get("/a").headers("via")).containsExactly("2.0 nearside");
      Response hit = client.get("/a");
      assertThat(hit.header("Cache-Status")).startsWith("nearside; hit");
      assertThat(hit.text()).isEqualTo("half and half");
    }
  }

  @Test
  void manyCallsShareOneConnection() throws IOException {
    List<Integer> waiting = new ArrayList<>();
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              waiting.add(request.stream());
              if (waiting.size() == 3) {
                for (int stream : waiting) {
                  peer.answer(stream, "stream " + stream);
                }
              }
            })) {
      RawClient[] clients = {scene.client(), scene.client(), scene.client()};
      for (int i = 0; i < 3; i++) {
        clients[i].request("GET", "/" + i);
      }
      for (RawClient client : clients) {
        assertThat(client.readResponse().text()).startsWith("stream ");
      }
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aStreamBeyondWhatTheUpstreamAllowsGetsAConnectionOfItsOwn() throws IOException {
    Gate second = new Gate("second");
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin(3, 1);
              Http2Peer.Head request = peer.head();
              if (request.field(":path").equals("/first")) {
                second.await();
              }
              peer.answer(request.stream(), "fine");
              second.open();
              peer.head();
            })) {
      RawClient first = scene.client().request("GET", "/first");
      RawClient other = scene.client().request("GET", "/second");
      assertThat(other.readResponse().text()).isEqualTo("fine");
      assertThat(first.readResponse().text()).isEqualTo("fine");
      assertThat(scene.upstream().connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void interimResponsesBodyAndTrailersComeThrough() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              int stream = request.stream();
              peer.headers(stream, false, ":status", "103", "link", "</x>");
              peer.headers(stream, false, ":status", "200", "content-type", "application/grpc");
              peer.data(stream, "one ", false);
              peer.data(stream, "two", false);
              peer.headers(stream, true, "grpc-status", "0", "content-length", "9");
            })) {
      RawClient client = scene.client().request("GET", "/", "TE: trailers", "Connection: te");
      assertThat(client.readResponse().status()).isEqualTo(103);
      Response answer = client.readResponse();
      assertThat(answer.text()).isEqualTo("one two");
      assertThat(answer.trailers()).containsExactly("grpc-status: 0");
    }
  }

  @Test
  void aHeadIsAnsweredWithALengthAndNoBody() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) ->
                peer.headers(request.stream(), true, ":status", "200", "content-length", "9"))) {
      RawClient client = scene.client().request("HEAD", "/", "Cache-Control: no-store");
      assertThat(client.readResponse(true).header("Content-Length")).isEqualTo("9");
      assertThat(client.request("HEAD", "/").readResponse(true).status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsRefusedIsSentAgain() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              if (requests.getAndIncrement() == 0) {
                peer.reset(request.stream(), REFUSED_STREAM);
              } else {
                peer.answer(request.stream(), "again");
              }
            })) {
      RawClient client = scene.client();
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("again");
    }
  }

  @Test
  void whoGoesAwayFinishesWhatItKnowsAndTheRestIsSentElsewhere() throws IOException {
    Gate refused = new Gate("refused");
    AtomicInteger connections = new AtomicInteger();
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin();
              if (connections.getAndIncrement() > 0) {
                peer.answer(peer.head().stream(), "elsewhere");
                refused.open();
                peer.head();
              }
              int known = peer.head().stream();
              peer.head();
              peer.goAway(known, NO_ERROR);
              refused.await();
              peer.answer(known, "known");
              peer.head();
            })) {
      RawClient first = scene.client().request("GET", "/1");
      RawClient second = scene.client().request("GET", "/2");
      assertThat(first.readResponse().text() + second.readResponse().text())
          .contains("known", "elsewhere");
    }
  }

  @Test
  void aResetBeforeTheHeadIsA502AndOneWithinTheBodyCutsIt() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              if (request.field(":path").equals("/cut")) {
                peer.headers(request.stream(), false, ":status", "200");
                peer.data(request.stream(), "half", false);
              }
              peer.reset(request.stream(), INTERNAL_ERROR);
            })) {
      Response none = scene.client().get("/none");
      assertThat(none.status()).isEqualTo(502);
      assertThat(none.header("Proxy-Status")).contains("connection_terminated");
      Response cut = scene.client().get("/cut");
      assertThat(cut.truncated() || cut.status() == 502).isTrue();
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aResponseMayBeCompleteBeforeItsRequest() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              peer.answer(request.stream(), "enough");
              peer.reset(request.stream(), NO_ERROR);
            })) {
      RawClient client = scene.client();
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nhalf");
      assertThat(client.readResponse().text()).isEqualTo("enough");
      assertThat(scene.client().get("/x").text()).isEqualTo("enough");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void bothDirectionsFlowAtOnce() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering(
            (peer, request) -> {
              int stream = request.stream();
              peer.headers(stream, false, ":status", "200", "content-type", "application/grpc");
              Http2Peer.Frame piece;
              do {
                piece = peer.next(Http2Peer.DATA);
                peer.data(stream, piece.text(), false);
              } while (!piece.ends());
              peer.headers(stream, true, "grpc-status", "0");
            })) {
      RawClient client = scene.client();
      client.send(
          "POST /echo HTTP/1.1\r\nHost: t\r\nTE: trailers\r\nConnection: te\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
      Response answer = client.readHead(false);
      assertThat(answer.bodyStream().readNBytes(3)).asString().isEqualTo("one");
      client.send("3\r\ntwo\r\n");
      assertThat(answer.bodyStream().readNBytes(3)).asString().isEqualTo("two");
      client.send("0\r\n\r\n");
      assertThat(answer.body()).isEmpty();
      assertThat(answer.trailers()).containsExactly("grpc-status: 0");
    }
  }

  @Test
  void nothingCanBeUpgraded() throws IOException {
    try (Http2Scene scene =
        Http2Scene.answering((peer, request) -> peer.answer(request.stream(), "no"))) {
      Response answer = scene.client().get("/", "Connection: upgrade", "Upgrade: websocket");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("Proxy-Status")).contains("http_upgrade_failed");
    }
  }

  @Test
  void aClientThatLeavesEndsItsStreamOnly() throws IOException {
    try (Http2Scene scene =
        Http2Scene.serving(
            peer -> {
              peer.begin();
              int left = peer.head().stream();
              peer.headers(left, false, ":status", "200", "cache-control", "no-store");
              peer.data(left, "x", false);
              assertThat(peer.next(Http2Peer.RST_STREAM).stream()).isEqualTo(left);
              peer.data(left, "still on its way", false);
              peer.answer(peer.head().stream(), "alive");
              peer.head();
            })) {
      RawClient leaving = scene.client().request("GET", "/left");
      assertThat(leaving.readHead(false).bodyStream().read()).isEqualTo('x');
      leaving.reset();
      assertThat(scene.client().get("/other").text()).isEqualTo("alive");
      assertThat(scene.upstream().connectionCount()).isEqualTo(1);
    }
  }
}
