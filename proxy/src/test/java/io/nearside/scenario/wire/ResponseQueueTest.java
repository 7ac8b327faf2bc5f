package io.nearside.scenario.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests beyond what may be under way to the upstream: they wait, or get a 503. */
@ExtendWith(BufferLeaks.class)
class ResponseQueueTest {
  private static final String LIMITS = "upstream { max-requests = 1, queue = 1 }";
  private static final String POST =
      "POST /post HTTP/1.1\r\nHost: t\r\nContent-Length: 300000\r\n\r\n";

  /** Answers /slow when the gate is open and the rest at once. */
  private static ScriptedUpstream.Script slow(Gate gate) {
    return connection -> {
      for (Request next = connection.readRequest(); next != null; next = connection.readRequest()) {
        if (next.target().equals("/slow")) {
          gate.await();
        }
        connection.write(ScriptedUpstream.response(200, next.target() + next.body().length));
      }
    };
  }

  private static void expectOverloaded(Response answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("Proxy-Status")).isEqualTo("nearside; error=connection_limit_reached");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void oneMoreThanMayWaitGetsA503AndTheOthersTheirAnswers() throws IOException {
    Gate gate = new Gate("slow answer");
    try (Rig rig = Rig.serving(slow(gate), LIMITS)) {
      RawClient first = rig.client().request("GET", "/slow");
      rig.upstream().awaitRequests(1);
      RawClient second = rig.client();
      RawClient third = rig.client();
      second.send(POST).send(new byte[300_000]);
      // Which of the two waits is theirs to sort out: exactly one of them is refused.
      third.request("GET", "/third").timeoutMillis(300);
      gateAfterRefusal(rig, gate);
      assertThat(first.readResponse().text()).isEqualTo("/slow0");
      List<Integer> statuses =
          List.of(
              second.readResponse().status(), third.timeoutMillis(10_000).readResponse().status());
      assertThat(statuses).containsExactlyInAnyOrder(200, 503);
    }
  }

  private static void gateAfterRefusal(Rig rig, Gate gate) {
    await().until(() -> rig.events().count("failed connection_limit_reached") == 1);
    gate.open();
  }

  @Test
  void aBodyThatWaitsArrivesWhole() throws IOException {
    Gate gate = new Gate("slow answer");
    try (Rig rig = Rig.serving(slow(gate), LIMITS)) {
      RawClient first = rig.client().request("GET", "/slow");
      rig.upstream().awaitRequests(1);
      RawClient second = rig.client().send(POST).send(new byte[300_000]);
      await().until(() -> rig.events().count("forwarded") == 2);
      gate.open();
      assertThat(first.readResponse().status()).isEqualTo(200);
      assertThat(second.readResponse().text()).isEqualTo("/post300000");
    }
  }

  @Test
  void whoWaitsTooLongGetsA503() throws IOException {
    Gate gate = new Gate("slow answer");
    String limits = "upstream { max-requests = 1, queue = 9, queue-timeout = 100ms }";
    try (Rig rig = Rig.serving(slow(gate), limits)) {
      RawClient first = rig.client().request("GET", "/slow");
      rig.upstream().awaitRequests(1);
      expectOverloaded(rig.client().get("/second"));
      expectOverloaded(rig.client().send(POST).readResponse());
      gate.open();
      assertThat(first.readResponse().text()).isEqualTo("/slow0");
      assertThat(rig.client().get("/later").status()).isEqualTo(200);
      assertThat(rig.upstream().requestCount()).isEqualTo(2);
    }
  }

  @Test
  void withoutAQueueOneMoreIsRefusedAtOnce() throws IOException {
    Gate gate = new Gate("slow answer");
    try (Rig rig = Rig.serving(slow(gate), "upstream { max-requests = 1, queue = 0 }")) {
      RawClient first = rig.client().request("GET", "/slow");
      rig.upstream().awaitRequests(1);
      expectOverloaded(rig.client().get("/second"));
      gate.open();
      assertThat(first.readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeavesGivesItsSlotBack() throws IOException {
    Gate never = new Gate("never");
    try (Rig rig = Rig.serving(slow(never), LIMITS)) {
      RawClient first =
          rig.client().send("POST /slow HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n");
      rig.upstream().awaitRequests(1);
      first.reset();
      await().untilAsserted(() -> assertThat(rig.client().get("/next").status()).isEqualTo(200));
      never.open();
    }
  }

  @Test
  void noMoreThanTheLimitAreUnderWayOnAllLoopsTogether() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Rig rig =
        Rig.serving(
            connection -> count(connection, underWay, most),
            "upstream { max-requests = 3, queue = 1000, queue-timeout = 1m }",
            "event-loops = 4")) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        clients.add(rig.client());
      }
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).request("GET", "/" + round + "-" + i);
        }
        for (RawClient client : clients) {
          assertThat(client.readResponse().status()).isEqualTo(200);
        }
      }
      assertThat(most.get()).isBetween(1, 3);
      assertThat(rig.upstream().requestCount()).isEqualTo(200);
    }
  }

  private static void count(Connection connection, AtomicInteger underWay, AtomicInteger most)
      throws IOException {
    while (connection.readRequest() != null) {
      int now = underWay.incrementAndGet();
      most.accumulateAndGet(now, Math::max);
      underWay.decrementAndGet();
      connection.write(ScriptedUpstream.response(200, "fine"));
    }
  }
}
