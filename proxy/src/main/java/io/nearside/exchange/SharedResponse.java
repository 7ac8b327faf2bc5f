package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.Reuse;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Vary;
import io.nearside.http.CacheControl;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response that streams to several clients and is collected for the stores as long as it fits.
 * Its head is read on any loop; the rest is used on the fetching one.
 */
final class SharedResponse {
  /** How far readers may lie behind when the response is not collected any more. */
  private static final long WINDOW_BYTES = 256 * 1024;

  /** A resource's rule is worth keeping longer than any one of its variants. */
  private static final long RULE_LIFETIME_MILLIS = 3_600_000;

  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseHead head;
  private final StoreDecision decision;
  private final Mark mark;
  private final long[] tags;
  private final long beganMillis;
  private final List<String> varyNames;
  private final byte[] varyDigest;

  /** Where readers begin, while the body is collected. */
  private BodyPiece start = BodyPiece.start();

  private BodyPiece last = start;
  private List<byte[]> collected = new ArrayList<>();
  private volatile boolean collecting = true;
  private long collectedBytes;

  /** What is taken from the budget: as long as a reader may still hold it, it is in memory. */
  private long budgetedBytes;

  private long producedBytes;

  SharedResponse(
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
    this.varyDigest = varyNames.isEmpty() ? new byte[0] : digest(request);
  }

  ResponseHead head() {
    return head;
  }

  /** Where a reader begins; only while the body is collected. */
  BodyPiece start() {
    return start;
  }

  /** The freshness that is left, in seconds. */
  long ttlSeconds() {
    return engine.ttlSeconds(decision);
  }

  /** Whether this request selects this response. */
  boolean isFor(ProxyRequest other) {
    return varyNames.isEmpty() || Arrays.equals(varyDigest, digest(other));
  }

  private byte[] digest(ProxyRequest selecting) {
    return Vary.digest(varyNames, selecting.fields(), selecting.route().vary());
  }

  /** Whether a request that selects this response may be answered with it. */
  boolean suits(ProxyRequest other) {
    return Reuse.decide(decision, other.route(), other.received(), engine.nowMillis())
        == Reuse.FRESH;
  }

  /** The rule of the resource's variants, or null when it has none. */
  @Nullable VaryRule rule() {
    return varyNames.isEmpty() ? null : new VaryRule(varyNames);
  }

  /** Lets both stores know that the resource has variants, before the first one is there. */
  void publishRule() {
    VaryRule rule = rule();
    if (rule != null) {
      long lifetime = Math.max(RULE_LIFETIME_MILLIS, decision.goneAtMillis() - engine.nowMillis());
      put(request.key(), rule, lifetime);
    }
  }

  // The body.

  boolean isCollecting() {
    return collecting;
  }

  /** Takes a piece of the body over. */
  void append(ByteBuf piece) {
    byte[] bytes = new byte[piece.readableBytes()];
    piece.readBytes(bytes);
    piece.release();
    producedBytes += bytes.length;
    last = last.append(bytes);
    if (collecting) {
      collect(bytes);
    }
  }

  private void collect(byte[] bytes) {
    boolean fits = collectedBytes + bytes.length <= request.route().maxObjectBytes();
    if (!fits || !engine.collectBudget().take(bytes.length)) {
      engine.listener().notStored(request, fits ? "no-memory" : "too-large");
      stopCollecting();
      return;
    }
    collected.add(bytes);
    collectedBytes += bytes.length;
    budgetedBytes += bytes.length;
  }

  /** The body is not kept: what everybody has read is free. */
  void stopCollecting() {
    if (collecting) {
      collecting = false;
      // Whoever holds a piece holds all that follow it.
      start = BodyPiece.start();
      collected = List.of();
      collectedBytes = 0;
    }
  }

  /** Gives back the memory of what was collected once no reader holds it any more. */
  void settle(List<CachedExchange> readers) {
    if (!collecting && budgetedBytes > 0 && slowest(readers) >= budgetedBytes) {
      engine.collectBudget().giveBack(budgetedBytes);
      budgetedBytes = 0;
    }
  }

  private long slowest(List<CachedExchange> readers) {
    long slowest = producedBytes;
    for (CachedExchange reader : readers) {
      slowest = Math.min(slowest, reader.consumedBytes());
    }
    return slowest;
  }

  /** Whether more may be read from the upstream without those who lag costing memory. */
  boolean hasRoom(List<CachedExchange> readers) {
    if (collecting) {
      return true;
    }
    return producedBytes - slowest(readers) < WINDOW_BYTES;
  }

  /** The body is complete: stores it and ends it. */
  void complete() {
    if (collecting) {
      try {
        store();
      } catch (OutOfMemoryError noRoom) {
        // Those who read it are owed its end all the same.
        engine.listener().notStored(request, "no-memory");
      }
    }
    last = last.finish(true);
  }

  /** The body was cut short. */
  void cut() {
    last = last.finish(false);
  }

  // The stores.

  private void store() {
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
            .mark(mark)
            .tags(tags)
            .vary(varyNames, varyDigest)
            .head(head.serialized(collectedBytes, notStoredFields()))
            .body(collected)
            .fetchBeganMillis(beganMillis)
            .build();
    CacheKey key = request.key();
    if (!varyNames.isEmpty()) {
      key = key.variant(Vary.slot(varyDigest, request.route().maxVariants()));
    }
    put(key, response, decision.goneAtMillis() - engine.nowMillis());
    engine.listener().stored(request, response.encoded().length);
  }

  /** Fields that the response itself keeps from being stored. */
  private Set<String> notStoredFields() {
    CacheControl control = CacheControl.parse(head.fields().all("Cache-Control"));
    Set<String> names = new HashSet<>(control.noCacheFields());
    names.addAll(control.privateFields());
    return names;
  }

  private void put(CacheKey key, CacheValue value, long lifetimeMillis) {
    engine.near().put(key, value);
    FarStore far = engine.far();
    boolean small = value.encoded().length <= engine.config().farMaxObjectBytes();
    boolean known = mark.isRead();
    if (far != null && known && small && lifetimeMillis > 0) {
      far.put(request.route().fingerprint(), key, value, lifetimeMillis);
    }
  }
}
