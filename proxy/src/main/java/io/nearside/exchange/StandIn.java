package io.nearside.exchange;

import io.nearside.caching.Reuse;
import io.nearside.store.StoredResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is answered where the upstream could not.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc5861#section-4
 */
final class StandIn {
  private static final int GATEWAY_TIMEOUT = 504;

  private StandIn() {}

  /** The stale response that may stand in for an error, or null. */
  static @Nullable StoredResponse of(CacheEngine engine, ProxyRequest request) {
    StoredResponse stale = request.candidate();
    if (stale == null
        || !Selection.isEnough(request, stale)
        || !Reuse.mayServeOnError(stale, request.route(), request.received(), engine.nowMillis())) {
      return null;
    }
    return engine.log().standing(stale).holds() ? stale : null;
  }

  /** Answers with it. */
  static void answer(
      CacheEngine engine, ProxyRequest request, ResponseSink sink, StoredResponse stale) {
    engine.listener().hit(request, true);
    engine.deliver(request, sink, stale, CacheStatus.staleIfError(engine.ttlSeconds(stale)));
  }

  /** Says that there is no answer. */
  static void refuse(ProxyRequest request, ResponseSink sink, UpstreamFailure failure) {
    StoredResponse stored = request.candidate();
    // https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.2
    boolean mustNotBeStale = stored != null && stored.staleForbidden();
    sink.error(
        mustNotBeStale ? GATEWAY_TIMEOUT : failure.status(),
        failure.sentence(),
        ProxyStatus.of(failure));
  }
}
