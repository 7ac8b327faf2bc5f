package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.Route;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Storing;
import io.nearside.caching.Vary;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response's head with all that is decided and known about it when it is to be stored: who asked
 * for it, when, and from which place in the purge log on. Immutable; used on any loop.
 */
final class Storable {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseHead head;
  private final StoreDecision decision;
  private final Mark mark;
  private final long[] tags;
  private final long beganMillis;
  private final List<String> varyNames;
  private final byte[] varyDigest;

  /**
   * A storable response.
   *
   * @param mark taken before its request went upstream
   * @param tags what purges it
   * @param beganMillis when its request went upstream
   */
  Storable(
      CacheEngine engine,
      ProxyRequest request,
      ResponseHead head,
      StoreDecision decision,
      Mark mark,
      long[] tags,
      long beganMillis) {
    this.engine = engine;
    this.request = request;
    this.head = head;
    this.decision = decision;
    this.mark = mark;
    this.tags = tags;
    this.beganMillis = beganMillis;
    List<String> names = Vary.names(head.fields());
    this.varyNames = names == null ? List.of() : names;
    this.varyDigest =
        varyNames.isEmpty()
            ? new byte[0]
            : Vary.digest(varyNames, request.fields(), request.route().vary());
  }

  /**
   * Decides about a whole response that has just come.
   *
   * @param method what it counts as the answer to
   * @param beganMillis when the request went upstream
   */
  static StoreDecision decide(
      CacheEngine engine,
      ProxyRequest request,
      String method,
      ResponseHead head,
      long beganMillis) {
    return Storing.decide(
        request.uri(),
        method,
        request.fields(),
        head.status(),
        head.fields(),
        request.route(),
        beganMillis,
        engine.nowMillis());
  }

  /** Why a response is not stored, judged by its head; null when it is. */
  static @Nullable String refusal(
      ProxyRequest request, ResponseHead head, StoreDecision decision, long[] tags) {
    if (!decision.storable()) {
      return decision.verdict().text();
    }
    if (head.unstorable() != null) {
      return head.unstorable();
    }
    if (head.contentLength() > request.route().maxObjectBytes()) {
      return "too-large";
    }
    return hasTooMany(request.route(), head, tags) ? "too-many-tags" : null;
  }

  /** Whether its fields name too many tags; those that it has by its URL do not count. */
  static boolean hasTooMany(Route route, ResponseHead head, long[] tags) {
    return tags.length > route.maxTags() && PurgeTags.hasTooMany(route, head.fields());
  }

  /**
   * Whether another representation has taken the place of the one that the upstream was asked
   * about: then its answer comes too late.
   */
  static boolean isReplaced(CacheEngine engine, ProxyRequest request, StoredResponse asked) {
    if (!(engine.near().get(request.bestKey()) instanceof StoredResponse there)) {
      return false;
    }
    boolean same =
        Objects.equals(there.entityTag(), asked.entityTag())
            && there.lastModifiedMillis() == asked.lastModifiedMillis();
    return !same && there.originMillis() > asked.originMillis();
  }

  /** Takes out of both stores what must not be used any more, whatever is there by now. */
  static void drop(CacheEngine engine, ProxyRequest request, StoredResponse stored) {
    engine.near().remove(request.bestKey(), stored);
    FarStore far = engine.far();
    if (far != null) {
      // There is no way to delete it, but a short life is one.
      StoredResponse stale = stored.staleFrom(stored.originMillis());
      far.put(request.route().fingerprint(), request.bestKey(), stale, 1);
    }
  }

  ResponseHead head() {
    return head;
  }

  StoreDecision decision() {
    return decision;
  }

  /** What purges it. Shared: not to be written to. */
  long[] tags() {
    return tags;
  }

  /**
   * Whether there is a store that takes it: before the purge log was read only the near cache does.
   */
  boolean isKept() {
    return mark.isRead() || !engine.near().isOff();
  }

  /** The freshness that is left, in seconds. */
  long ttlSeconds() {
    return engine.ttlSeconds(decision);
  }

  /** Whether this request selects this response. */
  boolean isFor(ProxyRequest other) {
    return varyNames.isEmpty()
        || Arrays.equals(varyDigest, Vary.digest(varyNames, other.fields(), other.route().vary()));
  }

  /** The rule of the resource's variants, or null when it has none. */
  @Nullable VaryRule rule() {
    return varyNames.isEmpty() ? null : new VaryRule(varyNames);
  }

  /** Lets both stores know that the resource has variants, before the first one is there. */
  void publishRule() {
    VaryRule rule = rule();
    if (rule != null) {
      put(request.key(), rule, decision.goneAtMillis() - engine.nowMillis());
    }
  }

  /**
   * What it is as a stored response, but for its body.
   *
   * @param completeLength how many bytes the whole representation has
   */
  StoredResponse.Builder builder(long completeLength) {
    return builder(completeLength, Set.copyOf(decision.unstoredFields()));
  }

  /**
   * What the one who asked gets of a stored response that was found to be right: also what nobody
   * else may get. Not to be stored.
   */
  StoredResponse forWhoAsked(StoredResponse validated) {
    long now = engine.nowMillis();
    return builder(validated.completeLength(), Set.of())
        .times(Storing.originMillis(head.fields(), beganMillis, now), now, now, now, now)
        .bodyOf(validated)
        .build();
  }

  private int fetchMillis() {
    long took = engine.nowMillis() - beganMillis;
    return (int) Math.max(0, Math.min(took, Integer.MAX_VALUE));
  }

  private StoredResponse.Builder builder(long completeLength, Set<String> dropped) {
    return new StoredResponse.Builder()
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
        .vary(varyNames, varyDigest)
        .head(head.serialized(completeLength, dropped))
        .fetchMillis(fetchMillis())
        .hidden(head.serializedHidden(dropped))
        .fetchBeganMillis(beganMillis);
  }

  /**
   * Puts it into both stores.
   *
   * @return whether other sidecars can have it
   */
  boolean keep(StoredResponse response) {
    CacheKey key = request.key();
    if (!varyNames.isEmpty()) {
      key = key.variant(Vary.slot(varyDigest, request.route().maxVariants()));
    }
    boolean forOthers = put(key, response, response.goneAtMillis() - engine.nowMillis());
    engine.listener().stored(request, response.encoded().length);
    return forOthers;
  }

  private boolean put(CacheKey key, CacheValue value, long lifetimeMillis) {
    return put(engine, request.route(), key, value, mark.isRead() ? lifetimeMillis : 0);
  }

  /**
   * Puts a value into the near cache, and into the far store where it may stay for some time.
   *
   * @param farLifetimeMillis how long it may stay in the far store
   * @return whether it goes there
   */
  static boolean put(
      CacheEngine engine, Route route, CacheKey key, CacheValue value, long farLifetimeMillis) {
    engine.near().put(key, value);
    FarStore far = engine.far();
    boolean small = value.encoded().length <= engine.config().farMaxObjectBytes();
    if (far == null || !small || farLifetimeMillis <= 0) {
      return false;
    }
    far.put(route.fingerprint(), key, value, farLifetimeMillis);
    return true;
  }
}
