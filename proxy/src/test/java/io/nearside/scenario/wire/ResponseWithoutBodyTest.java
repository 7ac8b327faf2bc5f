package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.ResponseScene.STORABLE;
import static io.nearside.scenario.wire.ResponseScene.get;
import static io.nearside.scenario.wire.ResponseScene.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Responses that have no body whatever they say, and what comes behind them all the same.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
@ExtendWith(BufferLeaks.class)
class ResponseWithoutBodyTest {
  private static final String EVIL =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\nevil";

  /** A 304 answers only what was asked with a condition, which a HEAD may be. */
  private static ResponseScene asked(String answer) {
    return answer.startsWith("HTTP/1.1 304") ? head(answer) : get(answer);
  }

  @Test
  void a304ThatNobodyAskedForIsRefused() throws IOException {
    try (Rig rig = Rig.answering(request -> "HTTP/1.1 304 Not Modified\r\n\r\n")) {
      assertThat(rig.get("/a").status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"
      })
  void oneThatMaySayWhatItSaysLeavesItsConnection(String answer) throws IOException {
    Response answered = asked(answer).passes(false, true);
    assertThat(answered.body()).isEmpty();
    assertThat(answered.header("Transfer-Encoding")).isNull();
  }

  /** A body may be on its way: on another connection it answers nobody. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nevil",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil",
        "HTTP/1.1 204 No Content\r\n\r\n" + EVIL,
        "HTTP/1.1 304 Not Modified\r\n\r\n" + EVIL,
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 81\r\n\r\n" + EVIL
      })
  void oneThatAnnouncesOrHasABodyEndsItsConnection(String answer) throws IOException {
    Response answered = asked(answer).passes(false, false);
    assertThat(answered.body()).isEmpty();
    assertThat(answered.header("Transfer-Encoding")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
        "\r\n",
      })
  void theAnswerToAHeadMaySayWhatABodyWouldBe(String rest) throws IOException {
    head(STORABLE + rest).passes(false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\n\r\ngood",
        "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        "Content-Length: 81\r\n\r\n" + EVIL
      })
  void aBodyThatAnswersAHeadEndsItsConnection(String rest) throws IOException {
    head(STORABLE + rest).passes(false, false);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.6 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\n\r\n",
        "Content-Length: 4\r\n\r\nevil",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n"
      })
  void a205HasNoContentForTheClient(String rest) throws IOException {
    Response answered = get("HTTP/1.1 205 Reset Content\r\n" + rest).passes(false, true);
    assertThat(answered.header("Content-Length")).isEqualTo("0");
    assertThat(answered.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "\r\n", "0\r\n\r\n", EVIL})
  void bytesBehindABodyEndItsConnection(String bytes) throws IOException {
    Response answered = get(STORABLE + "Content-Length: 4\r\n\r\ngood" + bytes).passes(true, false);
    assertThat(answered.text()).isEqualTo("good");
    String chunks = "Transfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n";
    get(STORABLE + chunks + bytes).passes(true, false);
  }

  /** With keep-alive or without: what is left of the request must not become the next one. */
  @ParameterizedTest
  @ValueSource(strings = {"X: y", "Connection: keep-alive", "Connection: close"})
  void anAnswerBeforeTheRequestIsCompleteEndsItsConnection(String line) throws IOException {
    try (Rig rig =
        Rig.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 2\r\n\r\nno");
              connection.readRequest();
            },
            "event-loops = 1")) {
      RawClient client = rig.client();
      client.send("POST /up HTTP/1.1\r\nHost: t\r\nContent-Length: 40\r\n\r\nGET /evil");
      Response answered = client.readResponse();
      assertThat(answered.text()).isEqualTo("no");
      assertThat(answered.header("Connection")).isEqualTo("close");
      rig.get("/next");
      assertThat(rig.upstream().connectionCount()).isEqualTo(2);
      assertThat(rig.upstream().requests().get(1).target()).isEqualTo("/next");
    }
  }
}
