package io.nearside.config;

import io.nearside.caching.FieldRules;
import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.VaryRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A short digest of all that decides what a route stores, under which key, with which tags and for
 * how long. Two configurations that differ in it never read each other's entries.
 */
final class Fingerprint {
  private static final int BYTES = 8;

  /** Changed when the meaning of the rules changes. */
  private static final String VERSION = "4";

  private Fingerprint() {}

  static String of(
      String route,
      boolean cache,
      boolean ignoreCookies,
      CacheRules rules,
      KeyRules key,
      List<String> tags,
      String upstream,
      Rewrite rewrite) {
    List<String> fields = new ArrayList<>(rules(route, cache, ignoreCookies, rules, key, tags));
    // Nothing where nothing is rewritten: what was stored before there were such rules is found.
    addUnless(Route.DEFAULT_UPSTREAM, "upstream", upstream, fields);
    addUnless("", "strip-prefix", rewrite.path().strip(), fields);
    addUnless("", "add-prefix", rewrite.path().add(), fields);
    // The authority itself, though it may be an address: an answer may be made from it.
    addUnless("", "host", rewrite.host() == null ? "" : rewrite.host(), fields);
    addUnless("", "request-headers", fieldRules(rewrite.request()), fields);
    addUnless("", "response-headers", fieldRules(rewrite.response()), fields);
    return digest(fields);
  }

  private static void addUnless(String none, String name, String value, List<String> fields) {
    if (!value.equals(none)) {
      fields.add(field(name, value));
    }
  }

  private static String fieldRules(FieldRules rules) {
    return rules.isNone()
        ? ""
        : field("remove", list(rules.remove()))
            + field("set", lines(rules.set()))
            + field("add", lines(rules.add()));
  }

  private static String lines(List<FieldRules.Line> lines) {
    StringBuilder text = new StringBuilder();
    for (FieldRules.Line line : lines) {
      text.append(field(line.name().toLowerCase(Locale.ROOT), line.value()));
    }
    return text.toString();
  }

  private static List<String> rules(
      String route,
      boolean cache,
      boolean ignoreCookies,
      CacheRules rules,
      KeyRules key,
      List<String> tags) {
    List<String> keep = key.keepQuery();
    return List.of(
        field("version", VERSION),
        // The route's name is a tag of its responses, and what its pattern captures may be.
        field("route", route),
        field("cache", cache),
        field("lifetimes", lifetimes(rules.lifetimes())),
        field("targeted-fields", String.join(",", rules.targetedFields())),
        field("vary", vary(rules.vary())),
        field("set-cookie", rules.storeSetCookie()),
        field("client-cache-control", rules.obeyClientCacheControl()),
        field("max-object-size", rules.maxObjectBytes()),
        field("max-variants", rules.maxVariants()),
        field("max-tags", rules.maxTags()),
        field("tag-fields", list(rules.surrogates().fields())),
        field("tags-to-clients", rules.surrogates().passOn()),
        field("ignore-cookies", ignoreCookies),
        field("key.query.sort", key.sortQuery()),
        field("key.query.empty-is-none", key.emptyQueryIsNone()),
        field("key.query.keep", keep == null ? "all" : "only" + list(keep)),
        field("key.query.drop", list(key.dropQuery())),
        field("key.headers", list(key.headers())),
        field("key.cookies", list(key.cookies())),
        field("key.principal", principal(key)),
        field("tags", list(tags)));
  }

  /** Spelled out: what a record makes of itself costs classes at each start, and may change. */
  private static String vary(VaryRules vary) {
    return "VaryRules[normalize="
        + vary.normalize()
        + ", encodings="
        + vary.encodings()
        + ", languages="
        + vary.languages()
        + ", mediaTypes="
        + vary.mediaTypes()
        + ']';
  }

  private static String lifetimes(Lifetimes lifetimes) {
    StringBuilder text =
        new StringBuilder()
            .append("ttl ")
            .append(lifetimes.ttlMillis())
            .append(" override ")
            .append(lifetimes.overrideMillis())
            .append(" stale-while-revalidate ")
            .append(lifetimes.staleWhileRevalidateMillis())
            .append(" stale-if-error ")
            .append(lifetimes.staleIfErrorMillis())
            .append(" keep ")
            .append(lifetimes.keepMillis())
            .append(" heuristic ")
            .append(billionths(lifetimes.heuristicFraction()))
            .append(" jitter ")
            .append(billionths(lifetimes.jitter()));
    for (Lifetimes.ByStatus status : lifetimes.byStatus()) {
      text.append(' ').append(status.lowest()).append('-').append(status.highest());
      text.append(' ').append(status.ttlMillis());
    }
    return text.toString();
  }

  /** As a whole number: releases of Java differ in how they write a fraction. */
  private static long billionths(double fraction) {
    return Math.round(fraction * 1e9);
  }

  private static String principal(KeyRules key) {
    KeyRules.Principal principal = key.principal();
    if (principal instanceof KeyRules.Principal.Header header) {
      return "header " + header.name();
    }
    if (principal instanceof KeyRules.Principal.Certificate) {
      return "certificate subject";
    }
    return principal instanceof KeyRules.Principal.Cookie cookie ? "cookie " + cookie.name() : "";
  }

  /** No order matters in these lists. Lengths keep two texts from reading as one other. */
  private static String list(List<String> values) {
    StringBuilder text = new StringBuilder();
    values.stream()
        .sorted()
        .distinct()
        .forEach(value -> text.append(value.length()).append(':').append(value).append(' '));
    return text.toString();
  }

  private static String field(String name, Object value) {
    String text = value.toString();
    return name + '=' + text.length() + ':' + text + '\n';
  }

  private static String digest(List<String> fields) {
    try {
      byte[] text = String.join("", fields).getBytes(StandardCharsets.UTF_8);
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(whole, 0, BYTES);
    } catch (NoSuchAlgorithmException noSha) {
      throw new IllegalStateException("every Java has SHA-256", noSha);
    }
  }
}
