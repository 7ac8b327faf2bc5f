package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A response that was cut short is never presented as complete, and never stored.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9112#section-8
 */
@ExtendWith(BufferLeaks.class)
class TruncationTest {

  /** How the upstream breaks off. */
  enum Cut {
    LENGTH("Content-Length: 9\r\n\r\nhalf"),
    BEFORE_BODY("Content-Length: 9\r\n\r\n"),
    BETWEEN_CHUNKS("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
    WITHIN_CHUNK("Transfer-Encoding: chunked\r\n\r\n9\r\nhalf"),
    BEFORE_LAST_LINE("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n"),
    BAD_CHUNK("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n"),
    RESET("Content-Length: 9\r\n\r\nhalf"),
    RESET_UNTIL_CLOSE("\r\nhalf");

    private final String rest;

    Cut(String rest) {
      this.rest = rest;
    }

    private void answer(Connection connection, String cacheControl) throws IOException {
      connection.write("HTTP/1.1 200 OK\r\nCache-Control: " + cacheControl + "\r\n" + rest);
    }
  }

  /** Answers /cut with a cut response and everything else with a whole one. */
  private static WireScene scene(Cut cut, String cacheControl) throws IOException {
    return WireScene.serving(
        connection -> {
          for (Request next = connection.readRequest();
              next != null;
              next = connection.readRequest()) {
            if (!next.target().equals("/cut")) {
              connection.write(plain("whole"));
              continue;
            }
            cut.answer(connection, cacheControl);
            if (cut == Cut.RESET || cut == Cut.RESET_UNTIL_CLOSE) {
              connection.reset();
            }
            return;
          }
        });
  }

  private static void expectCutAndNothingStored(WireScene scene) throws IOException {
    RawClient other = scene.client();
    assertThat(other.get("/whole").text()).isEqualTo("whole");
    for (int i = 0; i < 2; i++) {
      RawClient client = scene.client();
      client.request("GET", "/cut");
      assertCut(client);
    }
    assertThat(scene.sidecar().events().count("stored")).isZero();
    assertThat(scene.upstream().requestCount()).isEqualTo(3);
    assertThat(other.get("/whole").text()).isEqualTo("whole");
  }

  /** A reset may arrive before the head was passed on: then the answer is an error of our own. */
  private static void assertCut(RawClient client) {
    Response answer = client.readResponse();
    if (answer.status() == 502) {
      return;
    }
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.truncated()).as("what came: %s", client.seen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aCutResponseThatWouldBeStoredIsCutForTheClient(Cut cut) throws IOException {
    try (WireScene scene = scene(cut, "max-age=60")) {
      expectCutAndNothingStored(scene);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutResponseThatIsPassedOnIsCutForTheClient(Cut cut) throws IOException {
    try (WireScene scene = scene(cut, "no-store")) {
      expectCutAndNothingStored(scene);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BETWEEN_CHUNKS", "WITHIN_CHUNK", "BAD_CHUNK"})
  void aHttp10ClientSeesAReset(Cut cut) throws Exception {
    try (WireScene scene = scene(cut, "no-store")) {
      RawClient client = scene.client();
      client.send("GET /cut HTTP/1.0\r\nHost: test\r\n\r\n");
      boolean reset = false;
      try {
        while (client.socket().getInputStream().read() >= 0) {
          // up to the end, of whichever kind
        }
      } catch (SocketException expected) {
        reset = true;
      }
      assertThat(reset).isTrue();
    }
  }

  @Test
  void theAnswerToAPostIsCutToo() throws IOException {
    try (WireScene scene = scene(Cut.LENGTH, "no-store")) {
      RawClient client = scene.client();
      client.send("POST /cut HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi");
      assertCut(client);
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void aResponseThatStandsStillIsCutInTime() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              Cut.LENGTH.answer(connection, "max-age=60");
              connection.readRequest();
            },
            "timeouts.body = 200ms")) {
      RawClient client = scene.client();
      client.request("GET", "/cut");
      assertCut(client);
      assertThat(scene.sidecar().events().all()).contains("failed http_response_incomplete /cut");
    }
  }
}
