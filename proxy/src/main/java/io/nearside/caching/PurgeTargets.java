package io.nearside.caching;

import io.nearside.caching.PurgeOrder.Invalid;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the names in a {@link PurgeOrder} mean: normalized and folded exactly as requests are, they
 * become tags.
 */
public final class PurgeTargets {
  /*
   * Tags have no scheme, but which port is the default one depends on it. Where no scheme is given
   * both are meant: that purges too much at worst.
   */
  private static final List<String> HTTP = List.of("http");
  private static final List<String> HTTPS = List.of("https");
  private static final List<String> BOTH = List.of("http", "https");

  private static final String REST = "/**";
  private static final int MAX_SHOWN = 200;
  private static final String URLS = "http://host/path, https://host/path or //host/path";
  private static final String LAST_ROUTE = "default";
  private static final String LAST_ROUTE_FOR_PEOPLE = "everything else";

  private final Routes routes;
  private final Map<String, String> aliases;
  private final Suggestions suggestions;

  /** Finds the known word that somebody who typed another one probably meant. */
  @FunctionalInterface
  public interface Suggestions {
    /** The nearest of the known words, or null when none is near. */
    @Nullable String of(String typed, Collection<String> known);
  }

  /**
   * The names of a configuration.
   *
   * @param aliases authorities that stand for another one
   */
  public PurgeTargets(Routes routes, Map<String, String> aliases, Suggestions suggestions) {
    this.routes = routes;
    this.aliases = Map.copyOf(aliases);
    this.suggestions = suggestions;
  }

  /** Where an unknown word is near a known one. */
  public Suggestions suggestions() {
    return suggestions;
  }

  /**
   * The tags of an order, without doubles; at least one.
   *
   * @throws Invalid when it names nothing, too much, or something that there cannot be
   */
  public long[] tags(PurgeOrder order) throws Invalid {
    if (order.targets() == 0) {
      throw new Invalid(
          "nothing to purge; accepted: at least one of urls, prefixes, tags, hosts, routes,"
              + " everything");
    }
    if (order.targets() > PurgeOrder.MAX_TARGETS) {
      throw new Invalid(
          order.targets()
              + " targets; accepted: up to "
              + PurgeOrder.MAX_TARGETS
              + " at a time, a prefix or a tag in place of many");
    }
    LongStream.Builder tags = LongStream.builder();
    for (String url : order.urls()) {
      url(url, tags);
    }
    for (String prefix : order.prefixes()) {
      prefix(prefix, tags);
    }
    for (String tag : order.tags()) {
      tags.add(PurgeTags.surrogate(surrogate(tag)));
    }
    for (String host : order.hosts()) {
      host(host, tags);
    }
    for (String route : order.routes()) {
      tags.add(PurgeTags.route(route(route)));
    }
    if (order.everything()) {
      tags.add(PurgeTags.everything());
    }
    return PurgeTags.distinct(tags.build().toArray());
  }

  /**
   * The tag of what a request asks for: without a query of the resource with all its queries, with
   * one of that query only, under the rules of the route that a GET of it has.
   */
  public static long tag(ResourceUri uri, Routes routes) {
    if (uri.query() == null) {
      return PurgeTags.url(uri.authority(), uri.path());
    }
    KeyRules rules = routes.find("GET", uri.authority(), uri.path()).key();
    return PurgeTags.urlWithQuery(uri.authority(), uri.path(), uri.query(), rules);
  }

  private void url(String text, LongStream.Builder tags) throws Invalid {
    Reference reference = Reference.of("urls", text);
    if (reference.path().indexOf('*') >= 0) {
      throw invalid("urls", text, "* has no meaning in a URL", "prefixes for all below a path");
    }
    for (String scheme : reference.schemes()) {
      tags.add(tag(parse("urls", text, scheme, reference), routes));
    }
  }

