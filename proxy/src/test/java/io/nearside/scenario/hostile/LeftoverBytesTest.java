package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an upstream sends behind a complete response answers nobody. */
@ExtendWith(BufferLeaks.class)
final class LeftoverBytesTest {

  @Test
  void aBodyThatAnswersAHeadIsNotTheNextResponse() throws Exception {
    String evil = ScriptedUpstream.response(200, "evil", "Cache-Control: max-age=60");
    assertThatTheNextRequestIsAnsweredRight(evil);
  }

  @Test
  void aPieceOfAHeadBehindAResponseDoesNotSwallowTheNextHead() throws Exception {
    assertThatTheNextRequestIsAnsweredRight(
        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nX-Evil: ");
  }

  private static void assertThatTheNextRequestIsAnsweredRight(String leftover) throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request ->
                    request.method().equals("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: "
                            + leftover.length()
                            + "\r\n\r\n"
                            + leftover
                        : ScriptedUpstream.response(200, "good"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.send(
          "HEAD /evil HTTP/1.1\r\nHost: test\r\n\r\nGET /victim HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.readResponse(true).status()).isEqualTo(200);
      var victim = client.readResponse();
      assertThat(victim.text()).isEqualTo("good");
      assertThat(victim.header("x-evil")).isNull();
    }
  }
}
