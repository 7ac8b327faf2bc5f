package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.admin.AdminConfig;
import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.Lifetimes.ByStatus;
import io.nearside.caching.OnWrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.Route.PurgePattern;
import io.nearside.caching.Route.RouteMatch;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SharingRules.OnStoreFailure;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import io.nearside.exchange.ExchangeConfig;
import io.nearside.exchange.UpgradeRules;
import io.nearside.server.ListenerConfig;
import io.nearside.server.ServerLimits;
import io.nearside.store.memory.NearConfig;
import io.nearside.store.redis.RedisConfig;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.upstream.UpstreamConfig.Limits;
import io.nearside.upstream.UpstreamConfig.Times;
import io.nearside.wire.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir private Path directory;

  private Settings settings(String... lines) throws InvalidConfig {
    return ConfigText.of(directory, lines).load().settings();
  }

  private Route route(String... lines) throws InvalidConfig {
    return settings(lines).routes().get(0);
  }

  @Test
  void everyDefaultIsPinned() throws InvalidConfig {
    Settings settings =
        ConfigLoader.load(null, new Overrides(null, "http://backend", "redis://r", null))
            .settings();

    ListenerConfig standard = settings.server().listeners().get(0);
    assertThat(settings.server().drainTimeoutMillis()).isEqualTo(30_000);
    assertThat(standard)
        .isEqualTo(
            new ListenerConfig(
                new Address.Inet("0.0.0.0", 8080),
                10_000,
                30_000,
                60_000,
                List.of(),
                List.of(),
                86_400_000,
                5_000,
                new ServerLimits(16_384, ServerLimits.ANY, 16 << 10, 32 << 10, 128, 240),
                standard.http2(),
                null,
                List.of(),
                null));
    assertThat(settings.admin()).isEqualTo(new AdminConfig("127.0.0.1", 9090));
    UpstreamConfig upstream = settings.upstreams().get(0);
    assertThat(upstream.addresses()).containsExactly(new Address.Inet("backend", 80));
    assertThat(upstream.times()).isEqualTo(new Times(3_000, 60_000, 30_000, 4_000, 300_000));
    assertThat(upstream.limits()).isEqualTo(new Limits(4096, Limits.ANY, 1024, 2_000));
    assertThat(settings.redis())
        .isEqualTo(new RedisConfig("redis://r", "nearside", 20, 50, 1 << 20, 2_000));
    assertThat(settings.near()).isEqualTo(new NearConfig(64 << 20));
    assertThat(settings.exchange())
        .isEqualTo(
            new ExchangeConfig(
                10_000,
                10_000,
                1 << 20,
                false,
                new UpgradeRules(Set.of("websocket"), 1024, 300_000)));
    assertThat(settings.authorityAliases()).isEmpty();
    assertThat(settings.routes())
        .containsExactly(
            new Route(
                "default",
                new RouteMatch("/**", null, List.of()),
                true,
                new Lifetimes(Route.NO_TTL, List.of(), Route.NO_TTL, 0, 0, 600_000, 0, 0),
                List.of("nearside-cache-control", "cdn-cache-control"),
                VaryRules.DEFAULT,
                false,
                false,
                true,
                8 << 20,
                Long.MAX_VALUE,
                64,
                128,
                SurrogateRules.DEFAULT,
                SharingRules.DEFAULT,
                KeyRules.DEFAULT,
                List.of(),
                OnWrite.NONE,
                Route.DEFAULT_UPSTREAM,
                Rewrite.NONE,
                settings.routes().get(0).fingerprint()));
  }

  @Test
  void aRouteWithNothingSaidHasTheDefaultsToo() throws InvalidConfig {
    Settings settings = settings("nearside.routes = [ { match = \"/**\" } ]");
    Route bare = settings.routes().get(0);
    Route standard = settings.routes().get(1);

    assertThat(bare)
        .usingRecursiveComparison()
        .ignoringFields("name", "fingerprint")
        .isEqualTo(standard);
    assertThat(bare.name()).isEqualTo("/**");
  }

  @Test
  void withoutAUriThereIsNoRedis() throws InvalidConfig {
    assertThat(settings("nearside.redis.timeout = 5ms").redis()).isNull();
  }

  @Test
  void theFileWinsOverDefaults() throws InvalidConfig {
    Settings settings =
        settings(
            "nearside {",
            "  listen = \"[::]:80\"",
            "  admin { listen = \":0\", token = \"Ab1._~+/-==\" }",
            "  redis { uri = \"redis://r:1/2\", namespace = a, timeout = 1ms, append-timeout = 2ms",
            "          max-object-size = 512K }",
            "  near.max-size = 0",
            "  timeouts { header = 1s, body = 2s, idle = 3s, connect = 4s, response = 5s",
            "             upstream-idle = 6s, drain = 0, stream = 1s, half-closed = 7s, total = 90s }",
            "  trusted-proxies = [\"10.0.0.0/8\", \"::1\"]",
            "  authority.aliases { \"WWW.example.com\" = \"Example.com\" }",
            "  purge { max-lag = 1.5s, allow = [10.0.0.5] }",
            "  collapse { timeout = 1m, uncacheable = 0s }",
            "  event-loops = 3",
            "  upstream { max-requests = 7, queue = 0, queue-timeout = 8s }",
            "  limits { connections = 5, connections-per-address = 4, request-line = 1K,",
            "           header-size = 2K, header-count = 3, min-body-rate = 0, body-memory = 7M }",
            "  upgrade { protocols = [WebSocket, \"irc/6.9\"], max-tunnels = 2 }",
            "}");

    ListenerConfig listener = settings.server().listeners().get(0);
    assertThat(settings.server().drainTimeoutMillis()).isZero();
    assertThat(listener)
        .isEqualTo(
            new ListenerConfig(
                new Address.Inet("::", 80),
                1_000,
                2_000,
                3_000,
                List.of("10.0.0.0/8", "::1"),
                List.of("10.0.0.5"),
                90_000,
                7_000,
                new ServerLimits(5, 4, 1 << 10, 2 << 10, 3, 0),
                listener.http2(),
                null,
                List.of(),
                null));
    assertThat(settings.eventLoops()).isEqualTo(3);
    assertThat(settings.bodyMemoryBytes()).isEqualTo(7L << 20);
    assertThat(settings.admin()).isEqualTo(new AdminConfig("0.0.0.0", 0, "Ab1._~+/-=="));
    UpstreamConfig upstream = settings.upstreams().get(0);
    assertThat(upstream.addresses()).containsExactly(new Address.Inet("127.0.0.1", 8000));
    assertThat(upstream.times()).isEqualTo(new Times(4_000, 5_000, 2_000, 6_000, 1_000));
    assertThat(upstream.limits()).isEqualTo(new Limits(7, Limits.ANY, 0, 8_000));
    assertThat(settings.redis())
        .isEqualTo(new RedisConfig("redis://r:1/2", "a", 1, 2, 512 << 10, 1_500));
    assertThat(settings.near()).isEqualTo(new NearConfig(0));
    assertThat(settings.exchange())
        .isEqualTo(
            new ExchangeConfig(
                60_000,
                0,
                512 << 10,
                false,
                new UpgradeRules(Set.of("websocket", "irc/6.9"), 2, 1_000)));
    assertThat(settings.authorityAliases()).isEqualTo(Map.of("www.example.com", "example.com"));
  }

  @Test
  void flagsWinOverTheFile() throws InvalidConfig {
    Settings settings =
        ConfigText.of(
                directory,
                "nearside { listen = \":1\", admin.listen = \":2\", upstream.url = \"http://a\"",
                "  redis.uri = \"redis://a\" }")
            .load(new Overrides("b:3", "http://b:4", "redis://b", "b:5"))
            .settings();

    assertThat(settings.server().listeners().get(0).address()).isEqualTo(new Address.Inet("b", 3));
    assertThat(settings.upstreams().get(0).addresses()).containsExactly(new Address.Inet("b", 4));
    assertThat(settings.redis().uri()).isEqualTo("redis://b");
    assertThat(settings.admin()).isEqualTo(new AdminConfig("b", 5));
  }

  @Test
  void aRouteSaysAllThatItMay() throws InvalidConfig {
    Route route =
        route(
            "nearside.routes = [ {",
            "  match { path = \"/items/{id}/**\", host = \"Shop.example.com\", methods = [GET] }",
            "  cache = true, ttl = 5m, stale-while-revalidate = 30s, stale-if-error = 1d",
            "  ttl-by-status { \"5xx\" = 1s, \"404\" = 10s, 4xx = 2s, 410 = 0 }, ttl-override = 1h",
            "  keep = 0s, heuristic-freshness = 0.05, jitter = 0.25",
            "  targeted-fields = [My-Cache-Control, my-cache-control]",
            "  ignore-cookies = on, set-cookie = store, client-cache-control = ignore",
            "  max-object-size = 1M, max-variants = 8, max-tags = 16",
            "  tag-fields = [My-Tags, my-tags], tags-to-clients = on",
            "  refresh-ahead = off, on-store-failure = protect, protect-concurrency = 4",
            "  collapse.cluster = off, on-write { purge-on-error = on, settle = 200ms }",
            "  key.query { sort = off, drop = [\"utm_*\", fbclid], empty-is-none = on }",
            "  key.headers = [X-Tenant, accept-language], key.cookies = [lang]",
            "  key.principal { cookie = Session }",
            "  tags = [\"item-{id}\"]",
            "  on-write.purge = [\"/items\", \"/items/{id}/**\", \"/**\", \"tag:item-{id}\"]",
            "} ]");

    assertThat(route)
        .isEqualTo(
            new Route(
                "shop.example.com/items/{id}/**",
                new RouteMatch("/items/{id}/**", "shop.example.com", List.of("GET")),
                true,
                new Lifetimes(
                    300_000,
                    List.of(
                        new ByStatus(404, 404, 10_000),
                        new ByStatus(410, 410, 0),
                        new ByStatus(400, 499, 2_000),
                        new ByStatus(500, 599, 1_000)),
                    3_600_000,
                    30_000,
                    86_400_000,
                    0,
                    0.05,
                    0.25),
                List.of("my-cache-control"),
                VaryRules.DEFAULT,
                true,
                true,
                false,
                1 << 20,
                Long.MAX_VALUE,
                8,
                16,
                new SurrogateRules(List.of("my-tags"), true),
                new SharingRules(false, false, OnStoreFailure.PROTECT, 4),
                new KeyRules(
                    false,
                    null,
                    List.of("utm_*", "fbclid"),
                    true,
                    List.of("accept-language", "x-tenant"),
                    List.of("lang"),
                    new KeyRules.Principal.Cookie("Session")),
                List.of("item-{id}"),
                new OnWrite(
                    List.of(
                        new PurgePattern.Path("/items"),
                        new PurgePattern.Prefix("/items/{id}"),
                        new PurgePattern.Prefix("/"),
                        new PurgePattern.Tag("item-{id}")),
                    true,
                    200),
                Route.DEFAULT_UPSTREAM,
                Rewrite.NONE,
                route.fingerprint()));
  }

  @Test
  void aRoutesStatusesStandInThePlaceOfThoseOfCache() throws InvalidConfig {
    List<Route> routes =
        settings(
                "nearside {",
                "  cache { ttl-by-status { 404 = 10s, 5xx = 1s }, heuristic-freshness = on }",
                "  cache.targeted-fields = []",
                "  routes = [",
                "    { match = \"/a\" }",
                "    { match = \"/b\", ttl-by-status { 4xx = 2s }, heuristic-freshness = off }",
                "    { match = \"/c\", ttl-by-status = {}, targeted-fields = [A] }",
                "  ]",
                "}")
            .routes();

    assertThat(routes)
        .extracting(route -> route.lifetimes().byStatus())
        .containsExactly(
            List.of(new ByStatus(404, 404, 10_000), new ByStatus(500, 599, 1_000)),
            List.of(new ByStatus(400, 499, 2_000)),
            List.of(),
            List.of(new ByStatus(404, 404, 10_000), new ByStatus(500, 599, 1_000)));
    assertThat(routes)
        .extracting(route -> route.lifetimes().heuristicFraction())
        .containsExactly(0.1, 0.0, 0.1, 0.1);
    assertThat(routes)
        .extracting(Route::targetedFields)
        .containsExactly(List.of(), List.of(), List.of("a"), List.of());
  }

  @Test
  void aPrincipalFieldIsReadAsLowerCase() throws InvalidConfig {
    Route route =
        route(
            "nearside.routes = [",
            "  { match = \"/me\", key.query.keep = [a], key.principal { header = Authorization } }",
            "]");
    assertThat(route.key().principal()).isEqualTo(new KeyRules.Principal.Header("authorization"));
    assertThat(route.key().keepQuery()).containsExactly("a");
  }

  @Test
  void cacheHoldsForEveryRouteThatSaysNothingElse() throws InvalidConfig {
    List<Route> routes =
        settings(
                "nearside {",
                "  cache { ttl = 1m, max-variants = 2, key.query.sort = off, set-cookie = store }",
                "  routes = [",
                "    { match = \"/a\" }",
                "    { match = \"/b\", ttl = 2m, key.query.sort = on, set-cookie = refuse }",
                "    { match = \"/c\", ttl = null }",
                "  ]",
                "}")
            .routes();

    assertThat(routes).extracting(Route::name).containsExactly("/a", "/b", "/c", "default");
    assertThat(routes)
        .extracting(route -> route.lifetimes().ttlMillis())
        .containsExactly(60_000L, 120_000L, Route.NO_TTL, 60_000L);
    assertThat(routes)
        .extracting(route -> route.key().sortQuery())
        .containsExactly(false, true, false, false);
    assertThat(routes).extracting(Route::storeSetCookie).containsExactly(true, false, true, true);
    assertThat(routes).extracting(Route::maxVariants).containsOnly(2);
  }

  @Test
  void aRoutesHostIsFoldedAsTheAuthorityOfRequestsIs() throws InvalidConfig {
    Route route =
        route(
            "nearside.authority.aliases { \"www.a\" = a }",
            "nearside.routes = [ { match { path = \"/x\", host = \"www.a\" } } ]");
    assertThat(route.match().host()).isEqualTo("a");
  }

  @Test
  void aHostAloneMatchesAllItsPaths() throws InvalidConfig {
    Route route = route("nearside.routes = [ { match { host = a }, cache = off } ]");
    assertThat(route.match()).isEqualTo(new RouteMatch("/**", "a", List.of()));
    assertThat(route.cache()).isFalse();
  }

  @Test
  void switchesAreOnOffTrueOrFalse() throws InvalidConfig {
    for (String off : List.of("off", "false", "\"off\"", "Off")) {
      assertThat(route("nearside.routes = [ { match = \"/a\", cache = " + off + " } ]").cache())
          .isFalse();
    }
  }

  @Test
  void valuesComeFromTheEnvironment() {
    assertThat(System.getenv("PATH")).isNotBlank();
    ConfigText text =
        ConfigText.of(
            directory,
            "nearside {",
            "  listen = \":80\"",
            "  listen = ${?NEARSIDE_NOBODY_SETS_THIS}",
            "",
            "  near.max-size = ${PATH}",
            "}");
    assertThat(text.errors())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("nearside.conf:5: nearside.near.max-size = ")
        .contains(" (from the environment): not a size; accepted: ");
  }

  @Test
  void aPasswordFromTheEnvironmentIsNotPrintedWhereverItStands() {
    String path = System.getenv("PATH");
    for (String uri : List.of("${PATH}", "\"redis://:\"${PATH}\"@a b\"", "\"redis:\"${PATH}")) {
      assertThat(ConfigText.of(directory, "nearside {", "redis.uri = " + uri, "}").errors())
          .singleElement()
          .asString()
          .startsWith("nearside.conf:2: nearside.redis.uri = *** (from the environment): ")
          .doesNotContain(path);
    }
  }

  @Test
  void valuesComeFromElsewhereInTheFile() throws InvalidConfig {
    List<Route> routes =
        settings(
                "nearside {",
                "  cache.ttl = 7m",
                "  routes = [ { match = \"/a\", ttl = ${nearside.cache.ttl} } ]",
                "}")
            .routes();
    assertThat(routes.get(0).lifetimes().ttlMillis()).isEqualTo(420_000);
  }

  @Test
  void aMissingOptionalSubstitutionLeavesTheDefault() throws InvalidConfig {
    assertThat(
            settings("nearside.listen = ${?NEARSIDE_NOBODY_SETS_THIS}")
                .server()
                .listeners()
                .get(0)
                .address())
        .isEqualTo(new Address.Inet("0.0.0.0", 8080));
  }

  @Test
  void aNearCacheOfMostOfTheHeapIsAWarning() throws InvalidConfig {
    Overrides overrides = ConfigText.UPSTREAM;
    Path file = ConfigText.of(directory, "nearside.near.max-size = 97M").file();

    assertThat(ConfigLoader.load(file, overrides, 128L << 20).warnings())
        .containsExactly(
            file
                + ": nearside.near.max-size: 97M is more than three quarters of the heap, 128M;"
                + " give Java more with -Xmx");
    assertThat(ConfigLoader.load(file, overrides, 256L << 20).warnings()).isEmpty();
  }

  @Test
  void aRouteBehindOneThatMatchesTheSameIsAWarning() throws InvalidConfig {
    ConfigText text =
        ConfigText.of(
            directory,
            "nearside.routes = [",
            "  { match { path = \"/a\", methods = [GET] } }",
            "  { match = \"/a\" }",
            "  { match { path = \"/a\", host = h } }",
            "]");
    assertThat(text.load().warnings())
        .containsExactly(
            text.file()
                + ":4: nearside.routes[2]: never used: nearside.routes[1] matches the same and"
                + " comes first");
  }
}
