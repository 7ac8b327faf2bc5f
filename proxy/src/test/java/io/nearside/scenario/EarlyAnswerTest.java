package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An upstream that answers before it has the whole request. */
@ExtendWith(BufferLeaks.class)
class EarlyAnswerTest {
  private static final String UPLOAD =
      "POST /up HTTP/1.1\r\nHost: t\r\nContent-Length: 100000000\r\n\r\n";

  /** Refuses uploads without reading them, and answers the rest. */
  private static WireScene scene(Gate answered, Gate ended) throws IOException {
    return WireScene.serving(
        connection -> {
          if (connection.readRequest().method().equals("GET")) {
            connection.write(plain("fine"));
            return;
          }
          connection.write(response(413, "too much"));
          answered.open();
          ended.await();
        });
  }

  @Test
  void theClientGetsTheAnswerWhileItIsStillSending() throws IOException {
    Gate answered = new Gate("answered");
    Gate ended = new Gate("ended");
    try (WireScene scene = scene(answered, ended)) {
      RawClient client = scene.client();
      client.send(UPLOAD).send(new byte[100_000]);
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("too much");
      assertThat(answer.header("Connection")).isEqualTo("close");
      client.expectClosed();
      ended.open();
      assertThat(scene.client().get("/a").text()).isEqualTo("fine");
    }
  }

  @Test
  void aClientThatSendsSomeMoreBeforeItReadsStillFindsTheAnswer() throws IOException {
    Gate answered = new Gate("answered");
    Gate ended = new Gate("ended");
    try (WireScene scene = scene(answered, ended)) {
      RawClient client = scene.client();
      client.send(UPLOAD).send(new byte[1000]);
      answered.await();
      // Half of what is read after an answer: with more the connection may end while this is sent.
      for (int i = 0; i < 10; i++) {
        client.send(new byte[50_000]);
      }
      assertThat(client.readResponse().text()).isEqualTo("too much");
      ended.open();
    }
  }

  @Test
  void anUpstreamThatEndsTheConnectionWithItsAnswerIsHeard() throws IOException {
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(response(401, "no", "Connection: close"));
              connection.shutdownOutput();
              while (connection.socket().getInputStream().read() >= 0) {
                // until the sidecar has had enough
              }
            })) {
      RawClient client = scene.client();
      client.send(UPLOAD).send(new byte[500_000]);
      assertThat(client.readResponse().status()).isEqualTo(401);
      client.expectClosed();
    }
  }
}
