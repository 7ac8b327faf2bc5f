package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Gate;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

  @Test
  void a200IsHealthy() throws IOException {
    try (ScriptedUpstream admin =
        ScriptedUpstream.answering(request -> ScriptedUpstream.response(200, "ok"))) {
      assertThat(healthy(admin.port())).isTrue();
      assertThat(admin.requests().get(0).target()).isEqualTo("/healthz");
    }
  }

  @Test
  void anotherStatusIsNot() throws IOException {
    try (ScriptedUpstream admin =
        ScriptedUpstream.answering(request -> ScriptedUpstream.response(503, "not live"))) {
      assertThat(healthy(admin.port())).isFalse();
    }
  }

  @Test
  void nobodyListeningIsNot() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThat(healthy(port)).isFalse();
  }

  @Test
  void oneWhoListensAndSaysNothingIsNot() throws IOException {
    Gate end = new Gate("the probe gave up");
    try (ScriptedUpstream admin =
        ScriptedUpstream.serving(
            connection -> {
              connection.readRequest();
              end.await();
            })) {
      assertThat(HealthProbe.healthy("127.0.0.1:" + admin.port(), 100)).isFalse();
      end.open();
    }
  }

  @Test
  void whatIsNoAddressIsNot() {
    assertThat(HealthProbe.healthy("nonsense", 100)).isFalse();
    assertThat(HealthProbe.healthy("127.0.0.1:99999999", 100)).isFalse();
  }

  private static boolean healthy(int port) {
    return HealthProbe.healthy("127.0.0.1:" + port, 5000);
  }
}