  private void prefix(String text, LongStream.Builder tags) throws Invalid {
    Reference given = Reference.of("prefixes", text);
    if (given.path().length() < given.pathAndQuery().length()) {
      throw invalid("prefixes", text, "a prefix has no query", URLS + ", also with /** behind it");
    }
    Reference reference = given.withoutRest();
    if (reference.path().indexOf('*') >= 0) {
      throw invalid("prefixes", text, "* can only be a last /**", URLS);
    }
    for (String scheme : reference.schemes()) {
      ResourceUri uri = parse("prefixes", text, scheme, reference);
      tags.add(PurgeTags.prefix(uri.authority(), uri.path()));
    }
  }

  private ResourceUri parse(String kind, String text, String scheme, Reference reference)
      throws Invalid {
    ResourceUri uri =
        ResourceUri.parse(scheme, reference.authority(), reference.pathAndQuery(), aliases);
    if (uri == null) {
      throw invalid(
          kind, text, "not a URL", URLS + ", percent-encoded, without a fragment or user");
    }
    return uri;
  }

  private void host(String text, LongStream.Builder tags) throws Invalid {
    for (String scheme : BOTH) {
      ResourceUri uri = ResourceUri.parse(scheme, text, "/", aliases);
      if (uri == null) {
        throw invalid("hosts", text, "not a host", "HOST or HOST:PORT, e.g. example.com");
      }
      tags.add(PurgeTags.host(uri.authority()));
    }
  }

  /**
   * The tags of surrogate keys, without doubles.
   *
   * @throws Invalid when there is none, or one that no response can have
   */
  public static long[] surrogates(List<String> names) throws Invalid {
    if (names.isEmpty()) {
      throw new Invalid("no surrogate key; accepted: names with spaces between them");
    }
    LongStream.Builder tags = LongStream.builder();
    for (String name : names) {
      tags.add(PurgeTags.surrogate(surrogate(name)));
    }
    return PurgeTags.distinct(tags.build().toArray());
  }

  /** The name of a surrogate key, if responses can have it. */
  private static String surrogate(String name) throws Invalid {
    boolean clean = name.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (name.isBlank() || !clean || !name.equals(name.strip())) {
      throw invalid("tags", name, "not a tag", "visible ASCII, e.g. catalog");
    }
    return name;
  }

  private String route(String name) throws Invalid {
    List<String> known = routes.names();
    if (known.contains(name)) {
      return name;
    }
    if (name.equals(LAST_ROUTE_FOR_PEOPLE)) {
      return LAST_ROUTE;
    }
    String meant = suggestions.of(name, known);
    throw invalid(
        "routes",
        name,
        meant == null ? "no such route" : "no such route; did you mean \"" + meant + "\"?",
        String.join(", ", known.subList(0, Math.min(known.size(), 20))));
  }

  private static Invalid invalid(String kind, String given, String problem, String accepted) {
    String shown = given.length() <= MAX_SHOWN ? given : given.substring(0, MAX_SHOWN) + "...";
    return new Invalid(kind + ": \"" + shown + "\": " + problem + "; accepted: " + accepted);
  }

  /**
   * An absolute URL, or one without its scheme.
   *
   * @param schemes those that it may have
   */
  private record Reference(List<String> schemes, String authority, String pathAndQuery) {

    static Reference of(String kind, String text) throws Invalid {
      int from = text.indexOf("//") + 2;
      List<String> schemes =
          switch (from) {
            case 2 -> BOTH;
            case 7 -> text.regionMatches(true, 0, "http:", 0, 5) ? HTTP : List.<String>of();
            case 8 -> text.regionMatches(true, 0, "https:", 0, 6) ? HTTPS : List.<String>of();
            default -> List.<String>of();
          };
      if (schemes.isEmpty()) {
        throw invalid(kind, text, "not an absolute URL", URLS);
      }
      int end = from;
      while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      String rest = text.substring(end);
      return new Reference(
          schemes, text.substring(from, end), rest.startsWith("/") ? rest : "/" + rest);
    }

    String path() {
      int mark = pathAndQuery.indexOf('?');
      return mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    }

    Reference withoutRest() {
      if (!pathAndQuery.endsWith(REST)) {
        return this;
      }
      String path = pathAndQuery.substring(0, pathAndQuery.length() - REST.length());
      return new Reference(schemes, authority, path.isEmpty() ? "/" : path);
    }
  }
}
