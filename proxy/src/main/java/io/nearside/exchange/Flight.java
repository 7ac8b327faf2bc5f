package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.Storability;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Storing;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch for the cache, and those who wait for it. It looks into the far store, else asks the
 * upstream; a response that may be shared streams to everybody while it is collected, one that may
 * not goes straight to the leader and the others are let go.
 *
 * <p>Lives on the loop of the request that began it. Those who wait live on theirs; they are told
 * through {@link CachedExchange#tell}.
 */
final class Flight implements Upstream.Listener {
  /*
   * A flight's states, each ended by the next:
   *   LOOKING   the far store is asked
   *   AWAITING  the upstream was asked, its head has not come
   *   SHARED    streams to all and is collected
   *   DIRECT    streams to the leader only
   *   OVER
   */
  private enum State {
    LOOKING,
    AWAITING,
    SHARED,
    DIRECT,
    OVER
  }

  /** Most tags that any response has, by its URL and its route: not counted against the limit. */
  private static final int TAGS_OF_EVERY_RESPONSE = 16;

  private final CacheEngine engine;
  private final Flights flights;
  private final CacheKey key;
  private final ProxyRequest request;
  private final EventExecutor loop;
  private final Mark mark;
  private final long beganMillis;

  /** The tags of the response, which are those of its request and route; read by those who join. */
  private final long[] tags;

  private final List<CachedExchange> waiting = new ArrayList<>();
  private @Nullable CachedExchange leader;
  private boolean alone;
  private State state = State.LOOKING;
  private Upstream.@Nullable Call call;
  private @Nullable SharedResponse shared;

  Flight(
      CacheEngine engine, Flights flights, CacheKey key, ProxyRequest request, EventExecutor loop) {
    this.engine = engine;
    this.flights = flights;
    this.key = key;
    this.request = request;
    this.loop = loop;
    this.mark = engine.log().mark();
    this.beganMillis = engine.nowMillis();
    this.tags = PurgeTags.ofResponse(request.uri(), request.route());
  }

  // Beginning and joining.

  /** Begins, for this exchange first of all. On this flight's loop. */
  void lead(CachedExchange exchange) {
    leader = exchange;
    waiting.add(exchange);
    exchange.joined(this, true);
    look();
  }

  /** Begins for this exchange alone; the response may be stored all the same. */
  void alone(CachedExchange exchange) {
    alone = true;
    leader = exchange;
    waiting.add(exchange);
    exchange.joined(this, true);
    fetch();
  }

  /** Begins for the store alone. */
  void refresh() {
    if (loop.inEventLoop()) {
      fetch();
    } else {
      loop.execute(this::fetch);
    }
  }

  /**
   * Whether something that the response has was purged since this began, or may have been by
   * another sidecar for too long: on any thread.
   */
  boolean mayBePurged() {
    return engine.log().purgedSince(mark, tags) || !engine.log().trusts(beganMillis);
  }

  /** Joins, from the exchange's loop. */
  void join(CachedExchange exchange) {
    exchange.joined(this, false);
    engine.listener().collapsed(exchange.request());
    onLoop(() -> add(exchange));
  }

  private void add(CachedExchange exchange) {
    switch (state) {
      case LOOKING, AWAITING -> waiting.add(exchange);
      case SHARED -> addToShared(exchange);
      case DIRECT, OVER -> release(exchange, Release.OVER);
    }
  }

  private void addToShared(CachedExchange exchange) {
    SharedResponse response = shared;
    if (response == null || !response.isCollecting()) {
      release(exchange, Release.OVER);
      return;
    }
    waiting.add(exchange);
    tellHead(response, exchange);
  }

  private void tellHead(SharedResponse response, CachedExchange exchange) {
    if (exchange != leader && !response.isFor(exchange.request())) {
      waiting.remove(exchange);
      release(exchange, Release.OTHER_VARIANT);
      return;
    }
    BodyPiece start = response.start();
    exchange.tell(this, () -> exchange.head(response, start));
  }

  private void release(CachedExchange exchange, Release why) {
    VaryRule rule = shared == null ? null : shared.rule();
    exchange.tell(this, () -> exchange.released(why, rule));
  }

  /** An exchange goes: its client left, or it will not wait any longer. From its loop. */
  void leave(CachedExchange exchange) {
    onLoop(() -> left(exchange));
  }

  private void left(CachedExchange exchange) {
    waiting.remove(exchange);
    if (leader == exchange) {
      leader = null;
    }
    settle();
    if (state == State.OVER) {
      return;
    }
    boolean worthFinishing =
        state != State.DIRECT && !alone && (shared == null || shared.isCollecting());
    if (waiting.isEmpty() && !worthFinishing) {
      over();
      cancelCall();
      return;
    }
    resumeIfRoom();
  }

  // The far store.

  private void look() {
    FarStore far = engine.far();
    if (far == null) {
      fetch();
      return;
    }
    new FarLookup(engine, far, request, loop, this::looked).start();
  }

  private void looked(@Nullable StoredResponse response) {
    if (state == State.OVER) {
      return;
    }
    if (response == null) {
      fetch();
      return;
    }
    over();
    forAll(exchange -> exchange.found(response));
  }

  // The upstream.

  private void fetch() {
    state = State.AWAITING;
    engine.listener().forwarded(request, request.forwardReason());
    call = engine.upstream().begin(UpstreamHead.forFill(request), false, loop, this);
  }

  @Override
  public void interim(HttpResponse response) {
    // Only the one whose request it answers hears of it.
    CachedExchange first = leader;
    if (first != null) {
      first.interim(response);
    }
  }

  @Override
  public void upstreamWritable() {
    // There is no request body.
  }

  @Override
  public void head(HttpResponse response) {
    ResponseHead head = ResponseHead.of(response, engine.nowMillis());
    StoreDecision decision =
        Storing.decide(
            request.uri(),
            "GET",
            request.fields(),
            head.status(),
            head.fields(),
            request.route(),
            beganMillis,
            engine.nowMillis());
    String refusal = refusal(head, decision);
    if (refusal != null) {
      direct(head, refusal, decision.verdict());
      return;
    }
    if (engine.log().purgedSince(mark, tags)) {
      direct(head, "purged", null);
      return;
    }
    share(head, decision);
  }

  private @Nullable String refusal(ResponseHead head, StoreDecision decision) {
    if (!decision.verdict().storable()) {
      return decision.verdict().text();
    }
    if (head.delimitedByClose()) {
      return "unknown-length";
    }
    if (head.contentLength() > request.route().maxObjectBytes()) {
      return "too-large";
    }
    if (tags.length > request.route().maxTags() + TAGS_OF_EVERY_RESPONSE) {
      return "too-many-tags";
    }
    return null;
  }

  // A response that is not shared.

  private void direct(ResponseHead head, String refusal, @Nullable Storability verdict) {
    state = State.DIRECT;
    flights.close(key, this);
    engine.listener().notStored(request, refusal);
    // A 304 answers the client's own condition and says nothing of what others would get.
    if (verdict != null && head.status() < 500 && head.status() != 304) {
      boolean byRequest =
          verdict == Storability.AUTHORIZATION || verdict == Storability.CREDENTIALS;
      // What was refused for the request's own sake says nothing of other people's requests.
      CacheKey refused = byRequest ? request.bestKeyWithCredentials() : key;
      engine.uncacheable().add(refused, engine.nowMillis() + engine.config().uncacheableMillis());
    }
    Release why =
        verdict == null
            ? Release.PURGED
            : head.status() >= 500 ? Release.ERROR : Release.UNSHAREABLE;
    CachedExchange first = leader;
    List<CachedExchange> others = List.copyOf(waiting);
    waiting.clear();
    for (CachedExchange exchange : others) {
      if (exchange != first) {
        release(exchange, why);
      }
    }
    if (first == null) {
      over();
      cancelCall();
      return;
    }
    waiting.add(first);
    first.directHead(head, refusal);
  }

  private void cancelCall() {
    if (call != null) {
      call.cancel();
    }
  }

  // A response that is shared.

  private void share(ResponseHead head, StoreDecision decision) {
    state = State.SHARED;
    engine.uncacheable().remove(key);
    SharedResponse response =
        new SharedResponse(engine, request, head, decision, mark, tags, beganMillis);
    shared = response;
    response.publishRule();
    for (CachedExchange exchange : List.copyOf(waiting)) {
      tellHead(response, exchange);
    }
  }

  @Override
  public void body(ByteBuf piece) {
    SharedResponse response = shared;
    if (state == State.DIRECT && leader != null) {
      leader.directBody(piece);
    } else if (state == State.SHARED && response != null) {
      append(response, piece);
    } else {
      piece.release();
    }
  }

  private void append(SharedResponse response, ByteBuf piece) {
    boolean wasCollecting = response.isCollecting();
    response.append(piece);
    if (wasCollecting && !response.isCollecting()) {
      flights.close(key, this);
      if (waiting.isEmpty()) {
        over();
        cancelCall();
        return;
      }
    }
    forAll(CachedExchange::grew);
    settle();
    if (call != null && !response.hasRoom(waiting)) {
      call.reading(false);
    }
  }

  /** One of those who read has come further, or has left. On this flight's loop. */
  void resumeIfRoom() {
    settle();
    SharedResponse response = shared;
    if (state == State.SHARED && call != null && response != null && response.hasRoom(waiting)) {
      call.reading(true);
    }
  }

  /** A reader has come further. From its loop. */
  void progressed() {
    SharedResponse response = shared;
    if (response == null || !response.isCollecting()) {
      onLoop(this::resumeIfRoom);
    }
  }

  /** Goes on or pauses reading a response that only the leader gets. On this flight's loop. */
  void directReading(boolean on) {
    if (state == State.DIRECT && call != null) {
      call.reading(on);
    }
  }

  @Override
  public void end(HttpHeaders trailers) {
    call = null;
    State was = state;
    CachedExchange first = leader;
    SharedResponse response = shared;
    if (was == State.SHARED && response != null) {
      response.complete();
      over();
      forAll(CachedExchange::grew);
    } else {
      over();
      if (was == State.DIRECT && first != null) {
        first.directEnd();
      }
    }
  }

  @Override
  public void failed(UpstreamFailure failure) {
    call = null;
    engine.listener().failed(request, failure);
    State was = state;
    CachedExchange first = leader;
    SharedResponse response = shared;
    over();
    if (was == State.SHARED && response != null) {
      response.cut();
      forAll(CachedExchange::grew);
    } else if (was == State.DIRECT) {
      if (first != null) {
        first.directCut();
      }
    } else {
      forAll(exchange -> exchange.failed(failure));
    }
  }

  private void over() {
    state = State.OVER;
    flights.close(key, this);
    if (shared != null) {
      shared.stopCollecting();
    }
    settle();
  }

  private void settle() {
    if (shared != null) {
      shared.settle(waiting);
    }
  }

  private void forAll(Consumer<CachedExchange> action) {
    for (CachedExchange exchange : List.copyOf(waiting)) {
      exchange.tell(this, () -> action.accept(exchange));
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Why an exchange that waited has to look for itself. */
  enum Release {
    /** The response was for the leader only. */
    UNSHAREABLE,
    /** The upstream answered the leader with an error of its own. */
    ERROR,
    /** The response is another variant than the one it selects. */
    OTHER_VARIANT,
    /** Something was purged since the fetch began. */
    PURGED,
    /** The fetch ended before it could be joined. */
    OVER
  }
}
