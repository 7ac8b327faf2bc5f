package io.nearside.scenario.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ProxyRequest;
import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients of three sidecars ask for one thing that nobody has. The backend's answer waits until all
 * of them have asked, so that it makes no difference how fast anything is.
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class OneFetchForAllTest {
  private static final int SIDECARS = 3;
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Longer than a client waits for its answer: who is freed by this limit fails the test. */
  private static final String LIMITS =
      "redis.timeout = 2s, collapse.timeout = 60s, timeouts.drain = 100ms";

  private final RedisProcess redis = RedisProcess.start();
  private final AtomicInteger waiting = new AtomicInteger();
  private final List<RawClient> clients = new ArrayList<>();
  private final Gate gate = new Gate("backend");
  private volatile String line = HOUR;
  private Fleet fleet;

  @BeforeEach
  void start() throws IOException {
    fleet =
        Fleet.start(
            ScriptedUpstream.answering(this::answer),
            SIDECARS,
            sidecar -> listener(),
            "redis.uri = \"" + redis.uri() + "\"",
            LIMITS);
  }

  @AfterEach
  void close() throws IOException {
    gate.open();
    for (RawClient client : clients) {
      client.close();
    }
    fleet.close();
    redis.close();
  }

  @Test
  void threeHundredClientsMakeOneRequest() throws IOException {
    ask(0, 100);
    ask(1, 100);
    ask(2, 100);
    awaitWaiting(297);
    gate.open();

    assertAllAnswered();
    assertThat(fleet.upstream().requestCount()).isEqualTo(1);
  }

  @Test
  void whenTheOneThatAsksGoesAnotherAsksSoon() throws IOException {
    ask(0, 1);
    fleet.upstream().awaitRequests(1);
    List<RawClient> lost = List.copyOf(clients);
    ask(1, 20);
    ask(2, 20);
    awaitWaiting(38);
    fleet.sidecar(0).close();
    clients.removeAll(lost);
    fleet.upstream().awaitRequests(2);
    gate.open();

    assertAllAnswered();
    assertThat(fleet.upstream().requestCount()).isBetween(2, SIDECARS);
    lost.get(0).close();
  }

  @Test
  void whatMayNotBeSharedIsFetchedByEverybodyAtOnce() throws IOException {
    line = "Cache-Control: no-store";
    ask(0, 10);
    ask(1, 10);
    ask(2, 10);
    awaitWaiting(27);
    gate.open();

    assertAllAnswered();
    assertThat(fleet.upstream().requestCount()).isEqualTo(30);
  }

  @Test
  void withoutAnswersOfRedisEverySidecarAsksOnce() throws IOException {
    redis.pause();
    ask(0, 20);
    ask(1, 20);
    ask(2, 20);
    fleet.upstream().awaitRequests(SIDECARS);
    awaitWaiting(57);
    gate.open();

    assertAllAnswered();
    assertThat(fleet.upstream().requestCount()).isEqualTo(SIDECARS);
  }

  private void ask(int sidecar, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      RawClient client = fleet.connect(sidecar);
      clients.add(client);
      client.request("GET", "/cold");
    }
  }

  /** Those that wait for another's fetch of their own sidecar, at least. */
  private void awaitWaiting(int count) {
    await().atMost(PATIENCE).until(() -> waiting.get() >= count);
  }

  private void assertAllAnswered() {
    for (RawClient client : clients) {
      Response response = client.readResponse();
      assertThat(response.status()).as("%s", response).isEqualTo(200);
      assertThat(response.text()).isEqualTo("cold");
    }
  }

  private String answer(Request request) {
    gate.await();
    return ScriptedUpstream.response(200, "cold", line);
  }

  private ExchangeListener listener() {
    return new ExchangeListener() {
      @Override
      public void collapsed(ProxyRequest request) {
        waiting.incrementAndGet();
      }
    };
  }
}
