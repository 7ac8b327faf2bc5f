package io.nearside.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.fuzz.Message.Framing;
import io.nearside.fuzz.Reading.Tail;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictParserTest {
  private static final String HOST = "Host: a\r\n";

  private final StrictParser parser = new StrictParser(Lenience.NONE);

  private Reading requests(String bytes) {
    return parser.requests(bytes);
  }

  private Reading responses(String bytes) {
    return parser.responses(bytes, number -> "GET", true);
  }

  static List<String> requestSeeds() {
    return RequestSeeds.ALL;
  }

  static List<String> responseSeeds() {
    return ResponseSeeds.ALL;
  }

  @ParameterizedTest
  @MethodSource("requestSeeds")
  void everySeedIsAWellFormedRequest(String seed) {
    Reading reading = requests(seed);

    assertThat(reading.tail()).as(reading.why()).isEqualTo(Tail.END);
  }

  @ParameterizedTest
  @MethodSource("responseSeeds")
  void everySeedIsAWellFormedResponse(String seed) {
    Reading reading = responses(seed);

    assertThat(reading.tail()).as(reading.why()).isEqualTo(Tail.END);
    assertThat(ResponseJudge.lastOf(reading).complete()).isTrue();
  }

  @Test
  void aRequestIsItsPartsInOrder() {
    Message request =
        requests("PUT /a?b HTTP/1.1\r\n" + HOST + "X:  y \r\nContent-Length: 03\r\n\r\nabc").only();

    assertThat(request.start()).containsExactly("PUT", "/a?b", "HTTP/1.1");
    assertThat(request.fields())
        .containsExactly(
            new Field("Host", "a"), new Field("X", "y"), new Field("Content-Length", "03"));
    assertThat(request.framing()).isEqualTo(Framing.LENGTH);
    assertThat(request.body()).isEqualTo("abc");
  }

  @Test
  void chunksAreOneBodyWithTrailers() {
    Message request =
        requests(
                ("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n")
                    + "3;a=\"\\\"\"\r\nabc\r\nA ; x = y\r\n0123456789\r\n000\r\nT: u\r\n\r\n")
            .only();

    assertThat(request.body()).isEqualTo("abc0123456789");
    assertThat(request.trailers()).containsExactly(new Field("T", "u"));
  }

  @Test
  void messagesFollowEachOtherUntilOneCloses() {
    String get = "GET / HTTP/1.1\r\n" + HOST;

    assertThat(requests(get + "\r\n" + get + "\r\n").messages()).hasSize(2);
    Reading closed = requests(get + "Connection: x, Close\r\n\r\n" + get + "\r\n");
    assertThat(closed.messages()).hasSize(1);
    assertThat(closed.tail()).isEqualTo(Tail.END);
    assertThat(requests("GET / HTTP/1.0\r\n\r\n?").messages()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\n",
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%4g HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /| HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u0080 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void whatBreaksTheGrammarOfAHeadIsMalformed(String bytes) {
    Reading reading = requests(bytes);

    assertThat(reading.tail()).isEqualTo(Tail.MALFORMED);
    assertThat(reading.messages()).isEmpty();
    assertThat(reading.partial()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: +1",
        "Content-Length: 1, 1",
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length:",
        "Content-Length: 0x1",
        "Content-Length: -1",
        "Content-Length: 1 1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding:",
        "Transfer-Encoding: xchunked"
      })
  void framingIsOneKnownThingOrMalformed(String lines) {
    String bytes = "POST / HTTP/1.1\r\n" + HOST + lines + "\r\n\r\n1\r\n0\r\n\r\n";

    assertThat(requests(bytes).tail()).isEqualTo(Tail.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x1\r\na\r\n0\r\n\r\n",
        "1 \r\na\r\n0\r\n\r\n",
        " 1\r\na\r\n0\r\n\r\n",
        "\r\n",
        "1;\r\na\r\n0\r\n\r\n",
        "1;a=\r\na\r\n0\r\n\r\n",
        "1\na\r\n0\r\n\r\n",
        "1\r\naa\r\n0\r\n\r\n",
        "1\r\na\n0\r\n\r\n",
        "ffffffffffffffffff\r\na",
        "1;a=\"\u0001\"\r\na\r\n0\r\n\r\n",
        "0\r\nX y\r\n\r\n",
        "0\r\n \r\n\r\n"
      })
  void aChunkLineIsItsGrammarOrMalformedBehindAGoodHead(String body) {
    Reading reading =
        requests("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body);

    assertThat(reading.tail()).isEqualTo(Tail.MALFORMED);
    assertThat(reading.partial().method()).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GE",
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r",
        "GET / HTTP/1.1\r"
      })
  void theBeginningOfAHeadIsIncomplete(String bytes) {
    assertThat(requests(bytes).tail()).isEqualTo(Tail.INCOMPLETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 3\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n3\r\nab"})
  void aCutBodyIsKnownAsFarAsItCame(String rest) {
    Reading reading = requests("POST / HTTP/1.1\r\n" + HOST + rest);

    assertThat(reading.tail()).isEqualTo(Tail.INCOMPLETE);
    assertThat(reading.partial().body()).isEqualTo("ab");
    assertThat(reading.partial().complete()).isFalse();
  }

  @Test
  void responsesToHeadAndWithoutContentHaveNoBody() {
    String fixed = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    assertThat(parser.responses(fixed, number -> "HEAD", true).only().body()).isEmpty();
    assertThat(responses("HTTP/1.1 304 \r\nContent-Length: 2\r\n\r\n").only().body()).isEmpty();
    assertThat(responses("HTTP/1.1 204 \r\n\r\n").only().framing()).isEqualTo(Framing.NONE);
    assertThat(responses("HTTP/1.1 204 \r\nContent-Length: 0\r\n\r\n").tail())
        .isEqualTo(Tail.MALFORMED);
  }

  @Test
  void interimResponsesComeBeforeTheirFinalOne() {
    Reading reading = responses("HTTP/1.1 103 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");

    assertThat(reading.messages()).extracting(Message::status).containsExactly(103, 200);
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() {
    String bytes = "HTTP/1.1 200 OK\r\n\r\nabc";

    assertThat(responses(bytes).only().body()).isEqualTo("abc");
    assertThat(parser.responses(bytes, number -> "GET", false).messages().get(0).complete())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 \f\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void anotherStatusLineIsNone(String bytes) {
    assertThat(responses(bytes).tail()).isEqualTo(Tail.MALFORMED);
  }

  @Test
  void whatIsAllowedIsReadInItsOneWay() {
    Set<Lenience> all = Set.of(Lenience.values());
    String response = "HTTP/1.1  200\r\nX : a\r\n\tb\r\nContent-Length: 0\r\n\r\n";
    String request = "\r\n\r\nGET /| HTTP/1.1\r\n" + HOST + "\r\n";

    Message read = new StrictParser(all).responses(response, number -> "GET", true).only();
    assertThat(read.fields().get(0)).isEqualTo(new Field("X", "a b"));
    assertThat(new StrictParser(all).requests(request).only().target()).isEqualTo("/|");
  }

  @Test
  void equivalentTargetsAreOne() {
    assertThat(target("/a/../%7e%2f?%61")).isEqualTo("/~%2F?a");
    assertThat(target("/a/./b/..")).isEqualTo("/a/");
    assertThat(target("/../..")).isEqualTo("/");
    assertThat(target("//a")).isEqualTo("//a");
    assertThat(target("http://A:80")).isEqualTo("/");
    assertThat(target("http://A?x")).isEqualTo("/?x");
  }

  private String target(String target) {
    return Targets.pathAndQuery(requests("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n").only());
  }
}
