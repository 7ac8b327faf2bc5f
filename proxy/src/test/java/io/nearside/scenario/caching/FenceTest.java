package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What began before a write reaches nobody who asks after it. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class FenceTest {
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static RedisProcess redis;

  /** Where copies are kept. */
  enum Stores {
    NEAR,
    NEAR_AND_REDIS,
    REDIS;

    String[] conf(String... more) {
      String near = this == REDIS ? "near.max-size = 0" : "";
      String far =
          this == NEAR
              ? ""
              : "redis { uri = \""
                  + redis.uri()
                  + "\", timeout = 2s, namespace = \"n"
                  + fresh()
                  + "\" }";
      return new String[] {near, far, String.join("\n", more)};
    }

    Rig await(Rig rig) {
      return this == NEAR ? rig : rig.awaitRedis();
    }

    private static int fresh() {
      return NAMESPACES.incrementAndGet();
    }
  }

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  /** A backend of one value: a GET reads it, then waits at the gate, and answers what it read. */
  private static final class Slow {
    final AtomicInteger value = new AtomicInteger();
    final AtomicReference<Gate> gate = new AtomicReference<>();
    volatile String lines = HOUR;

    String answer(Request request) {
      if (!request.method().equals("GET")) {
        return ScriptedUpstream.response(200, "v" + value.incrementAndGet());
      }
      String read = "v" + value.get();
      Gate here = gate.getAndSet(null);
      if (here != null) {
        here.await();
      }
      return ScriptedUpstream.response(200, read, lines);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFillInFlightDuringAWriteIsNeverServedAfterwards(Stores stores) throws IOException {
    Slow slow = new Slow();
    try (Rig rig = stores.await(Rig.answering(slow::answer, stores.conf()))) {
      Gate gate = new Gate("the first read");
      slow.gate.set(gate);
      RawClient reader = rig.client().request("GET", "/a");
      gate.awaitArrival();
      rig.send("POST", "/a", "Content-Length: 0");
      gate.open();
      assertThat(reader.readResponse().text()).isEqualTo("v0");

      Response next = rig.get("/a");
      assertForwarded(next);
      assertThat(next.text()).isEqualTo("v1");
      assertThat(rig.get("/a").text()).isEqualTo("v1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestAfterAWriteDoesNotJoinAFetchFromBefore(Stores stores) throws IOException {
    Slow slow = new Slow();
    try (Rig rig = stores.await(Rig.answering(slow::answer, stores.conf()))) {
      Gate gate = new Gate("the first read");
      slow.gate.set(gate);
      RawClient before = rig.client().request("GET", "/a");
      gate.awaitArrival();
      rig.send("POST", "/a", "Content-Length: 0");
      assertThat(rig.get("/a").text()).isEqualTo("v1");
      assertThat(gate.isOpen()).isFalse();
      gate.open();

      assertThat(before.readResponse().text()).isEqualTo("v0");
      // What came late stands beside what came in between, and does not take its place near.
      assertThat(rig.get("/a").text()).isEqualTo("v1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyInFlightDuringAWriteIsNeverServedAfterwards(Stores stores) throws IOException {
    Gate rest = new Gate("the rest of the old body");
    AtomicInteger reads = new AtomicInteger();
    try (Rig rig =
        Rig.serving(
            connection -> {
              for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
                if (!r.method().equals("GET")) {
                  connection.write(
                      ScriptedUpstream.response(204, "").replace("Content-Length: 0\r\n", ""));
                } else if (reads.incrementAndGet() == 1) {
                  connection.write(
                      "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nContent-Length: 6\r\n\r\nold");
                  rest.await();
                  connection.write("old");
                } else {
                  connection.write(ScriptedUpstream.response(200, "new", HOUR));
                }
              }
            },
            stores.conf())) {
      RawClient reader = rig.client().request("GET", "/a");
      Response old = reader.readHead(false);
      rig.send("POST", "/a", "Content-Length: 0");
      assertThat(rig.get("/a").text()).isEqualTo("new");
      rest.open();

      assertThat(old.text()).isEqualTo("oldold");
      assertThat(rig.get("/a").text()).isEqualTo("new");
      assertThat(rig.get("/a").text()).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBackgroundRefreshFromBeforeAWriteIsNeverServedAfterwards(Stores stores) throws IOException {
    Slow slow = new Slow();
    slow.lines = "Cache-Control: max-age=0, stale-while-revalidate=3600";
    try (Rig rig = stores.await(Rig.answering(slow::answer, stores.conf()))) {
      rig.get("/a");
      // What was just stored may still be on its way to Redis.
      await().until(() -> Rig.status(rig.get("/a")).startsWith("nearside; hit"));
      Gate gate = new Gate("the refresh");
      slow.gate.set(gate);
      await().until(() -> rig.get("/a").status() == 200 && slow.gate.get() == null);
      slow.lines = HOUR;
      rig.send("POST", "/a", "Content-Length: 0");
      gate.open();

      Response next = rig.get("/a");
      assertForwarded(next);
      assertThat(next.text()).isEqualTo("v1");
      await()
          .until(
              () ->
                  rig.events().count("not-stored purged") >= 1
                      || rig.events().count("stored") >= 3);
      assertThat(rig.get("/a").text()).isEqualTo("v1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void followersFromBeforeAWriteGetTheirAnswerAndThoseAfterItTheNewOne(Stores stores)
      throws IOException {
    Slow slow = new Slow();
    try (Rig rig = stores.await(Rig.answering(slow::answer, stores.conf()))) {
      Gate gate = new Gate("the first read");
      slow.gate.set(gate);
      RawClient leader = rig.client().request("GET", "/a");
      gate.awaitArrival();
      RawClient follower = rig.client().request("GET", "/a");
      await().until(() -> rig.events().count("collapsed") == 1);
      rig.send("POST", "/a", "Content-Length: 0");
      RawClient after = rig.client().request("GET", "/a");
      assertThat(after.readResponse().text()).isEqualTo("v1");
      gate.open();

      assertThat(leader.readResponse().text()).isEqualTo("v0");
      assertThat(follower.readResponse().text()).isIn("v0", "v1");
      assertThat(rig.get("/a").text()).isEqualTo("v1");
    }
  }
}
