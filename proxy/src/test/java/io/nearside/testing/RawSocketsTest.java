package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RawSocketsTest {

  @Test
  void aKeepAliveUpstreamAnswersOneRequestAfterAnother() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request -> ScriptedUpstream.response(200, request.target(), "X-A: 1", "X-A: 2"));
        RawClient client = RawClient.connect(upstream.port())) {
      Response first = client.get("/one");
      Response second = client.get("/two");

      assertThat(first.status()).isEqualTo(200);
      assertThat(first.reason()).isEqualTo("Scripted");
      assertThat(first.text()).isEqualTo("/one");
      assertThat(first.headers("x-a")).containsExactly("1", "2");
      assertThat(second.text()).isEqualTo("/two");
      assertThat(upstream.connectionCount()).isEqualTo(1);
      assertThat(upstream.requests()).extracting(Request::target).containsExactly("/one", "/two");
    }
  }

  @Test
  void requestBodiesAreDecodedAndKeptWithTheRequest() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(request -> ScriptedUpstream.response(200, request.text()));
        RawClient client = RawClient.connect(upstream.port())) {
      client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.readResponse().text()).isEqualTo("abc");
      client.send(
          "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2;x=y\r\nde\r\n1\r\nf\r\n0\r\nX-Sum: 3\r\n\r\n");
      assertThat(client.readResponse().text()).isEqualTo("def");

      Request chunked = upstream.requests().get(1);
      assertThat(chunked.text()).isEqualTo("def");
      assertThat(chunked.trailers()).containsExactly("X-Sum: 3");
    }
  }

  @Test
  void aResponseCutShortIsTruncatedInEachFraming() throws IOException {
    String[] cuts = {
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"
    };
    for (String cut : cuts) {
      Response response = answerOnceWith(cut, false);

      assertThat(response.text()).as(cut).isEqualTo("half");
      assertThat(response.truncated()).as(cut).isTrue();
    }
  }

  @Test
  void aBodyUntilCloseIsWholeWhenTheConnectionEndsInOrder() throws IOException {
    Response response = answerOnceWith("HTTP/1.0 200 OK\r\nX: y\r\n\r\nall of it", false);

    assertThat(response.text()).isEqualTo("all of it");
    assertThat(response.truncated()).isFalse();
  }

  @Test
  void anInterimResponseIsAResponseOfItsOwn() throws IOException {
    String both =
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ScriptedUpstream.response(200, "x");
    try (ScriptedUpstream upstream = ScriptedUpstream.answering(request -> both);
        RawClient client = RawClient.connect(upstream.port())) {
      assertThat(client.get("/").status()).isEqualTo(103);
      assertThat(client.readResponse().text()).isEqualTo("x");
    }
  }

  @Test
  void theAnswerToAHeadHasNoBody() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    try (ScriptedUpstream upstream = ScriptedUpstream.answering(request -> head);
        RawClient client = RawClient.connect(upstream.port())) {
      Response response = client.request("HEAD", "/").readResponse(true);

      assertThat(response.header("content-length")).isEqualTo("5");
      assertThat(response.body()).isEmpty();
      assertThat(response.truncated()).isFalse();
    }
  }

  @Test
  void aScriptCanHoldAnAnswerAndResetInItsMiddle() throws Exception {
    Gate gate = new Gate("rest of the body");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                  gate.await();
                  connection.reset();
                });
        RawClient client = RawClient.connect(upstream.port())) {
      Response head = client.request("GET", "/").readHead(false);
      assertThat(head.bodyStream().readNBytes(5)).asString().isEqualTo("first");
      CompletableFuture<Integer> rest = CompletableFuture.supplyAsync(() -> head.body().length);
      gate.awaitArrival();
      gate.open();

      assertThat(rest.get()).isZero();
      assertThat(head.truncated()).isTrue();
    }
  }

  @Test
  void aFailureSaysWhatTheClientSaw() throws IOException {
    assertThatThrownBy(() -> answerOnceWith("HTTP/1.1 twohundred\r\n\r\n", false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not a status line")
        .hasMessageContaining("saw:\nHTTP/1.1 twohundred");
  }

  @Test
  void bytesAfterTheEndAreNoClosedConnection() throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  connection.readRequest();
                  connection.write(ScriptedUpstream.response(200, "x") + "more");
                });
        RawClient client = RawClient.connect(upstream.port())) {
      assertThat(client.get("/").text()).isEqualTo("x");
      assertThatThrownBy(client::expectClosed)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("more");
    }
  }

  @Test
  void aScriptThatFailsFailsItsTest() throws IOException {
    ScriptedUpstream upstream =
        ScriptedUpstream.serving(
            connection -> {
              throw new IllegalStateException("a mistake in the script");
            });
    try (RawClient client = RawClient.connect(upstream.port())) {
      client.expectClosed();
    }
    assertThatThrownBy(upstream::close)
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("a mistake in the script");
  }

  private static Response answerOnceWith(String bytes, boolean forHead) throws IOException {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  connection.readRequest();
                  connection.write(bytes);
                });
        RawClient client = RawClient.connect(upstream.port())) {
      return client.request("GET", "/").readResponse(forHead);
    }
  }
}
