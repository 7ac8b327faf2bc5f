package io.nearside.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.nearside.caching.KeyRules;
import io.nearside.caching.OnWrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.Route.RouteMatch;
import io.nearside.upstream.UpstreamConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code routes}. */
final class RouteReader {
  /** What stands for a pattern that could not be read. */
  private static final RoutePath UNREADABLE = new RoutePath("/**", Set.of());

  private static final Syntax<Long> SETTLE = new DurationSyntax(0, DurationSyntax.MINUTE);

  private static final Syntax<Long> REQUEST_BODY = new SizeSyntax(0, 1024 * SizeSyntax.GIBI);

  private final Section route;
  private final Map<String, String> authorityAliases;
  private final boolean collapses;
  private final Map<String, UpstreamConfig> upstreams;

  /** Where a route's requests go, and what becomes of them there. */
  private record Destination(String upstream, Rewrite rewrite) {
    static final Destination DEFAULT = new Destination(Route.DEFAULT_UPSTREAM, Rewrite.NONE);
  }

  RouteReader(
      Section route,
      Map<String, String> authorityAliases,
      boolean collapses,
      Map<String, UpstreamConfig> upstreams) {
    this.route = route;
    this.authorityAliases = authorityAliases;
    this.collapses = collapses;
    this.upstreams = upstreams;
  }

  Route read() {
    RoutePath path = path();
    RouteMatch match = new RouteMatch(path.pattern(), host(), methods());
    boolean cache = route.value("cache", Syntax.SWITCH);
    boolean ignoreCookies = route.value("ignore-cookies", Syntax.SWITCH);
    CacheRules rules = CacheRules.read(route, collapses());
    KeyRules key = KeyReader.read(route.section("key"), rules.sortQuery());
    List<String> tags = route.list("tags", new SurrogateKey(path.captures()));
    OnWrite onWrite = onWrite(route.section("on-write"), path);
    String name = match.host() == null ? match.path() : match.host() + match.path();
    Long requestBody = route.optional("max-request-body", REQUEST_BODY);
    long maxRequestBodyBytes = requestBody == null ? Long.MAX_VALUE : requestBody;
    return build(
        name,
        match,
        cache,
        ignoreCookies,
        maxRequestBodyBytes,
        rules,
        key,
        tags,
        onWrite,
        destination());
  }

  private Destination destination() {
    String upstream = route.value("upstream", new UpstreamName(upstreams.keySet()));
    return new Destination(
        upstream, RewriteReader.read(route, Objects.requireNonNull(upstreams.get(upstream))));
  }

  private boolean collapses() {
    Boolean own = route.section("collapse").optional("cluster", Syntax.SWITCH);
    return own == null ? collapses : own;
  }

  private static OnWrite onWrite(Section section, RoutePath path) {
    return new OnWrite(
        section.list("purge", new PurgeTarget(path.captures())),
        section.value("purge-on-error", Syntax.SWITCH),
        section.value("settle", SETTLE));
  }

  /** The route of what matches no other. */
  static Route defaultRoute(CacheRules rules) {
    KeyRules standard = KeyRules.DEFAULT;
    KeyRules key =
        new KeyRules(
            rules.sortQuery(),
            standard.keepQuery(),
            standard.dropQuery(),
            standard.emptyQueryIsNone(),
            standard.headers(),
            standard.cookies(),
            standard.principal());
    RouteMatch all = new RouteMatch("/**", null, List.of());
    return build(
        "default",
        all,
        true,
        false,
        Long.MAX_VALUE,
        rules,
        key,
        List.of(),
        OnWrite.NONE,
        Destination.DEFAULT);
  }

  private static Route build(
      String name,
      RouteMatch match,
      boolean cache,
      boolean ignoreCookies,
      long maxRequestBodyBytes,
      CacheRules rules,
      KeyRules key,
      List<String> tags,
      OnWrite onWrite,
      Destination to) {
    return new Route(
        name,
        match,
        cache,
        rules.lifetimes(),
        rules.targetedFields(),
        rules.vary(),
        ignoreCookies,
        rules.storeSetCookie(),
        rules.obeyClientCacheControl(),
        rules.maxObjectBytes(),
        maxRequestBodyBytes,
        rules.maxVariants(),
        rules.maxTags(),
        rules.surrogates(),
        rules.sharing(),
        key,
        tags,
        onWrite,
        to.upstream(),
        to.rewrite(),
        Fingerprint.of(name, cache, ignoreCookies, rules, key, tags, to.upstream(), to.rewrite()));
  }

  private RoutePath path() {
    ConfigValue match = route.own("match");
    if (match == null) {
      route
          .findings()
          .misplaced(
              route.path("match"),
              route.value(),
              "missing; accepted: a path such as \"/catalog/**\", or { path, host, methods }");
      return UNREADABLE;
    }
    if (match instanceof ConfigObject) {
      return pathOfBlock(match);
    }
    try {
      RoutePath path = Section.scalar(match, RoutePath.SYNTAX, false);
      return path == null ? UNREADABLE : path;
    } catch (NotAccepted refused) {
      route.findings().invalid(route.path("match"), match, refused.reason());
      return UNREADABLE;
    }
  }

  private RoutePath pathOfBlock(ConfigValue match) {
    Section section = route.section("match");
    RoutePath path = section.optional("path", RoutePath.SYNTAX);
    if (path == null && section.own("path") == null && section.own("host") == null) {
      route
          .findings()
          .invalid(route.path("match"), match, "no path; accepted: { path, host, methods }");
    }
    return path == null ? UNREADABLE : path;
  }

  private @Nullable String host() {
    if (!(route.own("match") instanceof ConfigObject)) {
      return null;
    }
    String host = route.section("match").optional("host", Authority.SYNTAX);
    // A request's authority is folded before its route is looked for.
    return host == null ? null : authorityAliases.getOrDefault(host, host);
  }

  private List<String> methods() {
    return route.own("match") instanceof ConfigObject
        ? route.section("match").list("methods", Syntax.METHOD)
        : List.of();
  }
}
