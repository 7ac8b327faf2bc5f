package io.nearside.exchange;

import io.nearside.caching.Authority;
import io.nearside.caching.CacheKey;
import io.nearside.caching.Delivery;
import io.nearside.caching.Lookup;
import io.nearside.caching.PurgeTargets;
import io.nearside.caching.RefreshAhead;
import io.nearside.caching.ResourceUri;
import io.nearside.caching.Reuse;
import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.caching.Selected;
import io.nearside.caching.SharingRules.OnStoreFailure;
import io.nearside.exchange.ForwardedFields.Origin;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.PurgeLog;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.RecentKeys;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way of all requests: where the decisions meet the stores, the upstream and the clients. One
 * for the process; safe on all event loops.
 *
 * <p>A client's connection asks {@link #classify}, then {@link #nearHit}, and where that finds
 * nothing it begins an {@link Exchange}.
 */
public final class CacheEngine {
  /** Bodies being collected for the stores take at most this part of the heap, in all. */
  private static final int HEAP_SHARE_TO_COLLECT = 8;

  private final ExchangeConfig config;
  private final Routes routes;
  private final Map<String, String> aliases;
  private final String defaultHost;
  private final NearCache near;
  private final @Nullable FarStore far;
  private final PurgeLog log;
  private final Map<String, Upstream> upstreams;
  private final Protection protection = new Protection();
  private final ExchangeListener listener;
  private final RecentKeys uncacheable = new RecentKeys();
  private final RecentKeys unshareable = new RecentKeys();
  private final Flights flights = new Flights(this);
  private final CollectBudget collectBudget;
  private final SettledPurges settledPurges;
  private final Tunnels tunnels;

