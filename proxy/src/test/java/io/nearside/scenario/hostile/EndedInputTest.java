package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that ended its input within a request that had to wait is not waited for. */
@ExtendWith(BufferLeaks.class)
final class EndedInputTest {
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void aPipelinedUploadThatEndedEarlyIsNotWaitedFor() throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(request -> answer(request.target()));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port());
        RawClient other = RawClient.connect(sidecar.port())) {
      client.request("GET", "/waits");
      upstream.awaitRequests(1);
      client.request("POST", "/x", "Content-Length: 10").send("begin").shutdownOutput();
      other.get("/y");
      goOn.countDown();
      assertThat(client.readResponse().text()).isEqualTo("/waits");
      assertThat(client.readToEnd()).doesNotContain(" 200 ");
    }
  }

  private String answer(String target) {
    if (target.equals("/waits")) {
      try {
        assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return ScriptedUpstream.response(200, target);
  }
}
