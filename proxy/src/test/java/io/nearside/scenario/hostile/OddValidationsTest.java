package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import io.nearside.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that answer a validation in a way that could be taken for something else. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
final class OddValidationsTest {
  private static final String WHOLE =
      ScriptedUpstream.response(200, "body", "ETag: \"1\"", "Cache-Control: max-age=0");

  private static ScriptedUpstream validatingWith(String notModified) throws Exception {
    return ScriptedUpstream.answering(
        request -> {
          if (request.method().equals("HEAD")) {
            return WHOLE.substring(0, WHOLE.length() - "body".length());
          }
          return request.header("If-None-Match") == null ? WHOLE : notModified;
        });
  }

  private static void assertThreeTimesTheBody(RawClient client) throws Exception {
    for (int i = 0; i < 3; i++) {
      client.request("GET", "/a").request("HEAD", "/a").request("GET", "/a", "Range: bytes=1-2");
      assertThat(client.readResponse().text()).isEqualTo("body");
      assertThat(client.readResponse(true).status()).isEqualTo(200);
      Response part = client.readResponse();
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.text()).isEqualTo("od");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ETag: \"1\"\r\nContent-Length: 4\r\n",
        "ETag: \"1\"\r\nTransfer-Encoding: chunked\r\n",
        "ETag: \"1\"\r\nContent-Range: bytes 0-0/1\r\nContent-Length: 1\r\n"
      })
  void aConnectionEndsWithAValidationThatAnnouncesABody(String lines) throws Exception {
    try (ScriptedUpstream upstream =
            validatingWith("HTTP/1.1 304 Not Modified\r\n" + lines + "\r\n");
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThreeTimesTheBody(client);
      assertThat(upstream.connectionCount()).isGreaterThan(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETag: \"1\"\r\n", "ETag: \"1\"\r\nContent-Length: 0\r\n"})
  void aConnectionServesOnAfterAValidation(String lines) throws Exception {
    try (ScriptedUpstream upstream =
            validatingWith("HTTP/1.1 304 Not Modified\r\n" + lines + "\r\n");
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThreeTimesTheBody(client);
      // Over HTTP/2 three requests are under way at once.
      int most = Wire.current() == Wire.H1 ? 1 : 3;
      assertThat(upstream.connectionCount()).isBetween(1, most);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oops", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"})
  void whatFollowsAValidationIsNoAnswer(String excess) throws Exception {
    try (ScriptedUpstream upstream =
            validatingWith(
                "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\n" + excess);
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThreeTimesTheBody(client);
    }
  }

  @Test
  void aValidationThatClosesTheConnectionIsOne() throws Exception {
    try (ScriptedUpstream upstream =
            validatingWith("HTTP/1.0 304 Not Modified\r\nETag: \"1\"\r\n\r\n");
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThreeTimesTheBody(client);
    }
  }
}
