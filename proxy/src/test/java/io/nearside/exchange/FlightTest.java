package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.NearConfig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Configs;
import io.nearside.testing.Sidecar;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a fetch tells those who wait for it, and in which order. All on one loop, step by step. */
@ExtendWith(BufferLeaks.class)
class FlightTest {
  private static final String FRESH = "Cache-Control: max-age=60";
  private static final long MAX_OBJECT_BYTES = 1000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventExecutor loop = channel.eventLoop();
  private final FakeUpstream upstream = new FakeUpstream();
  private final Sidecar.Events events = new Sidecar.Events();
  private final MemoryPurgeLog log = new MemoryPurgeLog();
  private final CacheEngine engine =
      new CacheEngine(
          new ExchangeConfig(10_000, 10_000, 1 << 20, false, UpgradeRules.NONE),
          new Routes(List.of(Configs.everything(MAX_OBJECT_BYTES))),
          Map.of(),
          "default",
          new NearCache(new NearConfig(1 << 20)),
          null,
          log,
          Map.of(Route.DEFAULT_UPSTREAM, upstream),
          events);

  @AfterEach
  void nothingIsCollectedAnyMore() {
    assertThat(engine.flights().size()).isZero();
    assertThat(engine.collectBudget().usedBytes()).isZero();
    channel.finishAndReleaseAll();
  }

  /** A client with its request under way. */
  private final class Asking {
    final FakeClient client = new FakeClient(loop);
    final Exchange exchange;

    Asking(String method, String... lines) {
      HttpHeaders headers = new DefaultHttpHeaders();
      for (String line : lines) {
        int colon = line.indexOf(": ");
        headers.add(line.substring(0, colon), line.substring(colon + 2));
      }
      ProxyRequest request =
          engine.classify(
              method,
              HttpVersion.HTTP_1_1,
              "test",
              "/a",
              headers,
              false,
              new Downstream("127.0.0.1", false, "http", null));
      assertThat(request).isNotNull();
      assertThat(engine.nearHit(request)).isNull();
      exchange = engine.begin(request, client);
    }

    List<String> told() {
      return client.told();
    }
  }

  private Asking get(String... lines) {
    return new Asking("GET", lines);
  }

  private FakeCall call(int index) {
    assertThat(upstream.calls()).hasSizeGreaterThan(index);
    return upstream.calls().get(index);
  }

  /** A write to the same resource, from begin to end. */
  private void write() {
    Asking post = new Asking("POST");
    upstream.calls().get(upstream.calls().size() - 1).head(200, "Content-Length: 0").end();
    assertThat(post.told()).containsExactly("head 200", "end");
  }

  @Test
  void leaderAndFollowersGetHeadPiecesAndEndInOrder() {
    Asking leader = get();
    Asking follower = get();
    call(0).head(200, FRESH, "Content-Length: 4").body("ab");
    Asking late = get();
    call(0).body("cd").end();

    for (Asking one : List.of(leader, follower)) {
      assertThat(one.told()).containsExactly("head 200", "body ab", "body cd", "end");
    }
    assertThat(late.told()).containsExactly("head 200", "body ab", "body cd", "end");
    assertThat(upstream.calls()).hasSize(1);
    assertThat(events.count("stored")).isEqualTo(1);
  }

  @Test
  void whoLookedBeforeAFetchWasStoredAndCameAfterItsEndIsAnsweredFromTheStore() {
    get();
    FakeClient late = new FakeClient(loop);
    ProxyRequest request =
        engine.classify(
            "GET",
            HttpVersion.HTTP_1_1,
            "test",
            "/a",
            new DefaultHttpHeaders(),
            false,
            new Downstream("127.0.0.1", false, "http", null));
    assertThat(engine.nearHit(request)).isNull();
    call(0).head(200, FRESH, "Content-Length: 2").body("ab").end();
    engine.begin(request, late);

    assertThat(late.told()).containsExactly("stored ab");
    assertThat(upstream.calls()).hasSize(1);
  }

  @Test
  void interimResponsesAreForTheLeader() {
    Asking leader = get();
    Asking follower = get();
    call(0).interim(103).head(200, FRESH, "Content-Length: 0").end();

    assertThat(leader.told()).containsExactly("interim 103", "head 200", "end");
    assertThat(follower.told()).containsExactly("head 200", "end");
  }

  @Test
  void aFailureBeforeTheHeadIsAnErrorForAllAndOneAfterItACut() {
    Asking leader = get();
    Asking follower = get();
    call(0).fail(UpstreamFailure.CONNECTION_REFUSED);
    assertThat(leader.told()).containsExactly("error 502 the upstream refused the connection");
    assertThat(follower.told()).containsExactly("error 502 the upstream refused the connection");

    Asking next = get();
    call(1)
        .head(200, FRESH, "Content-Length: 4")
        .body("ab")
        .fail(UpstreamFailure.RESPONSE_INCOMPLETE);
    assertThat(next.told()).containsExactly("head 200", "body ab", "cut");
    assertThat(events.count("stored")).isZero();
  }

