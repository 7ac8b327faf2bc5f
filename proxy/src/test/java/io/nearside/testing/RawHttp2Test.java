package io.nearside.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RawHttp2Test {

  @Test
  void aRequestOfHttp11ArrivesAsOneOfHttp2() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      Response response =
          client.get("/a?b", "Host: x:1", "X-A: 1", "Cookie: a=1; b=2", "Connection: close");

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.reason()).isEqualTo("OK");
      assertThat(response.text())
          .isEqualTo(
              ":method: GET\n:scheme: http\n:authority: x:1\n:path: /a?b\nx-a: 1\n"
                  + "cookie: a=1\ncookie: b=2\n");
    }
  }

  @Test
  void anAbsoluteTargetNamesSchemeAndAuthority() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      assertThat(client.get("https://y?q").text())
          .isEqualTo(":method: GET\n:scheme: https\n:authority: y\n:path: /?q\n");
      assertThat(client.request("OPTIONS", "http://y").readResponse().text())
          .endsWith(":path: *\n");
    }
  }

  @Test
  void bodiesOfEachFramingAndTrailersArriveAndPipelinedAnswersAreReadInOrder() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      client.send(
          "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
              + "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2;x=y\r\nde\r\n1\r\nf\r\n0\r\nX-Sum: 3\r\n\r\n"
              + "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(client.readResponse().text()).contains(":path: /1").endsWith("abc");
      assertThat(client.readResponse().text()).contains(":path: /2").endsWith("\ndefx-sum: 3\n");
      assertThat(client.readResponse().text()).contains(":path: /3");
      client.expectClosed();
    }
  }

  @Test
  void trailersAndInterimResponsesAndLengthsComeBack() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      Response trailers = client.get("/trailers");
      assertThat(trailers.trailers()).containsExactly("x-sum: 1");
      assertThat(client.get("/hints").status()).isEqualTo(103);
      assertThat(client.readResponse().status()).isEqualTo(200);
      Response length = client.get("/length");
      assertThat(length.header("Content-Length")).isEqualTo("" + length.body().length);
    }
  }

  @Test
  void aStreamThatIsResetIsATruncatedResponseAndTheConnectionGoesOn() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      Response reset = client.get("/reset");
      assertThat(reset.text()).contains(":path: /reset");
      assertThat(reset.truncated()).isTrue();
      assertThat(client.get("/next").status()).isEqualTo(200);
    }
  }

  @Test
  void aLargeBodyGoesBothWaysWithinTheWindows() throws IOException {
    String body = "x".repeat(1_000_000);
    try (EchoHttp2Server server = new EchoHttp2Server();
        RawClient client = RawClient.connect(server.port())) {
      client.send(
          "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      assertThat(client.readResponse().text()).hasSizeGreaterThan(1_000_000).endsWith("x");
    }
  }

  @Test
  void framesByHandAreAnsweredToo() throws IOException {
    try (EchoHttp2Server server = new EchoHttp2Server();
        Http2RawClient client = Http2RawClient.connect(server.port())) {
      assertThat(client.answer(client.open("/a")).outcome()).isEqualTo("200");
      client.expectAlive();
      assertThat(client.answer(client.open("/reset")).outcome())
          .isEqualTo("RST_STREAM INTERNAL_ERROR");
      client.send(Frame.windowUpdate(0, 0));
      assertThat(client.answer(client.nextStream()).outcome()).isEqualTo("GOAWAY PROTOCOL_ERROR");
    }
  }
}
