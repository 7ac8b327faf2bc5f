package io.nearside.scenario.balance;

import static io.nearside.scenario.balance.BalanceScene.ONE_LOOP;
import static io.nearside.scenario.balance.BalanceScene.answering;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream.Script;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backends that are asked how they are. */
@ExtendWith(BufferLeaks.class)
class HealthTest {
  private static final String ASKED =
      "upstream.health { path = \"/healthz\", interval = 50ms, timeout = 300ms, healthy = 1,"
          + " unhealthy = 1 }";

  private static Script saying(AtomicInteger status, String body, String... lines) {
    return answering(
        request ->
            request.target().equals("/healthz")
                ? response(status.get(), "")
                : response(200, body, lines));
  }

  @Test
  void oneThatIsUnwellGetsNoRequestsUntilItIsWellAgain() throws IOException {
    AtomicInteger first = new AtomicInteger(200);
    AtomicInteger second = new AtomicInteger(200);
    try (BalanceScene scene =
        BalanceScene.serving(List.of(saying(first, "0"), saying(second, "1")), ASKED, ONE_LOOP)) {
      assertThat(scene.bodies(4)).isEqualTo(Map.of("0", 2, "1", 2));
      first.set(500);
      await().until(() -> scene.bodies(4).equals(Map.of("1", 4)));
      first.set(204);
      await().until(() -> scene.bodies(4).equals(Map.of("0", 2, "1", 2)));
    }
  }

  @Test
  void oneThatDoesNotAnswerIsUnwell() throws IOException {
    AtomicInteger well = new AtomicInteger(200);
    Script hangs =
        connection -> {
          boolean health = connection.readRequest().target().equals("/healthz");
          if (!health) {
            connection.write(response(200, "0", "Connection: close"));
          } else {
            connection.readRequest();
          }
        };
    try (BalanceScene scene =
        BalanceScene.serving(List.of(hangs, saying(well, "1")), ASKED, ONE_LOOP)) {
      await().until(() -> scene.bodies(4).equals(Map.of("1", 4)));
    }
  }

  @Test
  void whenAllAreUnwellWhatIsStaleIsServedAndElseA503ThatSaysWhenToComeBack() throws IOException {
    AtomicInteger status = new AtomicInteger(200);
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                saying(
                    status, "kept", "Cache-Control: max-age=0, stale-if-error=600", "ETag: \"a\"")),
            ASKED,
            ONE_LOOP)) {
      assertThat(scene.get("/kept").text()).isEqualTo("kept");
      status.set(503);
      await().until(() -> scene.get("/other" + System.nanoTime()).status() == 503);
      Response other = scene.get("/another");
      assertThat(other.header("Retry-After")).isEqualTo("1");
      assertThat(other.header("Proxy-Status")).isEqualTo("nearside; error=destination_unavailable");
      Response kept = scene.get("/kept");
      assertThat(kept.status()).isEqualTo(200);
      assertThat(kept.text()).isEqualTo("kept");
      status.set(200);
      await().until(() -> scene.get("/back" + System.nanoTime()).status() == 200);
    }
  }

  @Test
  void theQuestionNamesItsHostAndWhoAsks() throws IOException {
    AtomicInteger well = new AtomicInteger(200);
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(saying(well, "0")), ASKED, "upstream.health.host = \"shop.example\"")) {
      assertThat(scene.upstream(0).awaitRequests(1).get(0).header("Host"))
          .isEqualTo("shop.example");
      assertThat(scene.upstream(0).requests().get(0).header("User-Agent"))
          .isEqualTo("nearside-health");
      scene.upstream(0).awaitConnections(3);
    }
  }
}
