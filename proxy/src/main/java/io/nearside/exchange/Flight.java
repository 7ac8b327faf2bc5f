package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.Reuse;
import io.nearside.caching.Storability;
import io.nearside.caching.StoreDecision;
import io.nearside.http.ByteRange;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch for the cache, and those who wait for it. It looks into the far store, else asks the
 * upstream: for the response, whether a stored one is still right, or for what a stored one lacks.
 * A response that may be shared streams to everybody while it is collected, one that may not goes
 * straight to the leader and the others are let go; a stored one that is still right answers all.
 *
 * <p>Lives on the loop of the request that began it. Those who wait live on theirs; they are told
 * through {@link CachedExchange#tell}.
 */
final class Flight implements Upstream.Listener {
  /*
   * A flight's states, each ended by the next:
   *   LOOKING   the far store is asked
   *   AWAITING  the upstream was asked, its head has not come
   *   SHARED    streams to all and is collected, parts that are stored around it included
   *   DIRECT    streams to the leader only
   *   OVER
   * A 304 leaves it AWAITING until it ends: then what was validated is answered with.
   */
  private static final int PIECE_BYTES = 64 * 1024;

  /** However long the upstream took, what it answers may change. */
  private static final long MOST_REMEMBERED_MILLIS = 600_000;

  private enum State {
    LOOKING,
    AWAITING,
    SHARED,
    DIRECT,
    OVER
  }

  private final CacheEngine engine;
  private final Flights flights;
  private final CacheKey key;
  private final ProxyRequest request;
  private final EventExecutor loop;

  /** Where in the purge log, and when, the upstream is asked; until then where it began to look. */
  private volatile Mark mark;

  private volatile long beganMillis;

  /** The tags that any response to its request has, once they were asked for. */
  private volatile long @Nullable [] requestTags;

  /** The tags of the response, once it has come and may be stored. */
  private volatile long @Nullable [] responseTags;

  private final List<CachedExchange> waiting = new ArrayList<>();
  private @Nullable CachedExchange leader;
  private boolean alone;
  private State state = State.LOOKING;
  private Upstream.@Nullable Call call;
  private @Nullable SharedResponse shared;

  /** What those are told who come too late to get anything of this. */
  private Release released = Release.OVER;

  /** What the upstream is asked about; null when it is just asked. */
  private @Nullable Revalidation revalidation;

  /** The answer that says that what is stored is still right, until its end. */
  private @Nullable ResponseHead notModified;

  /** What the upstream answered, whatever is made of it. */
  private int upstreamStatus;

  /** Whether the upstream was asked about something else before. */
  private boolean askedAgain;

  /** Whether it is for the stores alone. */
  private boolean refreshes;

  /** Whether what came is stored. */
  private boolean renewed;

  /** Which of the sidecars fetches; null where each does for itself. */
  private @Nullable Turn turn;

  /** Whether the upstream sends what is missing between parts that are stored. */
  private boolean completing;

  Flight(
      CacheEngine engine, Flights flights, CacheKey key, ProxyRequest request, EventExecutor loop) {
    this.engine = engine;
    this.flights = flights;
    this.key = key;
    this.request = request;
    this.loop = loop;
    this.mark = engine.log().mark();
    this.beganMillis = engine.nowMillis();
  }

  // Beginning and joining.

  /** Begins, for this exchange first of all. On this flight's loop. */
  void lead(CachedExchange exchange) {
    leader = exchange;
    waiting.add(exchange);
    exchange.joined(this, true);
    look();
  }

  /**
   * Begins for this exchange alone; the response may be stored all the same.
   *
   * @param looks whether there may be something in the far store that it can ask about
   */
  void alone(CachedExchange exchange, boolean looks) {
    alone = true;
    leader = exchange;
    waiting.add(exchange);
    exchange.joined(this, true);
    if (looks) {
      look();
    } else {
      // Made just now: there is nothing newer to note.
      ask(Revalidation.of(engine, request));
    }
  }

  /** Begins for the store alone. */
  void refresh() {
    refreshes = true;
    onLoop(this::lookForNews);
  }

  /** The tags of the response: until it comes those of its request. On any thread. */
  private long[] tags() {
    long[] known = responseTags;
    return known == null ? requestTags() : known;
  }

  /** Not before they are needed: for what is not stored they never are. */
  private long[] requestTags() {
    long[] known = requestTags;
    if (known == null) {
      // Two threads may do it at once: they make the same.
      known = PurgeTags.ofResponse(request.uri(), request.route());
      requestTags = known;
    }
    return known;
  }

  /**
   * Whether something that the response has was purged since this began, or may have been by
   * another sidecar for too long: on any thread.
   */
  boolean mayBePurged() {
    return isPurged() || !engine.log().trusts(beganMillis);
  }

  private boolean isPurged() {
    long[] known = tags();
    return engine.log().purgedSince(mark, known) || engine.log().softlyPurgedSince(mark, known);
  }

  /** Joins, from the exchange's loop. */
  void join(CachedExchange exchange) {
    exchange.joined(this, false);
    onLoop(() -> add(exchange));
  }

  private void add(CachedExchange exchange) {
    switch (state) {
      case LOOKING, AWAITING -> {
        engine.listener().collapsed(exchange.request());
        waiting.add(exchange);
      }
      case SHARED -> addToShared(exchange);
      case DIRECT, OVER -> release(exchange, released);
    }
  }

  private void addToShared(CachedExchange exchange) {
    SharedResponse response = shared;
    boolean forAll = released == Release.OVER;
    if (response == null || !response.isCollecting() || !forAll) {
      release(exchange, released);
      return;
    }
    engine.listener().collapsed(exchange.request());
    waiting.add(exchange);
    tellHead(response, exchange);
  }

  private void tellHead(SharedResponse response, CachedExchange exchange) {
    if (exchange != leader && !response.storable().isFor(exchange.request())) {
      waiting.remove(exchange);
      release(exchange, Release.OTHER_VARIANT);
      return;
    }
    BodyPiece start = response.start();
    exchange.tell(this, () -> exchange.head(response, start));
  }

  private void release(CachedExchange exchange, Release why) {
    VaryRule rule = shared == null ? null : shared.storable().rule();
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
    boolean waitsForOthers = turn != null && turn.isWaiting();
    boolean worthFinishing =
        shared == null ? state != State.DIRECT && !alone && !waitsForOthers : shared.isCollecting();
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
      takeTurn(true);
      return;
    }
    found(response);
  }

  private void found(StoredResponse response) {
    over();
    forAll(exchange -> exchange.found(response));
  }

  /** Another sidecar may have fetched what this one still has the old copy of. */
  private void lookForNews() {
    FarStore far = engine.far();
    if (far == null) {
      fetch();
      return;
    }
    StoredResponse old = request.candidate();
    long known = old == null ? Long.MIN_VALUE : old.freshUntilMillis();
    new FarLookup(engine, far, request, loop, found -> news(found, known)).start();
  }

  private void news(@Nullable StoredResponse found, long knownUntilMillis) {
    long stale = Math.max(knownUntilMillis, engine.nowMillis());
    if (found != null && found.freshUntilMillis() > stale) {
      over();
    } else {
      takeTurn(false);
    }
  }

  // The other sidecars.

  private void takeTurn(boolean waits) {
    Turn mine = alone ? null : Turn.of(engine, request, mark, tags(), loop, waits, new InTurn());
    if (mine == null) {
      fetch();
      return;
    }
    turn = mine;
    mine.begin();
  }

  private final class InTurn implements Turn.Owner {
    @Override
    public void fetch() {
      Flight.this.fetch();
    }

    @Override
    public void found(StoredResponse response) {
      Flight.this.found(response);
    }

    @Override
    public boolean isPurged() {
      return mayBePurged();
    }

    @Override
    public void takenByAnother() {
      over();
    }
  }

  /** The other sidecars can have nothing of this. */
  private void keepFromOthers() {
    if (turn != null) {
      turn.unshareable();
    }
  }

  private void storedForOthers(boolean stored) {
    if (stored && turn != null) {
      turn.stored();
    }
  }

  // The upstream.

  private void fetch() {
    // It may have waited: what it gets is as new as the request that goes upstream now.
    mark = engine.log().mark();
    beganMillis = engine.nowMillis();
    ask(Revalidation.of(engine, request));
  }

  private void ask(@Nullable Revalidation question) {
    revalidation = question;
    state = State.AWAITING;
    engine.listener().forwarded(request, request.forwardReason());
    call = engine.ask(request, UpstreamHead.forFill(request, revalidation), false, loop, this);
  }

  /** The answer was about something else than what was asked about: asks for the whole. */
  private void askPlainly() {
    cancelCall();
    askedAgain = true;
    ask(null);
  }

  @Override
  public void sending() {
    beganMillis = engine.nowMillis();
    if (revalidation == null && !askedAgain) {
      // Else what is stored is part of it, and whatever ends that since it was chosen counts.
      mark = engine.log().mark();
    }
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
  public void switched(HttpResponse response, ByteStream connection) {
    // It was never asked for.
    connection.close();
    failed(UpstreamFailure.PROTOCOL_ERROR);
  }

  @Override
  public void head(HttpResponse response) {
    ResponseHead head = ResponseHead.of(engine, request, response);
    upstreamStatus = head.status();
    Revalidation asked = revalidation;
    if (asked == null) {
      if (head.status() == 304 && !request.keepsConditions()) {
        // Whoever waits cannot have what it speaks of: there was no condition.
        cancelCall();
        failed(UpstreamFailure.PROTOCOL_ERROR);
      } else {
        whole(head);
      }
      return;
    }
    switch (asked.answer(head)) {
      case OTHER -> whole(head);
      case FRESHENS -> notModified = head;
      case COMPLETES -> completed(asked, head);
      case USELESS -> askPlainly();
    }
  }

  /** The head of a whole response, of an error, or of what the client asked for itself. */
  private void whole(ResponseHead head) {
    StoreDecision decision = decide(head);
    String refusal = refusal(head, decision);
    if (head.isServerFailure() && mayServeStale()) {
      direct(head, "stale-if-error", Release.ERROR);
    } else if (refusal != null) {
      remember(head, decision.verdict());
      if (!decision.verdict().isForTheRequestsSake()) {
        endWhatIsReplacedBy(head);
      }
      direct(head, refusal, head.status() >= 500 ? Release.ERROR : Release.UNSHAREABLE);
    } else if (isPurged()) {
      direct(head, "purged", Release.PURGED);
    } else {
      share(head, decision);
    }
  }

  /**
   * What was stored is not what there is now, though that is not stored.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.3
   */
  private void endWhatIsReplacedBy(ResponseHead head) {
    StoredResponse stored = request.candidate();
    if (stored != null && head.replacesWhatIsStored()) {
      Storable.drop(engine, request, stored);
    }
  }

  private StoreDecision decide(ResponseHead head) {
    StoreDecision decision = Storable.decide(engine, request, "GET", head, beganMillis);
    if (decision.storable() || revalidation != null) {
      responseTags =
          PurgeTags.withFields(requestTags(), request.uri(), request.route(), head.fields());
    }
    return decision;
  }

  /** Why a response is not stored, or null when it is. */
  private @Nullable String refusal(ResponseHead head, StoreDecision decision) {
    return decision.storable()
        ? Storable.refusal(request, head, decision, tags())
        : decision.verdict().text();
  }

  /** Whether those who wait are better off with what is stored than with an error. */
  private boolean mayServeStale() {
    return StandIn.of(engine, request) != null;
  }

  // A response that is not shared.

  /** Remembers that the resource's responses are not stored, so that nobody waits in vain. */
  private void remember(ResponseHead head, Storability verdict) {
    // A 304 or a part answers the client's own wish and says nothing of what others would get.
    // Nor does an error that is about one request.
    if (head.status() >= 500
        || head.status() == 304
        || head.status() == 206
        || verdict == Storability.STATUS) {
      return;
    }
    // What was refused for the request's own sake says nothing of other people's requests.
    CacheKey refused = verdict.isForTheRequestsSake() ? request.bestKeyWithCredentials() : key;
    long now = engine.nowMillis();
    engine.uncacheable().add(refused, now, rememberedUntil(now));
  }

  /** Long enough that nobody waits for the next of them either, where each is a long poll. */
  private long rememberedUntil(long now) {
    long twiceAsLong = Math.min(2 * (now - beganMillis), MOST_REMEMBERED_MILLIS);
    return now + Math.max(twiceAsLong, engine.config().uncacheableMillis());
  }

  /** Lets all go but the one that led. */
  private void releaseOthers(Release why) {
    close();
    keepFromOthers();
    released = why;
    CachedExchange first = leader;
    List<CachedExchange> others = List.copyOf(waiting);
    waiting.removeIf(exchange -> exchange != first);
    for (CachedExchange exchange : others) {
      if (exchange != first) {
        release(exchange, why);
      }
    }
  }

  private void direct(ResponseHead head, String refusal, Release why) {
    state = State.DIRECT;
    engine.listener().notStored(request, refusal);
    releaseOthers(why);
    CachedExchange first = leader;
    if (first == null) {
      over();
      cancelCall();
      return;
    }
    first.directHead(head, upstreamStatus, refusal);
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
    Storable storable = storable(head, decision);
    SharedResponse response = new SharedResponse(engine, request, storable, upstreamStatus);
    shared = response;
    storable.publishRule();
    keepToLeaderIfOnlyHis(decision);
    if (head.contentLength() > engine.config().farMaxObjectBytes()) {
      keepFromOthers();
    }
    for (CachedExchange exchange : List.copyOf(waiting)) {
      tellHead(response, exchange);
    }
  }

  private Storable storable(ResponseHead head, StoreDecision decision) {
    return new Storable(engine, request, head, decision, mark, tags(), beganMillis);
  }

  /** What cannot be used without being validated is stored, but answers only who asked. */
  private void keepToLeaderIfOnlyHis(StoreDecision decision) {
    if (Reuse.needsOwnValidation(decision)) {
      long now = engine.nowMillis();
      engine.unshareable().add(key, now, rememberedUntil(now));
    } else {
      engine.unshareable().remove(key);
    }
    long usableUntil =
        Math.max(decision.freshUntilMillis(), decision.staleWhileRevalidateUntilMillis());
    if (decision.mustValidate() || usableUntil <= engine.nowMillis()) {
      releaseOthers(Release.UNSHAREABLE);
    }
  }

  // A response that is made of what is stored.

  /**
   * What is stored is still right: it goes on with the answer's fields.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4
   */
  private void freshened(Revalidation asked, ResponseHead answer) {
    try {
      freshen(asked, answer);
    } catch (OutOfMemoryError noRoom) {
      // Who waits is owed an answer all the same: what is stored is right.
      engine.listener().notStored(request, "no-memory");
      long ttlSeconds = engine.ttlSeconds(asked.stored());
      tellFreshened(
          exchange -> exchange.validated(asked.stored(), ttlSeconds, "no-memory"),
          exchange -> exchange.released(Release.OVER, null));
    }
  }

  private void freshen(Revalidation asked, ResponseHead answer) {
    StoredResponse old = asked.stored();
    ResponseHead head = asked.updated(answer);
    StoreDecision decision = decide(head);
    Storable storable = storable(head, decision);
    StoredResponse fresh = storable.builder(old.completeLength()).bodyOf(old).build();
    engine.listener().revalidated(request);
    String refusal = keepFreshened(old, fresh, storable);
    boolean alike = decision.storable() && decision.unstoredFields().isEmpty();
    StoredResponse forLeader = alike ? fresh : storable.forWhoAsked(old);
    tellFreshened(
        exchange -> exchange.validated(forLeader, storable.ttlSeconds(), refusal),
        exchange -> exchange.revalidated(fresh));
  }

  private void tellFreshened(Consumer<CachedExchange> first, Consumer<CachedExchange> others) {
    CachedExchange asker = leader;
    over();
    forAll(exchange -> (exchange == asker ? first : others).accept(exchange));
  }

  /** Stores it if it may be; why not otherwise. */
  private @Nullable String keepFreshened(
      StoredResponse old, StoredResponse fresh, Storable storable) {
    StoreDecision decision = storable.decision();
    String refusal = refusal(storable.head(), decision);
    if (refusal != null) {
      if (!decision.verdict().leavesWhatIsStored()) {
        Storable.drop(engine, request, old);
      }
      remember(storable.head(), decision.verdict());
      releaseOthers(Release.UNSHAREABLE);
      return refusal;
    }
    if (engine.log().purgedSince(mark, tags())) {
      releaseOthers(Release.PURGED);
      return "purged";
    }
    if (Storable.isReplaced(engine, request, old)) {
      releaseOthers(Release.OVER);
      return "replaced";
    }
    storable.publishRule();
    renewed = true;
    storedForOthers(storable.keep(fresh));
    keepToLeaderIfOnlyHis(decision);
    return null;
  }

  /** The part that was missing comes: it streams between what is stored around it. */
  private void completed(Revalidation asked, ResponseHead answer) {
    ResponseHead head = asked.updated(answer);
    StoreDecision decision = decide(head);
    if (refusal(head, decision) != null || isPurged()) {
      askPlainly();
      return;
    }
    completing = true;
    share(head, decision);
    if (asked.gap().first() > 0) {
      appendStored(asked.stored(), new ByteRange(0, asked.gap().first() - 1));
    }
  }

  /** What is stored behind the part that came. */
  private void completeRest(Revalidation asked) {
    StoredResponse old = asked.stored();
    long behind = asked.gap().last() + 1;
    if (behind < old.completeLength()) {
      appendStored(old, new ByteRange(behind, old.completeLength() - 1));
    }
  }

  /** In pieces, for those who read take one after the other. */
  private void appendStored(StoredResponse stored, ByteRange range) {
    ByteBuf bytes = Unpooled.wrappedBuffer(stored.bytesOf(range));
    while (bytes.isReadable()) {
      body(bytes.readRetainedSlice(Math.min(PIECE_BYTES, bytes.readableBytes())));
    }
    bytes.release();
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
      endWhatIsReplacedBy(response.head());
      close();
      keepFromOthers();
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
    Revalidation asked = revalidation;
    if (asked != null && notModified != null) {
      freshened(asked, notModified);
      return;
    }
    if (asked != null && completing) {
      completeRest(asked);
    }
    State was = state;
    CachedExchange first = leader;
    SharedResponse response = shared;
    if (was == State.SHARED && response != null) {
      if (response.isOfTheLengthItSays()) {
        renewed = response.isCollecting();
        storedForOthers(response.complete(passed(trailers)));
      } else {
        response.cut();
      }
      over();
      forAll(CachedExchange::grew);
    } else {
      over();
      if (was == State.DIRECT && first != null) {
        first.directEnd(passed(trailers));
      }
    }
  }

  /** None where they speak of another message than the one that is answered with. */
  private HttpHeaders passed(HttpHeaders trailers) {
    return completing ? EmptyHttpHeaders.INSTANCE : Trailers.passed(trailers, request.route());
  }

  @Override
  public void failed(UpstreamFailure failure) {
    call = null;
    if (revalidation != null && notModified != null) {
      // That answer has no body: its head was all of it.
      freshened(revalidation, notModified);
      return;
    }
    engine.listener().failed(request, failure);
    State was = state;
    CachedExchange first = leader;
    SharedResponse response = shared;
    if (failure.isOfTheRequest()) {
      // Those who wait may have said less.
      releaseOthers(Release.OVER);
    }
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

  /** Nobody may join it any more; one that is for its leader alone nobody could. */
  private void close() {
    if (!alone) {
      flights.close(key, this);
    }
  }

  private void over() {
    state = State.OVER;
    close();
    if (refreshes && !renewed) {
      flights.refreshedInVain(key);
    }
    if (turn != null) {
      turn.end();
    }
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
}
