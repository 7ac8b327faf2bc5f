package io.nearside.exchange;

import io.nearside.caching.Freshening;
import io.nearside.caching.Lookup;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Vary;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;

/**
 * What the upstream's answer to a HEAD says of the response that is stored for GET: it is the same
 * one, and gets the answer's fields, or it is out of date. It never makes the copy good for longer
 * than the purge log says: only a new body could.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.5
 */
final class HeadUpdate {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final StoredResponse stored;

  private HeadUpdate(CacheEngine engine, ProxyRequest request, StoredResponse stored) {
    this.engine = engine;
    this.request = request;
    this.stored = stored;
  }

  /**
   * Applies an answer.
   *
   * @param sentMillis when the request went upstream
   */
  static void apply(
      CacheEngine engine, ProxyRequest request, ResponseHead answer, long sentMillis) {
    StoredResponse stored = request.candidate();
    // Of a request that wants nothing kept nothing is.
    boolean says = request.lookup() == Lookup.HEAD_ONLY && answer.status() == 200;
    if (!says || stored == null || stored.isPartial()) {
      return;
    }
    if (Storable.isReplaced(engine, request, stored) || !engine.log().standing(stored).holds()) {
      return;
    }
    HeadUpdate update = new HeadUpdate(engine, request, stored);
    switch (Freshening.head(stored, stored.completeLength(), answer.fields())) {
      case SAME -> update.freshen(answer, sentMillis);
      case DIFFERENT -> update.makeStale();
    }
  }

  private void freshen(ResponseHead answer, long sentMillis) {
    ResponseHead head = ResponseHead.updated(stored, answer);
    StoreDecision decision = Storable.decide(engine, request, "GET", head, sentMillis);
    if (decision.verdict().leavesWhatIsStored()) {
      return;
    }
    long[] tags = PurgeTags.ofResponse(request.uri(), request.route(), head.fields());
    boolean fits = head.isOfStorableSize() && isOfTheSameVariant(head);
    if (!fits || Storable.refusal(request, head, decision, tags) != null) {
      makeStale();
      return;
    }
    Storable storable =
        new Storable(engine, request, head, decision, mark(), tags, stored.fetchBeganMillis());
    storable.publishRule();
    storable.keep(
        storable
            .builder(stored.completeLength())
            .fetchMillis(stored.fetchMillis())
            .bodyOf(stored)
            .build());
  }

  /** Of a body that was selected by other fields than these nobody knows which request gets it. */
  private boolean isOfTheSameVariant(ResponseHead head) {
    return stored.varyNames().equals(Vary.names(head.fields()));
  }

  /** Its place in the log, which a HEAD does not raise. */
  private Mark mark() {
    return new Mark(stored.epoch(), stored.position());
  }

  /** What is stored may be validated, but not be used without that. */
  private void makeStale() {
    long now = engine.nowMillis();
    StoredResponse stale = stored.staleFrom(now);
    engine.near().remove(request.bestKey(), stored);
    long left = stored.goneAtMillis() - now;
    Storable.put(engine, request.route(), request.bestKey(), stale, mark().isRead() ? left : 0);
  }
}