  /**
   * An engine.
   *
   * @param aliases authorities that stand for another one
   * @param defaultHost what a request without {@code Host} is taken to ask for
   * @param far null where there is only the near cache
   * @param upstreams by the names that routes call them
   */
  public CacheEngine(
      ExchangeConfig config,
      Routes routes,
      Map<String, String> aliases,
      String defaultHost,
      NearCache near,
      @Nullable FarStore far,
      PurgeLog log,
      Map<String, Upstream> upstreams,
      ExchangeListener listener) {
    this.config = config;
    this.routes = routes;
    this.aliases = Map.copyOf(aliases);
    this.defaultHost = defaultHost;
    this.near = near;
    this.far = far;
    this.log = log;
    this.upstreams = Map.copyOf(upstreams);
    this.listener = listener;
    this.tunnels = new Tunnels(config.upgrade());
    this.settledPurges = new SettledPurges(log, listener);
    this.collectBudget =
        new CollectBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE_TO_COLLECT);
  }

  /**
   * What the request asks for and which rules are its own.
   *
   * @param version the version of the client's message
   * @param host the authority the client asked for, empty when it named none
   * @param target path and query as they came
   * @param headers the head's fields, owned by the request from now on
   * @param from the connection that it came on
   * @return null when host or target are malformed
   */
  public @Nullable ProxyRequest classify(
      String method,
      HttpVersion version,
      String host,
      String target,
      HttpHeaders headers,
      boolean hasBody,
      Downstream from) {
    String scheme = from.scheme();
    String authority = host.isEmpty() ? defaultHost : host;
    boolean asterisk = target.equals("*");
    ResourceUri uri = ResourceUri.parse(scheme, authority, asterisk ? "/" : target, aliases);
    if (uri == null) {
      return null;
    }
    UpstreamHead.dropNominated(headers);
    Route route = routes.find(method, uri.authority(), uri.path());
    // As it is in the key: a backend may write the host that it sees into its answer.
    String asked = Authority.normalize(scheme, authority);
    Origin origin =
        new Origin(
            from.address(),
            from.trusted(),
            scheme,
            asked == null ? "" : asked,
            version,
            from.certificate());
    List<String> upgrade = config.upgrade().askedFor(method, version, hasBody, headers);
    Lookup lookup =
        Lookup.decide(method, new NettyFields(headers), hasBody, !upgrade.isEmpty(), route);
    String forwarded = asterisk ? target : uri.pathAndQuery();
    return new ProxyRequest(
        method, uri, forwarded, headers, hasBody, origin, route, lookup, upgrade);
  }

  /**
   * What is asked for by a request with the same fields, from the same connection, as one before.
   *
   * @param model that one, as {@link ProxyRequest#asModel} has it
   * @param target path and query as they came
   * @return null when the target is malformed
   */
  public @Nullable ProxyRequest again(ProxyRequest model, String target) {
    ResourceUri uri = model.uri().sibling(target);
    return uri == null
        ? null
        : model.again(uri, routes.find(model.method(), uri.authority(), uri.path()));
  }

  /** What of a stored response that was found for it a request asks for. */
  public Delivery delivery(ProxyRequest request, StoredResponse response) {
    return request.isPlain()
        ? Delivery.WHOLE
        : Delivery.decide(request.method(), request.received(), response);
  }

  /**
   * The near cache's answer, or null when the request must take the longer way. Fast path: neither
   * waits nor creates more than it must.
   */
  public @Nullable StoredResponse nearHit(ProxyRequest request) {
    if (!request.lookup().mayLookup()) {
      return null;
    }
    CacheKey key = request.makeKey();
    request.key(key);
    long now = nowMillis();
    CacheValue value = near.get(key, now);
    return value == null ? null : Selection.near(this, request, value, now);
  }

  /** How much freshness a stored response has left, in seconds; negative when it is stale. */
  public long ttlSeconds(Selected response) {
    return ttlSeconds(response, nowMillis());
  }

  /** The same, at this time. */
  public long ttlSeconds(Selected response, long nowMillis) {
    long left = response.freshUntilMillis() - nowMillis;
    // Away from zero: with the age, which is cut, it makes the whole lifetime.
    return left > 0 ? (left + 999) / 1000 : Math.min(-1, Math.floorDiv(left, 1000L));
  }

  /** Whether {@link #told} says what it is given, and no more. */
  public boolean hidesKey() {
    return !config.showKey();
  }

  /** Our member of {@code Cache-Status} as clients get it: with the key where that is asked for. */
  public String told(ProxyRequest request, String member) {
    if (!config.showKey() || !request.isLookedUp()) {
      return member;
    }
    return CacheStatus.withKey(member, request.key());
  }

  /** Answers with a stored response that was found to be good as it is. */
  public void serve(
      ProxyRequest request, ResponseSink sink, StoredResponse response, EventExecutor loop) {
    long now = nowMillis();
    served(request, response, loop, now);
    deliver(request, sink, response, CacheStatus.hit(ttlSeconds(response, now)));
  }

  /** Answers with what of a stored response the client's own conditions and ranges ask for. */
  void deliver(
      ProxyRequest request, ResponseSink sink, StoredResponse response, String cacheStatus) {
    sink.stored(response, delivery(request, response), told(request, cacheStatus));
  }

  /** The age of a stored response in seconds. */
  public long ageSeconds(Selected response) {
    return ageSeconds(response, nowMillis());
  }

  /** The same, at this time. */
  public long ageSeconds(Selected response, long nowMillis) {
    return Math.max(0, (nowMillis - response.originMillis()) / 1000);
  }

  /**
   * A stored response is being served: if it is stale, or soon will be, somebody has to fetch it
   * again.
   */
  public void served(
      ProxyRequest request, StoredResponse response, EventExecutor loop, long nowMillis) {
    long left = response.freshUntilMillis() - nowMillis;
    boolean stale = left <= 0;
    listener.hit(request, stale);
    if (!stale && !isDueAhead(request.route(), response, left)) {
      return;
    }
    // A client that wants nothing but what is stored does not make us ask for more; and what one
    // gets that wants nothing stored would not be.
    boolean mayAsk =
        request.lookup() != Lookup.NO_STORE
            && !Reuse.onlyIfCached(request.route(), request.received());
    if (mayAsk) {
      request.forwardReason(ForwardReason.STALE);
      request.candidate(response);
      flights.refresh(request, loop);
    }
  }

  private static boolean isDueAhead(Route route, StoredResponse response, long leftMillis) {
    return RefreshAhead.isNear(leftMillis, response.fetchMillis())
        && route.sharing().refreshAhead()
        && RefreshAhead.isDue(
            leftMillis, response.fetchMillis(), 1 - ThreadLocalRandom.current().nextDouble());
  }

  /** Whether a GET of the request's target has the same rules. */
  boolean hasRouteOfGet(ProxyRequest request) {
    ResourceUri uri = request.uri();
    return routes.find("GET", uri.authority(), uri.path()).equals(request.route());
  }

  /** Begins to answer a request for which {@link #nearHit} had nothing. */
  public Exchange begin(ProxyRequest request, ResponseSink sink) {
    if (Via.isLoop(request.received())) {
      return new LoopExchange(sink);
    }
    Lookup lookup = request.lookup();
    if (!lookup.mayLookup()) {
      return pass(request, sink);
    }
    if (lookup.mayFill() && !Reuse.onlyIfCached(request.route(), request.received())) {
      return fill(request, sink);
    }
    return new LookupFirstExchange(this, request, sink).start();
  }

  /**
   * Answers a {@code PURGE}, which no upstream gets to see.
   *
   * @param allowed whether it comes from somebody who may
   */
  public Exchange purge(ProxyRequest request, ResponseSink sink, boolean allowed) {
    PurgeExchange exchange = new PurgeExchange(this, request, sink);
    if (allowed) {
      exchange.start();
    } else {
      exchange.forbid();
    }
    return exchange;
  }

  /** The tag of what a request asks for. */
  long purgeTag(ResourceUri uri) {
    return PurgeTargets.tag(uri, routes);
  }

  /** Fetches for the store, or waits for one who does. */
  Exchange fill(ProxyRequest request, ResponseSink sink) {
    CachedExchange exchange = new CachedExchange(this, request, sink);
    exchange.start();
    return exchange;
  }

  Exchange pass(ProxyRequest request, ResponseSink sink) {
    if (!request.lookup().mayLookup()) {
      request.forwardReason(
          request.lookup() == Lookup.METHOD ? ForwardReason.METHOD : ForwardReason.BYPASS);
    }
    if (request.upgrades()) {
      UpgradeExchange exchange = new UpgradeExchange(this, request, sink);
      exchange.start();
      return exchange;
    }
    PassExchange exchange = new PassExchange(this, request, sink);
    exchange.start();
    return exchange;
  }

  ExchangeConfig config() {
    return config;
  }

  NearCache near() {
    return near;
  }

  @Nullable FarStore far() {
    return far;
  }

  PurgeLog log() {
    return log;
  }

  /**
   * Asks the upstream, as {@link Upstream#begin} does. Where the far store should have spared it
   * the request and is away, the route may say that it is to be protected.
   */
  Upstream.Call ask(
      ProxyRequest request,
      HttpRequest head,
      boolean hasBody,
      EventExecutor loop,
      Upstream.Listener listener) {
    boolean protects =
        request.route().sharing().onStoreFailure() == OnStoreFailure.PROTECT
            && request.isLookedUp()
            && isStoreAway(request);
    Upstream upstream = upstream(request.route());
    long affinity = request.affinity();
    return protects
        ? protection.begin(request.route(), upstream, head, hasBody, affinity, loop, listener)
        : upstream.begin(head, hasBody, affinity, loop, listener);
  }

  private Upstream upstream(Route route) {
    Upstream upstream = upstreams.get(route.upstream());
    if (upstream == null) {
      throw new IllegalStateException("no upstream " + route.upstream());
    }
    return upstream;
  }

  /**
   * Whether there is a far store, but what it has for this request cannot be had or not be relied
   * on just now.
   */
  boolean isStoreAway(ProxyRequest request) {
    return far != null
        && (!log.isFollowed() || !far.available(request.route().fingerprint(), request.bestKey()));
  }

  ExchangeListener listener() {
    return listener;
  }

  /** Purges that are to be repeated. */
  SettledPurges settledPurges() {
    return settledPurges;
  }

  /** Resources whose responses may not be stored. */
  RecentKeys uncacheable() {
    return uncacheable;
  }

  /** Resources whose responses may be stored, but not answer who waits for them. */
  RecentKeys unshareable() {
    return unshareable;
  }

  Flights flights() {
    return flights;
  }

  /** The places for connections that leave HTTP. */
  Tunnels tunnels() {
    return tunnels;
  }

  /** Authorities that stand for another one. */
  Map<String, String> aliases() {
    return aliases;
  }

  CollectBudget collectBudget() {
    return collectBudget;
  }

  /** Now, in milliseconds of the cluster's clock. Never goes back. */
  long nowMillis() {
    return log.nowMillis();
  }
}
