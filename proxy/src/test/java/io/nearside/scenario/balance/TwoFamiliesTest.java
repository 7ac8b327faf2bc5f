package io.nearside.scenario.balance;

import static io.nearside.scenario.balance.BalanceScene.ONE_LOOP;
import static io.nearside.scenario.balance.BalanceScene.answering;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.DnsServer;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One backend by a name that stands for an address of each family, at one of which it listens. */
@ExtendWith(BufferLeaks.class)
class TwoFamiliesTest {
  private static int freePort() throws IOException {
    try (ScriptedUpstream taken = ScriptedUpstream.answering(request -> response(200, ""))) {
      return taken.port();
    }
  }

  @Test
  void aBackendThatWasAwayForManyRequestsIsFoundByTheNext() throws IOException {
    int port = freePort();
    try (DnsServer names = new DnsServer("backend.test").answers(30, "127.0.0.1", "::1");
        Sidecar sidecar =
            Sidecar.at(
                "http://backend.test:" + port,
                "upstream.resolve.name-servers = [\"" + names.address() + "\"]",
                ONE_LOOP);
        RawClient client = RawClient.connect(sidecar.port())) {
      for (int i = 0; i < 8; i++) {
        assertThat(client.get("/" + i).header("Proxy-Status")).contains("error=");
      }
      try (ScriptedUpstream back =
          ScriptedUpstream.servingAt(
              "127.0.0.1", port, answering(request -> response(200, "back")))) {
        for (int i = 0; i < 20; i++) {
          assertThat(client.get("/back" + i).text()).isEqualTo("back");
        }
        assertThat(back.requestCount()).isEqualTo(20);
      }
    }
  }
}
