package io.nearside.scenario.balance;

import static io.nearside.scenario.balance.BalanceScene.ONE_LOOP;
import static io.nearside.scenario.balance.BalanceScene.answering;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.ScriptedUpstream.Script;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backends that die, hang, fail and come back. */
@ExtendWith(BufferLeaks.class)
class FailingBackendsTest {
  private static final String NO_EJECTION = "upstream.eject.failures = null";
  private static final String NO_RETRY = "upstream.retry.attempts = 0";
  private static final String POST =
      "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello";
  private static final Script SILENT = connection -> connection.readRequest();
  private static final Script FINE = answering(request -> response(200, "fine"));

  @Test
  void nobodyNoticesABackendThatIsGone() throws IOException {
    try (BalanceScene scene = BalanceScene.numbered(2, ONE_LOOP)) {
      scene.bodies(4);
      scene.upstream(0).refuse();
      assertThat(scene.bodies(40)).isEqualTo(Map.of("1", 40));
    }
  }

  @Test
  void aBodyThatWasNotBegunGoesToAnotherBackend() throws IOException {
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                FINE,
                answering(
                    request ->
                        response(
                            200,
                            new String(
                                request.body(), java.nio.charset.StandardCharsets.ISO_8859_1)))),
            NO_EJECTION,
            ONE_LOOP)) {
      scene.upstream(0).refuse();
      for (int i = 0; i < 6; i++) {
        assertThat(scene.send(POST).text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void whatMayBeRepeatedIsWhenAConnectionEndsWithoutAnAnswerAndNothingElse() throws IOException {
    try (BalanceScene scene = BalanceScene.serving(List.of(SILENT, FINE), NO_EJECTION, ONE_LOOP)) {
      assertThat(scene.bodies(10)).isEqualTo(Map.of("fine", 10));
      int failed = 0;
      for (int i = 0; i < 6; i++) {
        failed += scene.send(POST).status() == 502 ? 1 : 0;
      }
      assertThat(failed).isEqualTo(3);
    }
  }

  @Test
  void anErrorThatIsNamedIsAskedForElsewhere() throws IOException {
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(answering(request -> response(503, "no")), FINE),
            "upstream.retry.statuses = [503]",
            NO_EJECTION,
            ONE_LOOP)) {
      assertThat(scene.bodies(10)).isEqualTo(Map.of("fine", 10));
      assertThat(List.of(scene.send(POST).status(), scene.send(POST).status()))
          .containsExactlyInAnyOrder(200, 503);
    }
  }

  @Test
  void anErrorOfAllIsPassedOn() throws IOException {
    Script no = answering(request -> response(503, "no"));
    try (BalanceScene scene =
        BalanceScene.serving(List.of(no, no), "upstream.retry.statuses = [503]", ONE_LOOP)) {
      Response answer = scene.get("/a");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).isEqualTo("no");
    }
  }

  @Test
  void whenAllFailTheTriesStayWithinTheBudget() throws IOException {
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(SILENT, SILENT, SILENT),
            NO_EJECTION,
            "upstream.retry { attempts = 5, min-per-second = 0 }",
            ONE_LOOP)) {
      for (int i = 0; i < 100; i++) {
        assertThat(scene.get("/" + i).status()).isEqualTo(502);
      }
      int tries = 0;
      for (int i = 0; i < 3; i++) {
        tries += scene.upstream(i).requestCount();
      }
      assertThat(tries).isBetween(110, 120);
    }
  }

  @Test
  void aBackendThatAnswersWithErrorsIsLeftAloneAndComesBack() throws IOException {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                answering(request -> broken.get() ? response(503, "no") : response(200, "back")),
                FINE),
            "upstream.eject { failures = 2, time = 500ms }",
            ONE_LOOP)) {
      await().until(() -> scene.bodies(8).equals(Map.of("fine", 8)));
      broken.set(false);
      await().until(() -> scene.bodies(2).equals(Map.of("fine", 1, "back", 1)));
    }
  }

  @Test
  void aBackendThatHangsIsLeftAlone() throws IOException {
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                connection -> {
                  connection.readRequest();
                  connection.readRequest();
                },
                FINE),
            "timeouts.response = 100ms",
            "upstream.eject { failures = 2, time = 1m }",
            ONE_LOOP)) {
      scene.bodies(6);
      assertThat(scene.bodies(20)).isEqualTo(Map.of("fine", 20));
      assertThat(scene.upstream(0).requestCount()).isEqualTo(2);
    }
  }

  @Test
  void theBreakerLeavesABackendAloneUntilOneRequestIsAnswered() throws IOException {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(
                answering(request -> broken.get() ? response(503, "no") : response(200, "back"))),
            "upstream.breaker { failures = 0.5, least = 4, window = 10s, open = 300ms }",
            NO_RETRY,
            ONE_LOOP)) {
      for (int i = 0; i < 4; i++) {
        assertThat(scene.get("/" + i).text()).isEqualTo("no");
      }
      Response refused = scene.get("/refused");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Proxy-Status"))
          .isEqualTo("nearside; error=destination_unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(scene.upstream(0).requestCount()).isEqualTo(4);
      broken.set(false);
      await().until(() -> scene.get("/again").text().equals("back"));
      assertThat(scene.bodies(10)).isEqualTo(Map.of("back", 10));
    }
  }

  @Test
  void theBreakerClosesWithTheHeadOfTheAnswerHoweverLongItsBodyTakes() throws IOException {
    AtomicBoolean broken = new AtomicBoolean(true);
    Script script =
        connection -> {
          for (Request next = connection.readRequest();
              next != null;
              next = connection.readRequest()) {
            String answer = broken.get() ? response(503, "no") : response(200, "back");
            connection.write(
                next.target().startsWith("/long")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
                    : answer);
          }
        };
    try (BalanceScene scene =
        BalanceScene.serving(
            List.of(script),
            "upstream.breaker { failures = 0.5, least = 4, window = 10s, open = 100ms }",
            NO_RETRY,
            ONE_LOOP)) {
      for (int i = 0; i < 4; i++) {
        assertThat(scene.get("/" + i).text()).isEqualTo("no");
      }
      broken.set(false);
      await()
          .until(
              () -> {
                RawClient slow = scene.client();
                slow.request("GET", "/long");
                return slow.readHead(false).status() == 200;
              });
      assertThat(scene.get("/other").text()).isEqualTo("back");
    }
  }

  @Test
  void aBackendThatIsBackIsFoundAlthoughItWasLeftAlone() throws IOException {
    try (BalanceScene scene = BalanceScene.serving(List.of(FINE, FINE), ONE_LOOP)) {
      scene.bodies(4);
      int port = scene.upstream(0).port();
      scene.upstream(0).refuse();
      scene.bodies(20);
      scene.upstream(1).refuse();
      try (ScriptedUpstream back = ScriptedUpstream.servingAt("127.0.0.1", port, FINE)) {
        assertThat(scene.bodies(10)).isEqualTo(Map.of("fine", 10));
        assertThat(back.requestCount()).isEqualTo(10);
      }
    }
  }
}