  @Test
  void followersOfWhatIsNotSharedAreAllAtTheUpstreamBeforeItsBodyComes() {
    Asking leader = get();
    Asking one = get();
    Asking two = get();
    call(0).head(200, "Cache-Control: private", "Content-Length: 1");
    assertThat(upstream.calls()).hasSize(3);
    call(2).head(200, "Cache-Control: private", "Content-Length: 1").body("2").end();
    call(1).head(200, "Cache-Control: private", "Content-Length: 1").body("1").end();
    call(0).body("0").end();

    assertThat(leader.told()).containsExactly("head 200", "body 0", "end");
    assertThat(one.told()).containsExactly("head 200", "body 1", "end");
    assertThat(two.told()).containsExactly("head 200", "body 2", "end");
  }

  @Test
  void aFetchThatNobodyButItsLeaderWantsEndsWithItsClient() {
    Asking leader = get();
    call(0).head(200, "Cache-Control: private", "Content-Length: 4").body("ab");
    leader.exchange.clientGone();

    assertThat(call(0).cancelled).isTrue();
  }

  @Test
  void aFetchForTheStoreGoesOnWithoutItsClients() {
    Asking leader = get();
    Asking follower = get();
    call(0).head(200, FRESH, "Content-Length: 2").body("a");
    leader.exchange.clientGone();
    follower.exchange.clientGone();
    assertThat(call(0).cancelled).isFalse();
    call(0).body("b").end();

    assertThat(events.count("stored")).isEqualTo(1);
  }

  @Test
  void aFetchThatCannotBeStoredAnyMoreEndsWithItsLastClient() {
    Asking leader = get();
    call(0).head(200, FRESH, "Transfer-Encoding: chunked").body("a".repeat(600));
    assertThat(engine.collectBudget().usedBytes()).isEqualTo(600);
    call(0).body("b".repeat(600));
    assertThat(engine.collectBudget().usedBytes()).isZero();
    leader.exchange.clientGone();

    assertThat(call(0).cancelled).isTrue();
  }

  @Test
  void whatIsNotCollectedIsReadNoFasterThanItsSlowestReader() {
    Asking fast = get();
    Asking slow = get();
    call(0).head(200, FRESH, "Transfer-Encoding: chunked").body("a".repeat(1200));
    slow.client.writable = false;
    call(0).body("b".repeat(300_000));
    assertThat(call(0).reading).isFalse();
    slow.client.writable = true;
    slow.exchange.writable();
    assertThat(call(0).reading).isTrue();
    call(0).end();

    assertThat(fast.told()).hasSize(4).endsWith("end");
    assertThat(slow.told()).isEqualTo(fast.told());
  }

  @Test
  void aReaderThatLeavesHoldsNothingUp() {
    get();
    Asking slow = get();
    call(0).head(200, FRESH, "Transfer-Encoding: chunked").body("a".repeat(1200));
    slow.client.writable = false;
    call(0).body("b".repeat(300_000));
    assertThat(call(0).reading).isFalse();
    slow.exchange.clientGone();

    assertThat(call(0).reading).isTrue();
    call(0).end();
  }

  @Test
  void aRequestAfterAWriteBeginsAFetchOfItsOwn() {
    Asking before = get();
    write();
    Asking after = get();
    assertThat(upstream.calls()).hasSize(3);
    call(2).head(200, FRESH, "Content-Length: 3").body("new").end();
    call(0).head(200, FRESH, "Content-Length: 3").body("old").end();

    assertThat(before.told()).containsExactly("head 200", "body old", "end");
    assertThat(after.told()).containsExactly("head 200", "body new", "end");
    assertThat(events.all()).contains("not-stored purged /a");
  }

  /** It is answered from the near cache and leaves, while the fetch has its leader to itself. */
  @Test
  void aFollowerThatIsLetGoDoesNotEndTheFetchUnderItsLeader() {
    Asking leader = get();
    Asking follower = get();
    write();
    Asking after = get();
    call(2).head(200, FRESH, "Content-Length: 3").body("new").end();
    call(0).head(200, FRESH, "Content-Length: 3");

    assertThat(call(0).cancelled).isFalse();
    assertThat(follower.told()).containsExactly("stored new");
    call(0).body("old").end();
    assertThat(leader.told()).containsExactly("head 200", "body old", "end");
    assertThat(after.told()).containsExactly("head 200", "body new", "end");
  }

  @Test
  void aWriteInMidBodyKeepsTheCopyFromEverybodyAfterIt() {
    Asking before = get();
    call(0).head(200, FRESH, "Content-Length: 6").body("old");
    write();
    Asking after = get();
    call(0).body("old").end();
    Asking later = get();
    call(2).head(200, FRESH, "Content-Length: 3").body("new").end();

    assertThat(before.told()).containsExactly("head 200", "body old", "body old", "end");
    assertThat(after.told()).containsExactly("head 200", "body new", "end");
    assertThat(later.told()).isEqualTo(after.told());
    assertThat(upstream.calls()).hasSize(3);
  }

  @Test
  void aClientWithItsOwnWishesGoesAlone() {
    Asking leader = get();
    call(0).head(200, FRESH, "Content-Length: 1");
    Asking other = get("Cache-Control: max-age=0");
    call(0).body("x").end();
    assertThat(upstream.calls()).hasSize(2);
    call(1).head(200, FRESH, "Content-Length: 1").body("y").end();

    assertThat(leader.told()).containsExactly("head 200", "body x", "end");
    assertThat(other.told()).containsExactly("head 200", "body y", "end");
  }
}
