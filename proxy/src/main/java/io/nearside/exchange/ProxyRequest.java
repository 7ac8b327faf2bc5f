package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.CacheKeys;
import io.nearside.caching.KeyRules;
import io.nearside.caching.Lookup;
import io.nearside.caching.Negotiation;
import io.nearside.caching.ResourceUri;
import io.nearside.caching.Route;
import io.nearside.exchange.ForwardedFields.Origin;
import io.nearside.http.Fields;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's request, and what was found out about it on its way. Only used on the loop of the
 * client's connection, but that its prepared fields may be read by the fetch that it waits for.
 */
public final class ProxyRequest {
  /** Below all slots: {@link CacheKey#PRIMARY} is -1. */
  private static final int WITH_CREDENTIALS = -3;

  private final String method;
  private final ResourceUri uri;
  private final String target;
  private final boolean hasBody;
  private final Origin origin;
  private HttpHeaders headers;
  private Fields fields;
  private boolean plain;
  private boolean prepared;

  /** What it has in common with others; null where its fields are its own. */
  private @Nullable CommonFields common;

  private CommonFields.@Nullable OfRoute commonOfRoute;

  private final Route route;
  private final Lookup lookup;
  private final List<String> upgrade;
  private final List<String> claimed;
  private @Nullable CacheKey key;
  private @Nullable CacheKey variantKey;
  private ForwardReason forwardReason = ForwardReason.URI_MISS;
  private @Nullable StoredResponse candidate;
  private boolean keepsConditions;
  private long foundAtMillis;

  /**
   * A request.
   *
   * @param target what goes into the request line for the upstream
   * @param headers the head's fields, owned by this request from now on
   * @param hasBody whether a body follows
   * @param upgrade the protocols that it asks to switch to and may
   */
  ProxyRequest(
      String method,
      ResourceUri uri,
      String target,
      HttpHeaders headers,
      boolean hasBody,
      Origin origin,
      Route route,
      Lookup lookup,
      List<String> upgrade) {
    this.method = method;
    this.uri = uri;
    this.target = target;
    this.headers = headers;
    this.fields = new NettyFields(headers);
    this.hasBody = hasBody;
    this.origin = origin;
    this.route = route;
    this.lookup = lookup;
    this.upgrade = upgrade;
    // Before it is prepared: then there is also what we say ourselves.
    this.claimed = origin.trusted() ? ForwardedFields.keyed(headers) : List.of();
    ForwardedFields.tellCertificate(headers, origin);
  }

  /** The same request for another target, with the same fields. */
  private ProxyRequest(ProxyRequest model, ResourceUri uri, Route route, Lookup lookup) {
    this.method = model.method;
    this.uri = uri;
    this.target = uri.pathAndQuery();
    this.headers = model.headers;
    this.fields = model.fields;
    this.common = model.common;
    this.plain = model.plain;
    this.hasBody = model.hasBody;
    this.origin = model.origin;
    this.route = route;
    this.lookup = lookup;
    this.upgrade = model.upgrade;
    this.claimed = model.claimed;
  }

  /**
   * A model of requests that have the same fields and come on the same connection; null where its
   * own fields are not good enough for that. To be asked for before anything is made of them.
   */
  public @Nullable ProxyRequest asModel() {
    if (!method.equals("GET")
        || hasBody
        || prepared
        || upgrades()
        || headers.contains(HttpHeaderNames.UPGRADE)) {
      return null;
    }
    plain =
        lookup == Lookup.ELIGIBLE
            && !fields.contains("cache-control")
            && !fields.contains("pragma")
            && !fields.contains("if-none-match")
            && !fields.contains("if-modified-since");
    common = new CommonFields(headers);
    // Not itself: a connection keeps its model, and would keep what answered this request.
    return new ProxyRequest(this, uri, route, lookup);
  }

  /** This model's like for another target. */
  ProxyRequest again(ResourceUri uri, Route route) {
    Lookup lookup =
        plain && route.cache()
            ? Lookup.ELIGIBLE
            : Lookup.decide(method, fields, false, false, route);
    return new ProxyRequest(this, uri, route, lookup);
  }

  /**
   * Whether it is known to have no field that bears on what of a stored response answers it, but
   * credentials and what the response's {@code Vary} names.
   */
  public boolean isPlain() {
    return plain;
  }

  public String method() {
    return method;
  }

  /** The version of the client's message. */
  HttpVersion version() {
    return origin.version();
  }

  /** The normalized target: what key, tags and rules see. */
  public ResourceUri uri() {
    return uri;
  }

  /** The request target for the upstream. */
  public String target() {
    return target;
  }

  /** The head's fields as the upstream will see them, but for those of this connection. */
  HttpHeaders headers() {
    prepare();
    return headers;
  }

  /** The fields as the upstream will see them: what {@code Vary} and keys are made of. */
  Fields fields() {
    prepare();
    return fields;
  }

  /** The fields as the client sent them: for those that we do not touch. */
  public Fields received() {
    return fields;
  }

