package io.nearside.scenario.balance;

import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A write that is sent once more, and what is known of it then. */
@ExtendWith(BufferLeaks.class)
class RepeatedWriteTest {
  @Test
  void aWriteWhoseRepetitionFindsNoConnectionPurgesAsTheFirstMayHaveTakenEffect()
      throws IOException {
    Gate deleted = new Gate("deleted");
    Gate queued = new Gate("queued");
    Gate refused = new Gate("refused");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  for (Request next = connection.readRequest();
                      next != null;
                      next = connection.readRequest()) {
                    if (next.method().equals("DELETE")) {
                      deleted.open();
                      queued.await();
                      return;
                    }
                    if (next.target().equals("/slow")) {
                      refused.await();
                    }
                    connection.write(response(200, "fine", "Cache-Control: max-age=1000"));
                  }
                });
        Sidecar sidecar =
            Sidecar.start(
                upstream.port(),
                "upstream { max-connections = 1, queue = 1, queue-timeout = 300ms }",
                "event-loops = 1");
        RawClient writer = RawClient.connect(sidecar.port());
        RawClient slow = RawClient.connect(sidecar.port());
        RawClient reader = RawClient.connect(sidecar.port())) {
      assertThat(writer.get("/a").status()).isEqualTo(200);
      writer.request("DELETE", "/a");
      deleted.await();
      slow.request("GET", "/slow");
      // After two turns of the loop that one is in the line.
      assertThat(reader.get("/a").header("Cache-Status")).contains("hit");
      assertThat(reader.get("/a").header("Cache-Status")).contains("hit");
      queued.open();
      Response unknown = writer.readResponse();
      assertThat(unknown.header("Proxy-Status")).contains("connection_limit_reached");
      refused.open();
      assertThat(slow.readResponse().status()).isEqualTo(200);
      assertThat(reader.get("/a").header("Cache-Status")).doesNotContain("hit");
    }
  }
}
