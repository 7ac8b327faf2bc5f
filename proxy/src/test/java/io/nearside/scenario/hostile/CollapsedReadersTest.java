package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readers of one collapsed fetch do not hold each other up. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
final class CollapsedReadersTest {
  private static final String ROUTE =
      "routes = [ { match = \"/**\", ttl = 1m, max-object-size = 64K } ]";

  @Test
  void aFollowerThatGoesItselfDoesNotStallTheFetchItLeft() throws Exception {
    Gate head = new Gate("head of the first answer");
    int pieces = 64;
    String piece = "x".repeat(64 * 1024);
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  var request = connection.readRequest();
                  if (request.header("cache-control") != null) {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nme");
                    connection.readRequest();
                    return;
                  }
                  head.await();
                  connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  for (int i = 0; i < pieces; i++) {
                    connection.write("10000\r\n" + piece + "\r\n");
                  }
                  connection.write("0\r\n\r\n");
                  connection.readRequest();
                });
        Sidecar sidecar = Sidecar.start(upstream.port(), ROUTE);
        RawClient leader = RawClient.connect(sidecar.port());
        RawClient follower = RawClient.connect(sidecar.port())) {
      leader.request("GET", "/big");
      upstream.awaitRequests(1);
      follower.request("GET", "/big", "Cache-Control: no-cache");
      await().until(() -> sidecar.events().count("collapsed") == 1);
      head.open();
      assertThat(follower.readResponse().text()).isEqualTo("me");
      assertThat(leader.readResponse().body()).hasSize(pieces * piece.length());
    }
  }
}
