package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.caching.PartialContent;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Storing;
import io.nearside.http.ByteRange;
import io.nearside.http.ContentRange;
import io.nearside.store.Combining;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a part of a representation that is not stored. What comes streams to its client; a
 * part with a strong validator is stored beside those that are there already, and of a part that is
 * there in part only the rest is asked for. Everything runs on the loop of its client.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3 and section 3.4
 */
final class RangeExchange implements Exchange, Upstream.Listener {
  private static final HttpHeaders NO_TRAILERS = EmptyHttpHeaders.INSTANCE;

  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private final EventExecutor loop;
  private Mark mark;
  private long beganMillis;

  private Upstream.@Nullable Call call;
  private @Nullable Revalidation revalidation;
  private boolean answered;

  /** What is to be stored of the answer; null when nothing is. */
  private @Nullable Storable storable;

  private final Collected collected;

  /** Which part of the representation comes; null: all of it. */
  private @Nullable ByteRange arriving;

  /** The part of a whole body that the client gets; null: all that comes. */
  private @Nullable PartOfBody part;

  /** What is stored of the wanted part behind what comes. */
  private @Nullable ByteRange behind;

  private final Untaken untaken;

  RangeExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
    this.loop = sink.loop();
    this.mark = engine.log().mark();
    this.beganMillis = engine.nowMillis();
    this.untaken = new Untaken(sink);
    this.collected = new Collected(engine.collectBudget(), request.route().maxObjectBytes());
  }

  void start() {
    request.prepare();
    ByteRange wanted = wantedOf(request.candidate());
    if (wanted != null) {
      revalidation = Revalidation.completing(engine, stored(), wanted);
    }
    ask();
  }

  /** The one part that the client asks for, where something of the representation is stored. */
  private @Nullable ByteRange wantedOf(@Nullable StoredResponse stored) {
    if (stored == null || !stored.isPartial()) {
      return null;
    }
    return Delivery.onePart(Delivery.decide(request.method(), request.received(), stored));
  }

  private StoredResponse stored() {
    StoredResponse stored = request.candidate();
    if (stored == null) {
      throw new IllegalStateException("nothing is stored");
    }
    return stored;
  }

  private void ask() {
    engine.listener().forwarded(request, request.forwardReason());
    HttpRequest head =
        revalidation == null
            ? UpstreamHead.of(request)
            : UpstreamHead.forFill(request, revalidation);
    call = engine.ask(request, head, false, loop, this);
  }

  private void askPlainly() {
    drop();
    revalidation = null;
    ask();
  }

  // The answer.

  @Override
  public void sending() {
    beganMillis = engine.nowMillis();
    if (revalidation == null) {
      mark = engine.log().mark();
    }
  }

  @Override
  public void interim(HttpResponse response) {
    sink.interim(ResponseHead.interim(response, request.route()));
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
    Revalidation asked = revalidation;
    Revalidation.Answer answer = asked == null ? Revalidation.Answer.OTHER : asked.answer(head);
    if (asked != null && answer == Revalidation.Answer.COMPLETES) {
      completes(asked, head);
    } else if (answer == Revalidation.Answer.OTHER) {
      if (head.isServerFailure() && standsIn()) {
        return;
      }
      answered = true;
      switch (head.status()) {
        case 200 -> whole(head);
        case 206 -> part(head);
        default -> deliver(head, CacheStatus.notStored(reason(), head.status(), null));
      }
    } else {
      askPlainly();
    }
  }

  private ForwardReason reason() {
    return request.forwardReason();
  }

  private void deliver(ResponseHead head, String status) {
    sink.head(head.message(engine.told(request, status)));
  }

  /** The upstream does not serve parts, or what is asked for has changed: all of it comes. */
  private void whole(ResponseHead head) {
    StoreDecision decision = Storable.decide(engine, request, "GET", head, beganMillis);
    boolean fits = head.contentLength() <= request.route().maxObjectBytes();
    String status;
    if (decision.storable() && fits && head.unstorable() == null) {
      status = collect(head, decision, head.status());
    } else {
      collected.giveUp();
      status = CacheStatus.notStored(reason(), head.status(), refusal(decision, "too-large"));
    }
    ByteRange wanted =
        Delivery.onePart(Delivery.decide(request.method(), request.received(), head));
    if (wanted == null) {
      deliver(head, status);
    } else {
      part = new PartOfBody(wanted);
      sink.head(head.part(wanted, List.of(), engine.told(request, status)));
    }
  }

  private void part(ResponseHead head) {
    StoreDecision decision = decidePartial(head);
    ContentRange range = ContentRange.parse(head.headers().get("content-range"));
    ByteRange came = range == null ? null : range.range();
    boolean known =
        range != null
            && came != null
            && range.completeLength() >= 0
            && (head.contentLength() < 0 || head.contentLength() == came.length());
    if (range == null || !known || !decision.storable()) {
      deliver(head, CacheStatus.notStored(reason(), 206, refusal(decision, "no-single-part")));
      return;
    }
    arriving = came;
    ResponseHead whole = head.ofWhole(200, range.completeLength());
    // https://www.rfc-editor.org/rfc/rfc9111#section-3.4: what it does not name stays.
    StoredResponse old = combinable(whole);
    ResponseHead updated = old == null ? whole : ResponseHead.updated(old, whole);
    deliver(head, collect(updated.isOfStorableSize() ? updated : whole, decision, 206));
  }

  private static String refusal(StoreDecision decision, String otherwise) {
    return decision.storable() ? otherwise : decision.verdict().text();
  }

  /** What was asked for comes, and what is stored around it goes before and behind it. */
  private void completes(Revalidation asked, ResponseHead answer) {
    ByteRange gap = asked.gap();
    ByteRange wanted = wantedOf(asked.stored());
    if (wanted == null) {
      throw new IllegalStateException("nobody asked for " + gap);
    }
    ResponseHead head = asked.updated(answer);
    StoreDecision decision = Storable.decide(engine, request, "GET", head, beganMillis);
    if (!decision.storable()) {
      askPlainly();
      return;
    }
    answered = true;
    arriving = gap;
    String status = collect(head, decision, 206);
    sink.head(head.part(wanted, List.of(), engine.told(request, status)));
    if (gap.last() < wanted.last()) {
      behind = new ByteRange(gap.last() + 1, wanted.last());
    }
    if (wanted.first() < gap.first()) {
      ByteRange before = new ByteRange(wanted.first(), gap.first() - 1);
      send(Unpooled.wrappedBuffer(asked.stored().bytesOf(before)));
    }
  }

  private StoreDecision decidePartial(ResponseHead head) {
    return Storing.decidePartial(
        request.uri(),
        "GET",
        request.fields(),
        head.status(),
        head.fields(),
        request.route(),
        beganMillis,
        engine.nowMillis());
  }

  /** From here on the body is collected; says so for the client. */
  private String collect(ResponseHead whole, StoreDecision decision, int answeredWith) {
    long[] tags = PurgeTags.ofResponse(request.uri(), request.route(), whole.fields());
    if (Storable.hasTooMany(request.route(), whole, tags)) {
      return CacheStatus.notStored(reason(), answeredWith, "too-many-tags");
    }
    Storable found = new Storable(engine, request, whole, decision, mark, tags, beganMillis);
    storable = found;
    return CacheStatus.stored(reason(), answeredWith, found.ttlSeconds(), false);
  }

  @Override
  public void body(ByteBuf piece) {
    if (storable == null && part == null) {
      send(piece);
      return;
    }
    byte[] bytes = new byte[piece.readableBytes()];
    piece.readBytes(bytes);
    piece.release();
    String refusal = storable == null ? null : collected.add(bytes);
    if (refusal != null) {
      collected.giveUp();
      engine.listener().notStored(request, refusal);
    }
    ByteBuf wanted = part == null ? Unpooled.wrappedBuffer(bytes) : part.next(bytes);
    if (wanted != null) {
      send(wanted);
    }
    if (part != null && part.isComplete() && !collected.isComplete()) {
      // Nobody wants what follows.
      drop();
      untaken.complete(NO_TRAILERS);
      pump();
    }
  }

  private void send(ByteBuf piece) {
    untaken.add(piece);
    pump();
  }

  /** Gives the client as much as it takes, and reads on where it takes all. */
  private void pump() {
    untaken.pump();
    if (call != null) {
      call.reading(sink.isWritable());
    }
  }

  @Override
  public void end(HttpHeaders trailers) {
    call = null;
    Storable kept = storable;
    if (kept != null) {
      try {
        store(kept);
      } catch (OutOfMemoryError noRoom) {
        // Its client is owed its end all the same.
        engine.listener().notStored(request, "no-memory");
      }
    }
    collected.giveUp();
    if (behind != null) {
      untaken.add(Unpooled.wrappedBuffer(stored().bytesOf(behind)));
    }
    untaken.complete(asItCame() ? Trailers.passed(trailers, request.route()) : NO_TRAILERS);
    pump();
  }

  /** Whether the client gets the upstream's message, and not what was made of it. */
  private boolean asItCame() {
    return part == null && revalidation == null;
  }

  // The stores.

  private void store(Storable kept) {
    long[] tags = kept.tags();
    ByteRange came = arriving;
    long expected = came == null ? kept.head().contentLength() : came.length();
    boolean whole = expected < 0 || collected.length() == expected;
    if (!collected.isComplete() || !whole || engine.log().purgedSince(mark, tags)) {
      return;
    }
    kept.publishRule();
    if (came == null) {
      kept.keep(kept.builder(collected.length()).body(collected.pieces()).build());
    } else {
      keepPart(kept, came);
    }
  }

  private void keepPart(Storable kept, ByteRange came) {
    long completeLength = kept.head().contentLength();
    StoredResponse old = combinable(kept.head());
    byte[] bytes = collected.bytes();
    StoredResponse.Builder builder = kept.builder(completeLength);
    Combining.Combined all =
        old == null ? null : Combining.combine(old, came, bytes, request.route().maxObjectBytes());
    if (all == null) {
      builder.parts(completeLength, List.of(came)).body(List.of(bytes));
    } else {
      builder.combined(all);
    }
    kept.keep(builder.build());
  }

  /** What is stored of the very same representation, if it still holds. */
  private @Nullable StoredResponse combinable(ResponseHead whole) {
    StoredResponse old = request.candidate();
    if (old == null
        || !old.isPartial()
        || old.completeLength() != whole.contentLength()
        || !PartialContent.mayCombine(old, whole.fields())) {
      return null;
    }
    return engine.log().standing(old).holds() ? old : null;
  }

  @Override
  public void failed(UpstreamFailure failure) {
    call = null;
    collected.giveUp();
    engine.listener().failed(request, failure);
    if (answered) {
      untaken.drop();
      sink.cut();
    } else if (!standsIn()) {
      StandIn.refuse(request, sink, failure);
    }
  }

  private boolean standsIn() {
    StoredResponse stale = StandIn.of(engine, request);
    if (stale == null) {
      return false;
    }
    drop();
    StandIn.answer(engine, request, sink, stale);
    return true;
  }

  // What the client does.

  @Override
  public void upstreamWritable() {
    // There is no request body.
  }

  @Override
  public void requestBody(HttpContent piece) {
    // Only requests without a body come this way.
    piece.release();
  }

  @Override
  public void writable() {
    pump();
  }

  @Override
  public void clientGone() {
    untaken.drop();
    collected.giveUp();
    drop();
  }

  private void drop() {
    if (call != null) {
      call.cancel();
      call = null;
    }
  }
}
