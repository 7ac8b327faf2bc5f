package io.nearside.caching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A route for tests: caches, obeys clients, has no lifetime of its own. */
final class RouteBuilder {
  private String path = "/**";
  private String host;
  private List<String> methods = List.of();
  private boolean cache = true;
  private long ttlMillis = Route.NO_TTL;
  private long staleWhileRevalidateMillis;
  private long staleIfErrorMillis;
  private List<Lifetimes.ByStatus> byStatus = List.of();
  private long overrideMillis = Route.NO_TTL;
  private long keepMillis;
  private double heuristicFraction;
  private double jitter;
  private List<String> targetedFields = List.of();
  private boolean ignoreCookies;
  private boolean storeSetCookie;
  private boolean obeyClientCacheControl = true;
  private KeyRules key = KeyRules.DEFAULT;
  private List<String> tags = List.of();
  private SurrogateRules surrogates = SurrogateRules.DEFAULT;
  private SharingRules sharing = SharingRules.DEFAULT;
  private OnWrite onWrite = OnWrite.NONE;

  static RouteBuilder route() {
    return new RouteBuilder();
  }

  static RouteBuilder route(String path) {
    RouteBuilder builder = new RouteBuilder();
    builder.path = path;
    return builder;
  }

  RouteBuilder host(String value) {
    host = value;
    return this;
  }

  RouteBuilder methods(String... values) {
    methods = List.of(values);
    return this;
  }

  RouteBuilder cacheOff() {
    cache = false;
    return this;
  }

  RouteBuilder ttlSeconds(long value) {
    ttlMillis = value * 1000;
    return this;
  }

  RouteBuilder staleWhileRevalidateSeconds(long value) {
    staleWhileRevalidateMillis = value * 1000;
    return this;
  }

  RouteBuilder staleIfErrorSeconds(long value) {
    staleIfErrorMillis = value * 1000;
    return this;
  }

  /** For statuses from the lowest to the highest; the first that is set wins. */
  RouteBuilder ttlByStatusSeconds(int lowest, int highest, long value) {
    byStatus = new ArrayList<>(byStatus);
    byStatus.add(new Lifetimes.ByStatus(lowest, highest, value * 1000));
    return this;
  }

  RouteBuilder ttlOverrideSeconds(long value) {
    overrideMillis = value * 1000;
    return this;
  }

  RouteBuilder keepSeconds(long value) {
    keepMillis = value * 1000;
    return this;
  }

  RouteBuilder heuristicFraction(double value) {
    heuristicFraction = value;
    return this;
  }

  RouteBuilder jitter(double value) {
    jitter = value;
    return this;
  }

  RouteBuilder targetedFields(String... values) {
    targetedFields = List.of(values);
    return this;
  }

  RouteBuilder ignoreCookies() {
    ignoreCookies = true;
    return this;
  }

  RouteBuilder storeSetCookie() {
    storeSetCookie = true;
    return this;
  }

  RouteBuilder ignoreClients() {
    obeyClientCacheControl = false;
    return this;
  }

  RouteBuilder key(KeyRules value) {
    key = value;
    return this;
  }

  RouteBuilder tags(String... values) {
    tags = List.of(values);
    return this;
  }

  RouteBuilder surrogates(SurrogateRules value) {
    surrogates = value;
    return this;
  }

  RouteBuilder sharing(SharingRules value) {
    sharing = value;
    return this;
  }

  RouteBuilder onWritePurge(Route.PurgePattern... values) {
    onWrite = new OnWrite(Arrays.asList(values), onWrite.purgeOnError(), 0);
    return this;
  }

  Route build() {
    return new Route(
        path,
        new Route.RouteMatch(path, host, methods),
        cache,
        new Lifetimes(
            ttlMillis,
            byStatus,
            overrideMillis,
            staleWhileRevalidateMillis,
            staleIfErrorMillis,
            keepMillis,
            heuristicFraction,
            jitter),
        targetedFields,
        VaryRules.DEFAULT,
        ignoreCookies,
        storeSetCookie,
        obeyClientCacheControl,
        1 << 20,
        Long.MAX_VALUE,
        64,
        128,
        surrogates,
        sharing,
        key,
        tags,
        onWrite,
        Route.DEFAULT_UPSTREAM,
        Rewrite.NONE,
        "0123456789abcdef");
  }

  static KeyRules keyHeaders(String... names) {
    return new KeyRules(true, null, List.of(), false, List.of(names), List.of(), null);
  }

  static KeyRules keyCookies(String... names) {
    return new KeyRules(true, null, List.of(), false, List.of(), List.of(names), null);
  }

  static KeyRules keyPrincipal(KeyRules.Principal principal) {
    return new KeyRules(true, null, List.of(), false, List.of(), List.of(), principal);
  }

  static KeyRules keyQuery(boolean sort, List<String> keep, List<String> drop) {
    return new KeyRules(sort, keep, drop, false, List.of(), List.of(), null);
  }
}
