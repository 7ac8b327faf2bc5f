package io.nearside.scenario.balance;

import static io.nearside.scenario.balance.BalanceScene.ONE_LOOP;
import static io.nearside.scenario.balance.BalanceScene.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which of several backends a request goes to. */
@ExtendWith(BufferLeaks.class)
class ChoiceTest {
  @Test
  void eachHasItsTurn() throws IOException {
    try (BalanceScene scene = BalanceScene.numbered(3, ONE_LOOP)) {
      assertThat(scene.bodies(9)).isEqualTo(Map.of("0", 3, "1", 3, "2", 3));
    }
  }

  @Test
  void theOneThatIsBusyIsLeftOutOfLeastPending() throws IOException {
    Gate gate = new Gate("busy");
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                answering(
                    request -> {
                      gate.await();
                      return ScriptedUpstream.response(200, "busy");
                    }),
                answering(request -> ScriptedUpstream.response(200, "idle"))),
            "upstream.balance = least-pending",
            ONE_LOOP)) {
      ScriptedUpstream busy = scene.upstream(0);
      ScriptedUpstream idle = scene.upstream(1);
      for (int sent = 1; busy.requestCount() == 0; sent++) {
        int all = sent;
        scene.client().send("GET /" + sent + " HTTP/1.1\r\nHost: t\r\n\r\n");
        await().until(() -> busy.requestCount() + idle.requestCount() == all);
      }
      assertThat(scene.bodies(30)).isEqualTo(Map.of("idle", 30));
      assertThat(busy.requestCount()).isEqualTo(1);
      gate.open();
    }
  }

  @Test
  void aKeyStaysWithItsBackendAndOnlyThoseOfOneThatGoesMove() throws IOException {
    try (BalanceScene scene = BalanceScene.numbered(3, "upstream.balance = hash")) {
      Map<String, String> before = places(scene);
      assertThat(before.values()).contains("0", "1", "2");
      assertThat(places(scene)).isEqualTo(before);
      scene.upstream(1).refuse();
      Map<String, String> after = places(scene);
      assertThat(after.values()).containsOnly("0", "2");
      before.forEach(
          (target, place) ->
              assertThat(place.equals("1") || place.equals(after.get(target))).isTrue());
    }
  }

  private static Map<String, String> places(BalanceScene scene) throws IOException {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      places.put("/" + i, scene.get("/" + i).text());
    }
    return places;
  }
}
