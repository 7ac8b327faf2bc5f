package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;
import static io.nearside.config.DurationSyntax.HOUR;
import static io.nearside.config.DurationSyntax.MINUTE;
import static io.nearside.config.DurationSyntax.SECOND;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.admin.AdminConfig;
import io.nearside.caching.Route;
import io.nearside.exchange.ExchangeConfig;
import io.nearside.exchange.UpgradeRules;
import io.nearside.server.ListenerConfig;
import io.nearside.server.ServerConfig;
import io.nearside.store.memory.NearConfig;
import io.nearside.store.redis.RedisAccess;
import io.nearside.store.redis.RedisConfig;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads everything under {@code nearside}, over the reference configuration. */
final class SettingsReader {
  private static final Syntax<Long> PAUSE = new DurationSyntax(1, DAY);
  private static final Syntax<Long> DRAIN = new DurationSyntax(0, HOUR);
  private static final Syntax<Long> REDIS_DEADLINE = new DurationSyntax(1, 10 * SECOND);
  private static final Syntax<Long> MAX_LAG = new DurationSyntax(100, MINUTE);
  private static final Syntax<Long> COLLAPSE = new DurationSyntax(1, 10 * MINUTE);
  private static final Syntax<Long> UNCACHEABLE = new DurationSyntax(0, HOUR);
  private static final Syntax<Long> REDIS_OBJECT = new SizeSyntax(1, 512 * SizeSyntax.MEBI);
  private static final Syntax<Integer> LOOPS = Syntax.number(1, 1024);
  private static final Syntax<Integer> COUNT = Syntax.number(1, 1_000_000);
  private static final Syntax<Long> BODY_MEMORY =
      new SizeSyntax(SizeSyntax.MEBI, 1024 * SizeSyntax.GIBI);
  private static final Syntax<String> PROTOCOL =
      Syntax.matching(
          "(?!(?i:h2c)$)[!#$%&'*+.^_`|~0-9A-Za-z-]+(/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?",
          "not a protocol that can be passed on", "the name of a protocol, e.g. websocket");
  private static final Syntax<Long> NEAR_SIZE = new SizeSyntax(0, 1024 * SizeSyntax.GIBI);

  /** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
  private static final Syntax<String> TOKEN =
      Syntax.matching(
          "[A-Za-z0-9._~+/-]+=*", "not a token", "letters, digits and ._~+/- without spaces");

  private final Section root;
  private final Section nearside;
  private final Findings findings;
  private final Overrides overrides;
  private final ConfigObject routeDefaults;
  private final ListenersReader listeners;
  private final UpstreamsReader upstreamsReader;
  private final List<Section> routeSections = new ArrayList<>();

  SettingsReader(ConfigFile file, Overrides overrides, Findings findings) {
    ConfigObject reference = ConfigFile.reference().resolved();
    this.findings = findings;
    this.overrides = overrides;
    this.root = new Section("", file.resolved(), List.of(reference), findings);
    this.nearside = root.section("nearside");
    this.upstreamsReader = new UpstreamsReader(nearside, findings, overrides.upstream());
    this.routeDefaults = (ConfigObject) reference.getOrDefault("route", reference);
    ConfigObject ofListener = (ConfigObject) reference.getOrDefault("listener", reference);
    this.listeners = new ListenersReader(nearside, ofListener, findings);
  }

  Settings read() {
    Map<String, String> aliases = Aliases.read(nearside.section("authority"));
    Section timeouts = nearside.section("timeouts");
    Section redis = nearside.section("redis");
    long maxLagMillis = nearside.section("purge").value("max-lag", MAX_LAG);
    long farMaxObjectBytes = redis.value("max-object-size", REDIS_OBJECT);
    Long bodyMemory = nearside.section("limits").optional("body-memory", BODY_MEMORY);
    ServerConfig server = server(timeouts);
    AdminConfig admin = admin();
    List<UpstreamConfig> upstreams = upstreamsReader.read();
    Settings settings =
        new Settings(
            server,
            admin,
            upstreams,
            redis(redis, farMaxObjectBytes, maxLagMillis),
            new NearConfig(nearside.section("near").value("max-size", NEAR_SIZE)),
            exchange(farMaxObjectBytes),
            routes(aliases, upstreams),
            aliases,
            orZero(nearside.optional("event-loops", LOOPS)),
            bodyMemory == null ? 0 : bodyMemory);
    new ListenersApart(settings.server().listeners(), findings)
        .check(settings.admin(), overrides.listen() == null ? listeners : null);
    UpstreamIsAdmin.check(settings, findings);
    root.finish();
    upstreamsReader.finish();
    routeSections.forEach(Section::finish);
    listeners.blocks().forEach(Section::finish);
    return settings;
  }

  /** Every key that is known, those of routes and listeners with their index. */
  List<String> knownPaths() {
    List<String> paths = new ArrayList<>(root.knownPaths());
    routeSections.forEach(route -> paths.addAll(route.knownPaths()));
    listeners.blocks().forEach(listener -> paths.addAll(listener.knownPaths()));
    return paths;
  }