  /**
   * Makes the fields what the upstream will see. Not done before it is needed, for a plain near hit
   * does without; to be done before another loop may read them.
   */
  void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    if (common == null) {
      prepare(headers);
    } else {
      commonOfRoute = common.of(route, this::prepare);
      headers = commonOfRoute.headers();
      fields = commonOfRoute.fields();
    }
  }

  private void prepare(HttpHeaders own) {
    own.set(HttpHeaderNames.HOST, origin.host());
    ForwardedFields.apply(own, origin);
    Negotiation.reduce(route.vary(), new NettyFields(own), own::set);
  }

  /**
   * All the fields that go upstream where others have the same; null where they are its own.
   *
   * @param made makes them, when they are not known
   */
  @Nullable UpstreamFields sharedUpstreamFields(Supplier<HttpHeaders> made) {
    prepare();
    boolean ofTarget = !route.rewrite().path().strip().isEmpty();
    return commonOfRoute == null || ofTarget ? null : commonOfRoute.upstream(made);
  }

  /** The address of the connection's other end. */
  String clientAddress() {
    return origin.clientAddress();
  }

  /** Whether the request has a body. */
  public boolean hasBody() {
    return hasBody;
  }

  public Route route() {
    return route;
  }

  /** Whether the cache takes part, and if not, why. */
  public Lookup lookup() {
    return lookup;
  }

  /** The protocols that it asks to switch to, as far as it may. */
  List<String> upgrade() {
    return upgrade;
  }

  /**
   * Whether the connection may leave HTTP with the answer: what comes behind the request is to be
   * kept until that is known.
   */
  public boolean upgrades() {
    return !upgrade.isEmpty();
  }

  /** Whether the client takes the trailers of the answer. */
  public boolean takesTrailers() {
    return !origin.version().equals(HttpVersion.HTTP_1_0) && Trailers.areTakenBy(fields);
  }

  /** Whether it has a key. */
  boolean isLookedUp() {
    return key != null;
  }

  /** The primary key; only where the cache takes part. */
  CacheKey key() {
    CacheKey known = key;
    if (known == null) {
      throw new IllegalStateException("the request was not looked up: " + lookup);
    }
    return known;
  }

  /** A number that is the same for the same key, or else for the same target, in every sidecar. */
  long affinity() {
    CacheKey known = key;
    return known == null ? uri.pathAndQuery().hashCode() : known.hashCode();
  }

  /** Makes the primary key: of what the route says, and what a trusted proxy says beside. */
  CacheKey makeKey() {
    KeyRules rules = claimed.isEmpty() ? route.key() : route.key().withHeaders(claimed);
    Fields made = isAsReceived(rules) ? received() : fields();
    return CacheKeys.of(uri, rules, made, origin.subject());
  }

  /** Whether what the key is made of is the same before it is prepared for the upstream. */
  private static boolean isAsReceived(KeyRules rules) {
    return rules.headers().isEmpty()
        && !(rules.principal() instanceof KeyRules.Principal.Header header
            && ForwardedFields.mayTouch(header.name()));
  }

  void key(CacheKey value) {
    key = value;
  }

  /** The key of its variant where the rule of its resource is known, else the primary key. */
  CacheKey bestKey() {
    CacheKey variant = variantKey;
    return variant != null ? variant : key();
  }

  /** Whether the request carries something that may say who asks. */
  boolean hasCredentials() {
    return fields.contains("authorization") || fields.contains("cookie");
  }

  /** Stands for those requests for the best key that have credentials. */
  CacheKey bestKeyWithCredentials() {
    return bestKey().variant(WITH_CREDENTIALS - bestKey().slot());
  }

  void variantKey(CacheKey value) {
    variantKey = value;
  }

  /** When a stored response was last found to answer it, in milliseconds of the cluster's clock. */
  public long foundAtMillis() {
    return foundAtMillis;
  }

  void foundAtMillis(long value) {
    foundAtMillis = value;
  }

  /** Why it goes upstream, when it does. */
  ForwardReason forwardReason() {
    return forwardReason;
  }

  void forwardReason(ForwardReason value) {
    forwardReason = value;
  }

  /**
   * What was found but cannot be sent as it is: to be validated or completed, and perhaps good
   * enough when the upstream fails.
   */
  @Nullable StoredResponse candidate() {
    return candidate;
  }

  /** Of two the later one stays. */
  void candidate(StoredResponse found) {
    StoredResponse known = candidate;
    if (known == null || known.originMillis() <= found.originMillis()) {
      candidate = found;
    }
  }

  /** Whether its own conditions go upstream, because nothing is expected to be stored. */
  boolean keepsConditions() {
    return keepsConditions;
  }

  void keepConditions() {
    keepsConditions = true;
  }

  @Override
  public String toString() {
    // For logs: a query may hold what is nobody's business.
    return method + " " + uri.scheme() + "://" + uri.authority() + uri.path();
  }
}
