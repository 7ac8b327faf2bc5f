package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concurrent misses for one key: one fetch where the answer may be shared, none waits in vain. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class CollapsingTest {
  private static final String HOUR = "Cache-Control: max-age=3600";
  private static final String HEAD = "HTTP/1.1 200 OK\r\n" + HOUR + "\r\n";

  private static List<RawClient> ask(Rig rig, int clients, String... lines) throws IOException {
    List<RawClient> asking = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      asking.add(rig.client().request("GET", "/a", lines));
    }
    return asking;
  }

  private static void awaitCollapsed(Rig rig, long count) {
    await().until(() -> rig.events().count("collapsed") == count);
  }

  @OnlyH1("five hundred handshakes take too long")
  void fiveHundredClientsOnAColdKeyAreOneRequest() throws IOException {
    String body = "0123456789".repeat(2_000);
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              slow.await();
              return ScriptedUpstream.response(200, body, HOUR);
            })) {
      List<RawClient> clients = ask(rig, 500);
      awaitCollapsed(rig, 499);
      slow.open();

      for (RawClient client : clients) {
        assertThat(client.readResponse().text()).isEqualTo(body);
      }
      assertThat(rig.seen()).isEqualTo(1);
      assertThat(rig.events().count("stored")).isEqualTo(1);
      assertHit(rig.get("/a"));
    }
  }

  @Test
  void followersSayThatTheyWereCollapsed() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              slow.await();
              return ScriptedUpstream.response(200, "x", HOUR);
            })) {
      List<RawClient> clients = ask(rig, 2);
      awaitCollapsed(rig, 1);
      slow.open();

      assertThat(clients.stream().map(RawClient::readResponse).map(Rig::status))
          .filteredOn(status -> status.endsWith("; collapsed"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followersStreamAlongWhileTheUpstreamHoldsTheRest(boolean chunked) throws IOException {
    Gate rest = new Gate("the rest of the body");
    try (Rig rig = Rig.serving(connection -> inTwoParts(connection, chunked, rest))) {
      RawClient leader = ask(rig, 1).get(0);
      Response first = leader.readHead(false);
      assertThat(first.bodyStream().readNBytes(5)).asString().isEqualTo("first");
      RawClient late = ask(rig, 1).get(0);
      Response second = late.readHead(false);

      assertThat(second.bodyStream().readNBytes(5)).asString().isEqualTo("first");
      assertThat(rest.isOpen()).isFalse();
      rest.open();
      assertThat(first.text()).isEqualTo("rest");
      assertThat(second.text()).isEqualTo("rest");
      assertThat(rig.get("/a").text()).isEqualTo("firstrest");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  private static void inTwoParts(Connection connection, boolean chunked, Gate rest)
      throws IOException {
    while (connection.readRequest() != null) {
      if (chunked) {
        connection.write(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        rest.await();
        connection.write("4\r\nrest\r\n0\r\n\r\n");
      } else {
        connection.write(HEAD + "Content-Length: 9\r\n\r\nfirst");
        rest.await();
        connection.write("rest");
      }
    }
  }

  @Test
  void whenTheLeadersClientLeavesFollowersAndTheStoreStillGetIt() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              slow.await();
              return ScriptedUpstream.response(200, "x", HOUR);
            })) {
      RawClient leader = ask(rig, 1).get(0);
      rig.upstream().awaitRequests(1);
      List<RawClient> followers = ask(rig, 3);
      awaitCollapsed(rig, 3);
      leader.reset();
      slow.open();

      for (RawClient follower : followers) {
        assertThat(follower.readResponse().text()).isEqualTo("x");
      }
      assertHit(rig.get("/a"));
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void whenTheLeadersClientLeavesInMidBodyFollowersAndTheStoreStillGetIt() throws IOException {
    Gate rest = new Gate("the rest of the body");
    try (Rig rig = Rig.serving(connection -> inTwoParts(connection, false, rest))) {
      RawClient leader = ask(rig, 1).get(0);
      leader.readHead(false);
      RawClient follower = ask(rig, 1).get(0);
      Response response = follower.readHead(false);
      leader.reset();
      rest.open();

      assertThat(response.text()).isEqualTo("firstrest");
      assertThat(rig.get("/a").text()).isEqualTo("firstrest");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void whenEverybodyLeavesTheFetchStillLands() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              slow.await();
              return ScriptedUpstream.response(200, "x", HOUR);
            })) {
      RawClient leader = ask(rig, 1).get(0);
      rig.upstream().awaitRequests(1);
      leader.reset();
      slow.open();

      await().until(() -> rig.events().count("stored") == 1);
      assertHit(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: private",
        "Cache-Control: no-store",
        "Cache-Control: max-age=60\r\nSet-Cookie: sid=1",
        "Cache-Control: max-age=60\r\nVary: *",
        "X-Nothing: said"
      })
  void followersOfWhatCannotBeSharedGoInParallelAndTheNextBurstAtOnce(String lines)
      throws IOException {
    int clients = 8;
    Gate first = new Gate("the leader's answer");
    // Only when all are at the upstream at the same time does any of them get an answer.
    CyclicBarrier together = new CyclicBarrier(clients - 1);
    CyclicBarrier nextBurst = new CyclicBarrier(clients);
    try (Rig rig =
        Rig.answering(
            request -> {
              String burst = request.header("X-Burst");
              if (burst == null) {
                first.await();
              } else {
                meet(burst.equals("1") ? together : nextBurst);
              }
              return ScriptedUpstream.response(200, request.header("X-User"), lines);
            })) {
      RawClient leader = ask(rig, 1, "X-User: leader").get(0);
      rig.upstream().awaitRequests(1);
      List<RawClient> followers = new ArrayList<>();
      for (int i = 1; i < clients; i++) {
        followers.addAll(ask(rig, 1, "X-User: user" + i, "X-Burst: 1"));
      }
      awaitCollapsed(rig, clients - 1);
      first.open();

      assertThat(leader.readResponse().text()).isEqualTo("leader");
      for (int i = 1; i < clients; i++) {
        assertThat(followers.get(i - 1).readResponse().text()).isEqualTo("user" + i);
      }
      for (RawClient client : ask(rig, clients, "X-User: later", "X-Burst: 2")) {
        client.timeoutMillis(20_000);
      }
      rig.upstream().awaitRequests(2 * clients);
      assertThat(rig.events().count("collapsed")).isEqualTo(clients - 1);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("the requests did not come in parallel", e);
    }
  }

  @Test
  void whatBecomesShareableAgainIsCollapsedAgain() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              switch (request.header("X-Step")) {
                case "1":
                  return ScriptedUpstream.response(200, "x", "Cache-Control: no-store");
                case "2":
                  return ScriptedUpstream.response(
                      200, "x", "Age: 1", "Cache-Control: max-age=1, stale-if-error=1");
                default:
                  slow.await();
                  return ScriptedUpstream.response(200, "x", HOUR);
              }
            })) {
      rig.get("/a", "X-Step: 1");
      rig.get("/a", "X-Step: 2");
      List<RawClient> clients = ask(rig, 4, "X-Step: 3");
      awaitCollapsed(rig, 3);
      slow.open();

      clients.forEach(client -> assertThat(client.readResponse().text()).isEqualTo("x"));
      assertThat(rig.seen()).isEqualTo(3);
    }
  }

  @Test
  void aFailureOfTheUpstreamIsSharedAsOne() throws IOException {
    Gate broken = new Gate("the connection's end");
    try (Rig rig =
        Rig.serving(
            connection -> {
              connection.readRequest();
              broken.await();
            })) {
      List<RawClient> clients = ask(rig, 10);
      awaitCollapsed(rig, 9);
      broken.open();

      for (RawClient client : clients) {
        Response response = client.readResponse();
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("Proxy-Status"))
            .isEqualTo("nearside; error=connection_terminated");
      }
      assertThat(rig.seen()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aRefusedConnectionIsAnErrorForAll() throws IOException {
    try (Rig rig = Rig.counting(HOUR)) {
      rig.upstream().refuse();
      for (RawClient client : ask(rig, 20)) {
        Response response = client.readResponse();
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("Proxy-Status")).isEqualTo("nearside; error=connection_refused");
      }
    }
  }

  @Test
  void aCutIsACutForAll() throws IOException {
    Gate cut = new Gate("the cut");
    try (Rig rig =
        Rig.serving(
            connection -> {
              connection.readRequest();
              connection.write(HEAD + "Content-Length: 9\r\n\r\nfirst");
              cut.await();
            })) {
      RawClient leader = ask(rig, 1).get(0);
      Response first = leader.readHead(false);
      Response second = ask(rig, 1).get(0).readHead(false);
      cut.open();

      assertThat(first.text()).isEqualTo("first");
      assertThat(first.truncated()).isTrue();
      assertThat(second.text()).isEqualTo("first");
      assertThat(second.truncated()).isTrue();
    }
  }

  @Test
  void whoHasWaitedLongEnoughGoesItself() throws IOException {
    Gate stuck = new Gate("the leader's answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              if (request.header("X-Leader") != null) {
                stuck.await();
              }
              return ScriptedUpstream.response(200, "x", HOUR);
            },
            "collapse.timeout = 100ms")) {
      RawClient leader = ask(rig, 1, "X-Leader: yes").get(0);
      rig.upstream().awaitRequests(1);
      List<RawClient> followers = ask(rig, 5);
      for (RawClient follower : followers) {
        assertThat(follower.readResponse().text()).isEqualTo("x");
      }
      assertThat(stuck.isOpen()).isFalse();
      stuck.open();
      assertThat(leader.readResponse().text()).isEqualTo("x");
    }
  }

  @Test
  void aFollowerThatDoesNotReadHindersNobody() throws IOException {
    Gate rest = new Gate("the rest of the body");
    byte[] piece = new byte[64 * 1024];
    int pieces = 128;
    try (Rig rig =
        Rig.serving(
            connection -> {
              while (connection.readRequest() != null) {
                connection.write(HEAD + "Content-Length: " + pieces * piece.length + "\r\n\r\n");
                connection.write(piece);
                rest.await();
                for (int i = 1; i < pieces; i++) {
                  connection.write(piece);
                }
              }
            })) {
      RawClient leader = ask(rig, 1).get(0);
      Response first = leader.readHead(false);
      RawClient slow = ask(rig, 1).get(0);
      slow.readHead(false);
      rest.open();

      assertThat(first.body()).hasSize(pieces * piece.length);
      assertThat(rig.client().get("/a").body()).hasSize(pieces * piece.length);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void aFollowerWithCredentialsIsNotGivenWhatARuleStores() throws IOException {
    Gate slow = new Gate("the answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              if (request.header("Cookie") == null) {
                slow.await();
              }
              return ScriptedUpstream.response(200, "for " + request.header("Cookie"));
            },
            "routes = [{ match = \"/**\", ttl = 1h }]")) {
      RawClient leader = ask(rig, 1).get(0);
      rig.upstream().awaitRequests(1);
      RawClient anonymous = ask(rig, 1).get(0);
      RawClient user = ask(rig, 1, "Cookie: sid=1").get(0);
      awaitCollapsed(rig, 2);
      slow.open();

      assertThat(leader.readResponse().text()).isEqualTo("for null");
      assertThat(anonymous.readResponse().text()).isEqualTo("for null");
      assertThat(user.readResponse().text()).isEqualTo("for sid=1");
      assertThat(rig.get("/a").text()).isEqualTo("for null");
    }
  }

  /** It turned to a fetch of its own, so how far it has read there says nothing about this one. */
  @Test
  void aFollowerThatTheAnswerDoesNotSuitDoesNotHoldItUp() throws IOException {
    Gate slow = new Gate("the answer");
    Gate own = new Gate("the answer for the one with credentials");
    String piece = "0123456789".repeat(6_400);
    int pieces = 40;
    try (Rig rig =
        Rig.serving(
            connection -> {
              for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
                if (r.header("Cookie") != null) {
                  own.await();
                  connection.write(ScriptedUpstream.response(200, "own"));
                  continue;
                }
                slow.await();
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < pieces; i++) {
                  connection.write("fa00\r\n" + piece + "\r\n");
                }
                connection.write("0\r\n\r\n");
              }
            },
            "cache.max-object-size = 100K",
            "routes = [{ match = \"/**\", ttl = 1h }]")) {
      RawClient leader = ask(rig, 1).get(0);
      rig.upstream().awaitRequests(1);
      RawClient user = ask(rig, 1, "Cookie: sid=1").get(0);
      awaitCollapsed(rig, 1);
      slow.open();

      assertThat(leader.readResponse().text()).hasSize(pieces * piece.length());
      own.open();
      assertThat(user.readResponse().text()).isEqualTo("own");
    }
  }
}
