package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.StoreDecision;
import io.nearside.store.PurgeLog.Mark;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a POST that is the new representation of its target, collected while it streams to
 * its client, for the GETs that follow. Stored when it is complete and the purge log has given a
 * mark for it, whichever comes last. Only used on its client's loop.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3
 */
final class PostAnswer {
  /** How long a complete body is kept for a mark that may never come. */
  private static final long MARK_WAIT_MILLIS = 2_000;

  private final CacheEngine engine;
  private final long[] tags;
  private final Deadline patience;

  /** What is to be stored; null when it is stored or given up. The log may hold on to the rest. */
  private @Nullable Draft draft;

  private final Collected collected;
  private boolean complete;
  private @Nullable Mark mark;

  private record Draft(
      ProxyRequest request, ResponseHead head, StoreDecision decision, long beganMillis) {}

  private PostAnswer(CacheEngine engine, long[] tags, Draft draft, EventExecutor loop) {
    this.engine = engine;
    this.tags = tags;
    this.draft = draft;
    this.collected =
        new Collected(engine.collectBudget(), draft.request().route().maxObjectBytes());
    this.patience = new Deadline(loop, () -> refuse("purged"));
  }

  /**
   * Begins to collect where the head allows it.
   *
   * @param beganMillis when the request went upstream
   */
  static @Nullable PostAnswer of(
      CacheEngine engine,
      ProxyRequest request,
      ResponseHead head,
      long beganMillis,
      EventExecutor loop) {
    StoreDecision decision = Storable.decide(engine, request, request.method(), head, beganMillis);
    if (!decision.storable()) {
      return null;
    }
    long[] tags = PurgeTags.ofResponse(request.uri(), request.route(), head.fields());
    String refusal = Storable.refusal(request, head, decision, tags);
    if (refusal != null) {
      engine.listener().notStored(request, refusal);
      return null;
    }
    return new PostAnswer(engine, tags, new Draft(request, head, decision, beganMillis), loop);
  }

  /** The tags of the copy. */
  long[] tags() {
    return tags;
  }

  /**
   * The freshness that it has, in seconds, where it is known by now that it may be stored; else
   * null.
   */
  @Nullable Long ttlSeconds() {
    Draft current = draft;
    return current == null || mark == null ? null : engine.ttlSeconds(current.decision());
  }

  /** A piece of the body, which stays the caller's. */
  void append(ByteBuf piece) {
    if (draft == null) {
      return;
    }
    byte[] bytes = new byte[piece.readableBytes()];
    piece.getBytes(piece.readerIndex(), bytes);
    String refusal = collected.add(bytes);
    if (refusal != null) {
      refuse(refusal);
    }
  }

  /** The body is complete. */
  void complete() {
    complete = true;
    if (draft != null && mark == null) {
      patience.in(MARK_WAIT_MILLIS);
    } else {
      store();
    }
  }

  /** It may be stored under this mark. */
  void marked(Mark given) {
    mark = given;
    if (complete) {
      store();
    }
  }

  private void store() {
    Draft ready = draft;
    Mark given = mark;
    if (ready == null || given == null) {
      return;
    }
    try {
      store(ready, given);
    } catch (OutOfMemoryError noRoom) {
      // Its client is owed its end all the same.
      engine.listener().notStored(ready.request(), "no-memory");
    } finally {
      drop();
    }
  }

  private void store(Draft ready, Mark given) {
    ProxyRequest request = ready.request();
    CacheKey key = request.makeKey();
    request.key(key);
    engine.uncacheable().remove(key);
    Storable storable =
        new Storable(
            engine, request, ready.head(), ready.decision(), given, tags, ready.beganMillis());
    storable.publishRule();
    storable.keep(storable.builder(collected.length()).body(collected.pieces()).build());
  }

  private void refuse(String reason) {
    Draft refused = draft;
    drop();
    if (refused != null) {
      engine.listener().notStored(refused.request(), reason);
    }
  }

  /** Gives up what is not stored. */
  void drop() {
    patience.cancel();
    draft = null;
    collected.giveUp();
  }
}
