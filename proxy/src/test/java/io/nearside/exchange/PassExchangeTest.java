package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.OnWrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.store.PurgeLog;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.NearConfig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Sidecar;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a write's client is told while the purge is under way. */
@ExtendWith(BufferLeaks.class)
class PassExchangeTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final FakeUpstream upstream = new FakeUpstream();
  private final Sidecar.Events events = new Sidecar.Events();
  private final SlowLog log = new SlowLog();
  private final FakeClient client = new FakeClient(channel.eventLoop());
  private final CacheEngine engine =
      new CacheEngine(
          new ExchangeConfig(10_000, 10_000, 1 << 20, false, UpgradeRules.NONE),
          new Routes(
              List.of(
                  route("/unsure/**", new OnWrite(List.of(), true, 0)),
                  route("/lagging/**", new OnWrite(List.of(), false, 200)),
                  route("/**", OnWrite.NONE))),
          Map.of(),
          "default",
          new NearCache(new NearConfig(1 << 20)),
          null,
          log,
          Map.of(Route.DEFAULT_UPSTREAM, upstream),
          events);

  private static Route route(String path, OnWrite onWrite) {
    return new Route(
        path,
        new Route.RouteMatch(path, null, List.of()),
        true,
        Lifetimes.NONE,
        List.of(),
        VaryRules.DEFAULT,
        false,
        false,
        true,
        1 << 20,
        Long.MAX_VALUE,
        64,
        128,
        SurrogateRules.DEFAULT,
        SharingRules.DEFAULT,
        KeyRules.DEFAULT,
        List.of(),
        onWrite,
        Route.DEFAULT_UPSTREAM,
        Rewrite.NONE,
        "test");
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  /** A log whose appends are acknowledged when the test says so. */
  private static final class SlowLog implements PurgeLog {
    private final MemoryPurgeLog log = new MemoryPurgeLog();
    private final Queue<Runnable> unacknowledged = new ArrayDeque<>();
    private final Queue<Runnable> marks = new ArrayDeque<>();

    void acknowledge() {
      unacknowledged.remove().run();
    }

    /** The purge is read back. */
    void giveMark() {
      marks.remove().run();
    }

    @Override
    public void purgeAround(
        long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark) {
      log.purgeAround(
          tags,
          kept,
          since,
          outcome -> unacknowledged.add(() -> done.accept(outcome)),
          given -> marks.add(() -> mark.accept(given)));
    }

    @Override
    public long nowMillis() {
      return log.nowMillis();
    }

    @Override
    public @Nullable Mark mark() {
      return log.mark();
    }

    @Override
    public Standing standing(StoredResponse response) {
      return log.standing(response);
    }

    @Override
    public long softPurgedAtMillis(StoredResponse response) {
      return log.softPurgedAtMillis(response);
    }

    @Override
    public boolean trusts(long fetchBeganMillis) {
      return log.trusts(fetchBeganMillis);
    }

    @Override
    public boolean purgedSince(@Nullable Mark mark, long[] tags) {
      return log.purgedSince(mark, tags);
    }

    @Override
    public boolean softlyPurgedSince(@Nullable Mark mark, long[] tags) {
      return log.softlyPurgedSince(mark, tags);
    }

    @Override
    public void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
      log.purge(tags, soft, outcome -> unacknowledged.add(() -> done.accept(outcome)));
    }

    @Override
    public boolean isFollowed() {
      return log.isFollowed();
    }

    @Override
    public void close() {}
  }

  private Exchange begin(String method, boolean hasBody) {
    return begin(method, "/a", hasBody);
  }

  private Exchange begin(String method, String target, boolean hasBody) {
    return begin(method, target, hasBody, new DefaultHttpHeaders());
  }

  private Exchange begin(String method, String target, boolean hasBody, HttpHeaders headers) {
    ProxyRequest request =
        engine.classify(
            method,
            HttpVersion.HTTP_1_1,
            "test",
            target,
            headers,
            hasBody,
            new Downstream("127.0.0.1", false, "http", null));
    return engine.begin(request, client);
  }

  private FakeCall call() {
    return upstream.calls().get(0);
  }

  @Test
  void aWritesClientGetsItsFirstByteWhenThePurgeIsAcknowledged() {
    begin("POST", false);
    call().head(200, "Content-Length: 3");
    assertThat(client.told()).isEmpty();
    assertThat(call().reading).isFalse();
    call().body("abc").end();
    assertThat(client.told()).isEmpty();
    log.acknowledge();

    assertThat(client.told()).containsExactly("head 200", "body abc", "end");
  }

  @Test
  void aReadsClientWaitsForNothing() {
    begin("OPTIONS", false);
    call().head(200, "Content-Length: 3").body("abc").end();

    assertThat(client.told()).containsExactly("head 200", "body abc", "end");
    assertThat(log.unacknowledged).isEmpty();
  }

  @Test
  void anErrorPurgesNothingAndComesAtOnce() {
    begin("POST", false);
    call().head(409, "Content-Length: 0").end();

    assertThat(client.told()).containsExactly("head 409", "end");
    assertThat(log.unacknowledged).isEmpty();
  }

  @Test
  void aClientThatLeavesWhileThePurgeIsUnderWayIsToldNothing() {
    Exchange exchange = begin("POST", false);
    call().head(200, "Content-Length: 3").body("abc");
    exchange.clientGone();
    log.acknowledge();

    assertThat(client.told()).isEmpty();
    assertThat(call().cancelled).isTrue();
    assertThat(events.count("purged")).isEqualTo(1);
  }

  @Test
  void aWriteOutlivesItsClientBecauseItsAnswerTellsWhatToPurge() {
    begin("POST", false).clientGone();

    assertThat(call().cancelled).isFalse();
  }

  @Test
  void aCallOfGrpcEndsWithItsClientAndPurgesAsOneOfUnknownOutcome() {
    HttpHeaders headers = new DefaultHttpHeaders().set("Content-Type", "application/grpc+proto");
    begin("POST", "/service/Wait", false, headers).clientGone();
    log.acknowledge();

    assertThat(call().cancelled).isTrue();
    assertThat(events.count("purged")).isEqualTo(1);
  }

  @Test
  void aFailureInMidBodyWhileThePurgeIsUnderWayIsACutAfterwards() {
    begin("POST", false);
    call().head(200, "Content-Length: 3").body("a").fail(UpstreamFailure.RESPONSE_INCOMPLETE);
    log.acknowledge();

    assertThat(client.told()).containsExactly("head 200", "body a", "cut");
  }

  @Test
  void anUnknownOutcomePurgesBeforeTheClientHearsOfIt() {
    begin("DELETE", false);
    call().fail(UpstreamFailure.RESPONSE_TIMEOUT);
    assertThat(client.told()).isEmpty();
    log.acknowledge();

    assertThat(client.told()).containsExactly("error 504 the upstream did not answer in time");
  }

  @Test
  void whatWasNeverSentPurgesNothing() {
    upstream.sends = false;
    begin("DELETE", false);
    call().fail(UpstreamFailure.CONNECTION_REFUSED);

    assertThat(client.told()).containsExactly("error 502 the upstream refused the connection");
    assertThat(log.unacknowledged).isEmpty();
  }

  private static final String[] NEW_STATE = {
    "Content-Length: 3", "Content-Location: /a", "Cache-Control: max-age=60"
  };

  private void assertStored(boolean stored) {
    assertThat(events.count("stored")).isEqualTo(stored ? 1 : 0);
    assertThat(engine.near().count()).isEqualTo(stored ? 1 : 0);
    assertThat(engine.collectBudget().usedBytes()).isZero();
  }

  @Test
  void aPostsAnswerIsStoredWhenItIsCompleteAndItsPurgeIsReadBack() {
    begin("POST", false);
    call().head(200, NEW_STATE);
    log.acknowledge();
    call().body("a");
    log.giveMark();
    assertThat(events.count("stored")).isZero();
    assertThat(engine.collectBudget().usedBytes()).isEqualTo(1);
    call().body("bc").end();

    assertThat(client.told()).containsExactly("head 200", "body a", "body bc", "end");
    assertStored(true);
  }

  @Test
  void aPostsAnswerWaitsForItsMarkAlsoWithoutItsClient() {
    Exchange exchange = begin("POST", false);
    call().head(200, NEW_STATE);
    log.acknowledge();
    call().body("abc").end();
    exchange.clientGone();
    assertThat(events.count("stored")).isZero();
    log.giveMark();

    assertStored(true);
  }

  @Test
  void whatCameWhileThePurgeWasUnderWayIsStoredToo() {
    begin("POST", false);
    call().head(200, NEW_STATE).body("abc").end();
    log.giveMark();
    assertThat(events.count("stored")).isZero();
    log.acknowledge();

    assertThat(client.told()).containsExactly("head 200", "body abc", "end");
    assertStored(true);
  }

  @Test
  void aPostsAnswerThatItsClientLeavesIsNotStored() {
    Exchange exchange = begin("POST", false);
    call().head(200, NEW_STATE);
    log.acknowledge();
    call().body("a");
    exchange.clientGone();
    log.giveMark();

    assertThat(call().cancelled).isTrue();
    assertStored(false);
  }

  @Test
  void aPostsAnswerThatItsClientLeavesWhileThePurgeIsUnderWayIsNotStored() {
    Exchange exchange = begin("POST", false);
    call().head(200, NEW_STATE).body("abc").end();
    exchange.clientGone();
    log.acknowledge();
    log.giveMark();

    assertStored(false);
  }

  @Test
  void aPostsAnswerThatWasCutShortIsNotStored() {
    begin("POST", false);
    call().head(200, NEW_STATE);
    log.giveMark();
    log.acknowledge();
    call().body("a").fail(UpstreamFailure.RESPONSE_INCOMPLETE);

    assertThat(client.told()).containsExactly("head 200", "body a", "cut");
    assertStored(false);
  }

  @Test
  void aPostsAnswerThatIsNotTheNewStateIsNotCollected() {
    begin("POST", false);
    call().head(200, "Content-Length: 3", "Cache-Control: max-age=60");
    log.acknowledge();
    call().body("abc");
    assertThat(engine.collectBudget().usedBytes()).isZero();
    call().end();

    assertThat(log.marks).isEmpty();
    assertStored(false);
  }

  @Test
  void aClientThatLeavesAfterItsRequestIsCompleteDoesNotCancelTheWrite() {
    Exchange exchange = begin("PUT", true);
    exchange.requestBody(LastHttpContent.EMPTY_LAST_CONTENT);
    exchange.clientGone();
    assertThat(call().cancelled).isFalse();
    call().head(204);

    assertThat(log.unacknowledged).hasSize(1);
  }

  @Test
  void aClientThatLeavesInMidRequestCancelsTheWriteAndPurges() {
    Exchange exchange = begin("PUT", true);
    exchange.clientGone();

    assertThat(call().cancelled).isTrue();
    assertThat(log.unacknowledged).hasSize(1);
  }

  @Test
  void anErrorPurgesWhereTheRouteSaysSo() {
    begin("POST", "/unsure/1", false);
    call().head(500, "Content-Length: 0").end();
    assertThat(client.told()).isEmpty();
    log.acknowledge();

    assertThat(client.told()).containsExactly("head 500", "end");
  }

  @Test
  void theErrorOfAReadPurgesNothingWhateverTheRouteSays() {
    begin("OPTIONS", "/unsure/1", false);
    call().head(500, "Content-Length: 0").end();

    assertThat(client.told()).containsExactly("head 500", "end");
    assertThat(log.unacknowledged).isEmpty();
  }

  @Test
  void anErrorThatPurgesIsNotStored() {
    begin("POST", "/unsure/1", false);
    call()
        .head(404, "Content-Length: 3", "Content-Location: /unsure/1", "Cache-Control: max-age=9");
    log.acknowledge();
    call().body("abc").end();

    assertThat(log.marks).isEmpty();
    assertStored(false);
  }

  @Test
  void aWriteIsPurgedOnceMoreWhenItHasSettledAlsoWithoutItsClient() {
    channel.freezeTime();
    Exchange exchange = begin("POST", "/lagging/1", false);
    call().head(200, "Content-Length: 3").body("abc").end();
    log.acknowledge();
    exchange.clientGone();
    channel.advanceTimeBy(199, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(log.unacknowledged).isEmpty();
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    log.acknowledge();

    assertThat(events.count("apart-purged 1")).isEqualTo(1);
  }

  @Test
  void anUnknownOutcomeIsPurgedOnceMoreToo() {
    channel.freezeTime();
    begin("DELETE", "/lagging/1", false);
    call().fail(UpstreamFailure.RESPONSE_TIMEOUT);
    log.acknowledge();
    channel.advanceTimeBy(200, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(log.unacknowledged).hasSize(1);
  }

  @Test
  void whatPurgesNothingIsNotPurgedLater() {
    begin("POST", "/lagging/1", false);
    call().head(409, "Content-Length: 0").end();

    assertThat(channel.hasPendingTasks()).isFalse();
  }
}
