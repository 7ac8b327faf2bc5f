package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Vary;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where complete responses are put: the near cache, and the far store where it may have them. */
final class ResponseStore {
  /** A resource's rule is worth keeping longer than any one of its variants. */
  private static final long RULE_LIFETIME_MILLIS = 3_600_000;

  /** Most tags that any response has, by its URL and its route: not counted against the limit. */
  private static final int TAGS_OF_EVERY_RESPONSE = 16;

  private ResponseStore() {}

  /** Why a response is not stored, judged by its head; null when it is. */
  static @Nullable String refusal(
      ProxyRequest request, ResponseHead head, StoreDecision decision, long[] tags) {
    if (!decision.storable()) {
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

  /**
   * Stores a complete response, and before it the rule of its variants where it has any.
   *
   * @param request the request that it answers, whose fields select the variant
   * @param key the primary key
   * @param mark up to where in the purge log it is good
   * @param beganMillis when its request went upstream
   */
  static void store(
      CacheEngine engine,
      ProxyRequest request,
      CacheKey key,
      ResponseHead head,
      StoreDecision decision,
      Mark mark,
      long[] tags,
      long beganMillis,
      List<byte[]> body,
      long bodyLength) {
    List<String> names = varyNames(head);
    byte[] digest = names.isEmpty() ? new byte[0] : Vary.digest(names, request.fields());
    StoredResponse response =
        new StoredResponse.Builder()
            .status(head.status())
            .times(
                decision.originMillis(),
                decision.freshUntilMillis(),
                decision.staleWhileRevalidateUntilMillis(),
                decision.staleIfErrorUntilMillis(),
                decision.goneAtMillis())
            .lifetimeByRule(decision.lifetimeByRule())
            .mustValidate(decision.mustValidate())
            .staleForbidden(decision.staleForbidden())
            .mark(mark)
            .tags(tags)
            .vary(names, digest)
            .head(head.serialized(bodyLength, Set.copyOf(decision.unstoredFields())))
            .body(body)
            .fetchBeganMillis(beganMillis)
            .build();
    publishRule(engine, request, key, head, decision, mark);
    CacheKey slot =
        names.isEmpty() ? key : key.variant(Vary.slot(digest, request.route().maxVariants()));
    long lifetimeMillis = decision.goneAtMillis() - engine.nowMillis();
    put(engine, request, slot, response, mark, lifetimeMillis);
    engine.listener().stored(request, response.encoded().length);
  }

  /** Lets both stores know that the resource has variants, where it has. */
  static void publishRule(
      CacheEngine engine,
      ProxyRequest request,
      CacheKey key,
      ResponseHead head,
      StoreDecision decision,
      Mark mark) {
    List<String> names = varyNames(head);
    if (!names.isEmpty()) {
      long lifetime = Math.max(RULE_LIFETIME_MILLIS, decision.goneAtMillis() - engine.nowMillis());
      put(engine, request, key, new VaryRule(names), mark, lifetime);
    }
  }

  private static List<String> varyNames(ResponseHead head) {
    List<String> names = Vary.names(head.fields());
    return names == null ? List.of() : names;
  }

  private static void put(
      CacheEngine engine,
      ProxyRequest request,
      CacheKey key,
      CacheValue value,
      Mark mark,
      long lifetimeMillis) {
    engine.near().put(key, value);
    FarStore far = engine.far();
    boolean small = value.encoded().length <= engine.config().farMaxObjectBytes();
    if (far != null && mark.isRead() && small && lifetimeMillis > 0) {
      far.put(request.route().fingerprint(), key, value, lifetimeMillis);
    }
  }
}
