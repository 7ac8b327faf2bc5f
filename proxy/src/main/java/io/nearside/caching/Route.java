package io.nearside.caching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of the requests that match a route.
 *
 * @param name what it is called in logs: its path pattern
 * @param match which requests are its own
 * @param cache whether anything is looked up or stored at all
 * @param lifetimes how long its responses are used
 * @param targetedFields names of the fields that win over {@code Cache-Control}, the first first
 * @param vary how the request fields that responses vary by are made alike
 * @param ignoreCookies whether the request's cookies make no difference to the response
 * @param storeSetCookie whether a response with {@code Set-Cookie} may be stored
 * @param obeyClientCacheControl whether the request's {@code Cache-Control} counts
 * @param maxObjectBytes largest body that is stored
 * @param maxRequestBodyBytes largest body of a request, {@link Long#MAX_VALUE} for any
 * @param maxVariants number of variant slots of one resource
 * @param maxTags most tags a stored response may have
 * @param surrogates where its responses say their surrogate keys
 * @param sharing how sidecars share the work of fetching its responses
 * @param key what makes the key
 * @param tags surrogate keys of its responses, with {@code {name}} captures
 * @param onWrite what an unsafe request purges beside its own target
 * @param upstream name of the upstream that its requests go to
 * @param rewrite what that upstream sees and says otherwise than the clients
 * @param fingerprint short hex digest of everything above that decides what is stored and how
 */
public record Route(
    String name,
    RouteMatch match,
    boolean cache,
    Lifetimes lifetimes,
    List<String> targetedFields,
    VaryRules vary,
    boolean ignoreCookies,
    boolean storeSetCookie,
    boolean obeyClientCacheControl,
    long maxObjectBytes,
    long maxRequestBodyBytes,
    int maxVariants,
    int maxTags,
    SurrogateRules surrogates,
    SharingRules sharing,
    KeyRules key,
    List<String> tags,
    OnWrite onWrite,
    String upstream,
    Rewrite rewrite,
    String fingerprint) {

  /** The upstream of routes that name none. */
  public static final String DEFAULT_UPSTREAM = "default";

  /** No lifetime of its own. */
  public static final long NO_TTL = -1;

  /** What a write purges beside its own target. */
  public sealed interface PurgePattern {
    /** A path: all its queries and variants. May hold captures. */
    record Path(String path) implements PurgePattern {}

    /** Everything at or below a path. May hold captures. */
    record Prefix(String prefix) implements PurgePattern {}

    /** A surrogate key. May hold captures. */
    record Tag(String name) implements PurgePattern {}
  }

  /**
   * Which requests are a route's own.
   *
   * @param path pattern, as in {@link PathPattern}
   * @param host authority to match, or null for all
   * @param methods methods to match, empty for all
   */
  public record RouteMatch(String path, @Nullable String host, List<String> methods) {}
}
