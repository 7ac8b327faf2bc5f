package io.nearside.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer that is given up must not look complete. */
@ExtendWith(BufferLeaks.class)
class CutByTimeTest {
  @Test
  void anAnswerThatLastsTooLongDoesNotEndAsIfItWereWhole() throws IOException {
    Gate end = new Gate("the end");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n");
              end.await();
            },
            "timeouts.total = 1s")) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.0\r\nHost: t\r\n\r\n");
      assertThatThrownBy(
              () -> {
                int next = client.rest().read();
                while (next >= 0) {
                  next = client.rest().read();
                }
              })
          .isInstanceOf(SocketException.class);
      end.open();
    }
  }
}
