package io.nearside.scenario.wire;

import static io.nearside.scenario.wire.ResponseScene.STORABLE;
import static io.nearside.scenario.wire.ResponseScene.get;
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
 * Interim responses: any number within reason, none with a body, and a 101 only where asked for.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9110#section-15.2
 */
@ExtendWith(BufferLeaks.class)
class ResponseInterimTest {
  private static final String FINAL = STORABLE + "Content-Length: 4\r\n\r\ngood";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 Continue",
        "102 Processing",
        "103 Early Hints\r\nLink: </a>; rel=preload",
        "104 Upload Resumption Supported",
        "199 Whatever\r\nContent-Length: 0\r\nConnection: X-Private\r\nX-Private: 1"
      })
  void anyInterimResponseGoesBeforeTheFinalOne(String interim) throws IOException {
    String answer = "HTTP/1.1 " + interim + "\r\n\r\n" + FINAL;
    try (Rig rig = Rig.answering(request -> answer)) {
      RawClient client = rig.client().request("GET", "/a");
      Response first = client.readResponse();
      assertThat(first.status()).isEqualTo(Integer.parseInt(interim.substring(0, 3)));
      assertThat(first.header("Content-Length")).isNull();
      assertThat(first.header("X-Private")).isNull();
      assertThat(client.readResponse().text()).isEqualTo("good");
      assertThat(client.get("/a").text()).isEqualTo("good");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void anInterimResponsesReasonIsOurOwn() throws IOException {
    try (Rig rig = Rig.answering(request -> "HTTP/1.1 103 a\u0000b\r\n\r\n" + FINAL)) {
      Response interim = rig.client().request("GET", "/a").readResponse();
      assertThat(interim.reason()).isEqualTo("Early Hints");
    }
  }

  @Test
  void aHttp10ClientSeesOnlyTheFinalOne() throws IOException {
    try (Rig rig = Rig.answering(request -> "HTTP/1.1 103 Early Hints\r\n\r\n" + FINAL)) {
      RawClient client = rig.client().send("GET /a HTTP/1.0\r\nHost: t\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aHundredAreWithinReasonAndMoreAreNot() throws IOException {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    try (Rig rig =
        Rig.answering(
            request -> interim.repeat(request.target().equals("/100") ? 100 : 101) + FINAL)) {
      assertThat(ofFinal(rig.client().request("GET", "/100"))).isEqualTo(200);
      assertThat(ofFinal(rig.client().request("GET", "/101"))).isEqualTo(502);
      assertThat(rig.events().count("stored")).isEqualTo(1);
    }
  }

  private static int ofFinal(RawClient client) {
    int status = client.readResponse().status();
    while (status < 200) {
      status = client.readResponse().status();
    }
    return status;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100 Continue\r\nContent-Length: 5\r\n\r\nhello",
        "103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "103 Early Hints\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "100 Continue\r\nContent-Length: -1\r\n\r\n"
      })
  void anInterimResponseWithABodyIsRefused(String interim) throws IOException {
    get("HTTP/1.1 " + interim + FINAL).isRefused();
  }

  @Test
  void bytesBehindAnInterimResponseAreNoHead() throws IOException {
    String answer = "HTTP/1.1 103 Early Hints\r\n\r\nhello" + FINAL;
    try (Rig rig = Rig.answering(request -> answer)) {
      assertThat(ofFinal(rig.client().request("GET", "/a"))).isEqualTo(502);
      assertThat(rig.events().count("stored")).isZero();
    }
  }

  @Test
  void bytesThatComeLaterThanAnInterimResponseAreNoHeadEither() throws IOException {
    try (Rig rig =
        Rig.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
              connection.write("\r\n" + FINAL);
              connection.readRequest();
            })) {
      assertThat(ofFinal(rig.client().request("GET", "/a"))).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: HTTP/1.1\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
            + "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
      })
  void a101ThatNobodyAskedForIsRefused(String switching) throws IOException {
    try (Rig rig = Rig.answering(request -> switching + FINAL)) {
      RawClient client = rig.client().request("GET", "/a");
      assertThat(ofFinal(client)).isEqualTo(502);
      assertThat(ofFinal(client.request("GET", "/a"))).isEqualTo(502);
      assertThat(rig.events().count("stored")).isZero();
      assertThat(rig.upstream().connectionCount()).isEqualTo(2);
    }
  }
}
