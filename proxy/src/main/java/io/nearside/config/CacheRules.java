package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;

import io.nearside.caching.Lifetimes;
import io.nearside.caching.Route;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SharingRules.OnStoreFailure;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that {@code cache} sets for every route, and that a route may set for itself. */
record CacheRules(
    Lifetimes lifetimes,
    List<String> targetedFields,
    VaryRules vary,
    boolean storeSetCookie,
    boolean obeyClientCacheControl,
    long maxObjectBytes,
    int maxVariants,
    int maxTags,
    SurrogateRules surrogates,
    SharingRules sharing,
    boolean sortQuery) {
  private static final Syntax<Long> LIFETIME = new DurationSyntax(1, 3650 * DAY);
  private static final Syntax<Long> WINDOW = new DurationSyntax(0, 3650 * DAY);
  private static final Syntax<Double> JITTER = new FractionSyntax(true);
  private static final Syntax<Long> OBJECT_SIZE = new SizeSyntax(1, SizeSyntax.GIBI);
  private static final Syntax<Integer> VARIANTS = Syntax.number(1, 1024);
  private static final Syntax<Integer> TAGS = Syntax.number(1, 1024);
  private static final Syntax<OnStoreFailure> ON_STORE_FAILURE = Syntax.word(OnStoreFailure.class);
  private static final Syntax<Integer> PROTECT_CONCURRENCY = Syntax.number(1, 10_000);
  private static final Syntax<Boolean> SET_COOKIE = Syntax.either("store", "refuse");
  private static final Syntax<Boolean> CLIENT_CACHE_CONTROL = Syntax.either("obey", "ignore");

  /**
   * Reads {@code cache} or a route that lies over it.
   *
   * @param collapse whether one sidecar fetches for all
   */
  static CacheRules read(Section section, boolean collapse) {
    return new CacheRules(
        lifetimes(section),
        section.list("targeted-fields", Syntax.FIELD_NAME).stream().distinct().toList(),
        VaryReader.read(section.section("vary")),
        section.value("set-cookie", SET_COOKIE),
        section.value("client-cache-control", CLIENT_CACHE_CONTROL),
        section.value("max-object-size", OBJECT_SIZE),
        section.value("max-variants", VARIANTS),
        section.value("max-tags", TAGS),
        surrogates(section),
        sharing(section, collapse),
        section.section("key").section("query").value("sort", Syntax.SWITCH));
  }

  private static SurrogateRules surrogates(Section section) {
    return new SurrogateRules(
        section.list("tag-fields", Syntax.FIELD_NAME).stream().distinct().toList(),
        section.value("tags-to-clients", Syntax.SWITCH));
  }

  private static SharingRules sharing(Section section, boolean collapse) {
    return new SharingRules(
        collapse,
        section.value("refresh-ahead", Syntax.SWITCH),
        section.value("on-store-failure", ON_STORE_FAILURE),
        section.value("protect-concurrency", PROTECT_CONCURRENCY));
  }

  private static Lifetimes lifetimes(Section section) {
    return new Lifetimes(
        orNone(section.optional("ttl", LIFETIME)),
        StatusLifetimes.read(section),
        orNone(section.optional("ttl-override", LIFETIME)),
        section.value("stale-while-revalidate", WINDOW),
        section.value("stale-if-error", WINDOW),
        section.value("keep", WINDOW),
        section.value("heuristic-freshness", FractionSyntax.HEURISTIC),
        section.value("jitter", JITTER));
  }

  private static long orNone(@Nullable Long ttlMillis) {
    return ttlMillis == null ? Route.NO_TTL : ttlMillis;
  }
}