  private ServerConfig server(Section timeouts) {
    List<ListenerConfig> fromFile = listeners.read();
    Address listen =
        flag("--listen", overrides.listen(), ListenAddress.SYNTAX, fromFile.get(0).address());
    return new ServerConfig(
        overrides.listen() == null ? fromFile : List.of(listeners.plain(listen)),
        timeouts.value("drain", DRAIN));
  }

  private UpgradeRules upgrade() {
    Section upgrade = nearside.section("upgrade");
    Set<String> protocols =
        upgrade.list("protocols", PROTOCOL).stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return new UpgradeRules(
        protocols,
        upgrade.value("max-tunnels", COUNT),
        nearside.section("timeouts").value("stream", PAUSE));
  }

  private AdminConfig admin() {
    HostPort fromFile = nearside.section("admin").value("listen", HostPort.LISTEN);
    HostPort listen = flag("--admin", overrides.admin(), HostPort.LISTEN, fromFile);
    String token = nearside.section("admin").optional("token", TOKEN);
    return new AdminConfig(listen.host(), listen.port(), token);
  }

  private @Nullable RedisConfig redis(Section redis, long maxObjectBytes, long maxLagMillis) {
    String fromFile = redis.optional("uri", RedisUri.SYNTAX);
    String uri =
        flag("--redis", overrides.redis(), RedisUri.SYNTAX, fromFile == null ? "" : fromFile);
    String namespace = redis.value("namespace", Syntax.NAMESPACE);
    String release = redis.value("release", Syntax.RELEASE);
    long timeoutMillis = redis.value("timeout", REDIS_DEADLINE);
    long appendTimeoutMillis = redis.value("append-timeout", REDIS_DEADLINE);
    RedisAccess access = RedisAccessReader.read(redis, uri);
    return uri.isEmpty()
        ? null
        : new RedisConfig(
            uri,
            namespace,
            timeoutMillis,
            appendTimeoutMillis,
            maxObjectBytes,
            maxLagMillis,
            release,
            access);
  }

  private ExchangeConfig exchange(long farMaxObjectBytes) {
    Section collapse = nearside.section("collapse");
    return new ExchangeConfig(
        collapse.value("timeout", COLLAPSE),
        collapse.value("uncacheable", UNCACHEABLE),
        farMaxObjectBytes,
        nearside.section("cache-status").value("key", Syntax.SWITCH),
        upgrade());
  }

  private List<Route> routes(Map<String, String> aliases, List<UpstreamConfig> upstreams) {
    Map<String, UpstreamConfig> byName = new LinkedHashMap<>();
    upstreams.forEach(upstream -> byName.put(upstream.name(), upstream));
    Section cache = nearside.section("cache");
    boolean collapses = nearside.section("collapse").value("cluster", Syntax.SWITCH);
    CacheRules standard = CacheRules.read(cache, collapses);
    List<ConfigObject> below = new ArrayList<>(cache.layers());
    below.add(routeDefaults);
    List<Route> routes = new ArrayList<>();
    for (ConfigValue entry : routeEntries()) {
      String path = nearside.path("routes") + "[" + routes.size() + "]";
      Section section = new Section(path, entry, below, findings);
      routeSections.add(section);
      routes.add(new RouteReader(section, aliases, collapses, byName).read());
    }
    Shadowed.warn(routes, routeSections, findings);
    routes.add(RouteReader.defaultRoute(standard));
    return List.copyOf(routes);
  }

  private List<ConfigValue> routeEntries() {
    ConfigValue routes = nearside.own("routes");
    if (routes == null || routes.valueType() == ConfigValueType.NULL) {
      return List.of();
    }
    if (routes instanceof ConfigList list) {
      return list;
    }
    findings.invalid(
        nearside.path("routes"), routes, "not a list; accepted: [ { match = \"/path/**\", ... } ]");
    return List.of();
  }

  private <T> T flag(String flag, @Nullable String given, Syntax<T> syntax, T fromFile) {
    if (given == null) {
      return fromFile;
    }
    try {
      return syntax.parse(given);
    } catch (NotAccepted refused) {
      findings.invalidFlag(flag, given, refused.reason());
      return fromFile;
    }
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }
}
