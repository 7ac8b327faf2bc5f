package io.nearside.caching;

import io.nearside.http.Fields;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names under which responses can be purged, as 64-bit numbers. A response carries one for each
 * thing it belongs to; a purge names one.
 */
public final class PurgeTags {
  /*
   * A tag is the first 8 bytes of the SHA-256 of kind, scope and name. Two that are equal by chance
   * purge too much, never too little. The scheme is in no tag but a group's: a write over https
   * also ends what was read over http. Authorities and paths are given as a ResourceUri has them:
   * normalized.
   */

  /** How many segments deep prefixes are told apart; a deeper purge hits all below the eighth. */
  static final int PREFIX_LEVELS = 8;

  private PurgeTags() {}

  /** A resource with all its queries and variants. */
  public static long url(String authority, String path) {
    return tag("url", authority, path);
  }

  /**
   * A resource with exactly this query, as these rules see it: parameters that make no key make no
   * tag.
   */
  public static long urlWithQuery(
      String authority, String path, @Nullable String query, KeyRules rules) {
    String canonical = KeyQuery.canonical(query, rules);
    return tag("query", authority, canonical == null ? path : path + "?" + canonical);
  }

  /**
   * Everything at or below this path: {@code /a} is {@code /a} and {@code /a/x}, not {@code /ab}.
   */
  public static long prefix(String authority, String path) {
    String whole = PathSegments.withoutTrailingSlashes(path);
    return exactPrefix(authority, cut(whole, PREFIX_LEVELS));
  }

  private static long exactPrefix(String authority, String prefix) {
    return tag("prefix", authority, prefix);
  }

  private static String cut(String path, int levels) {
    int end = PathSegments.endOfLevel(path, levels);
    return PathSegments.withoutTrailingSlashes(path.substring(0, Math.max(1, end)));
  }

  /** Everything of an authority. */
  public static long host(String authority) {
    return tag("host", "", authority);
  }

  /** Everything that a route stored. */
  public static long route(String name) {
    return tag("route", "", name);
  }

  /** Everything with this surrogate key. */
  public static long surrogate(String name) {
    return tag("surrogate", "", name);
  }

  /**
   * Everything that the origin of this resource put into the group with this name. Here the scheme
   * counts: a group belongs to an origin.
   */
  public static long group(ResourceUri member, String name) {
    return tag("group", member.scheme() + "://" + member.authority(), name);
  }

  /** Everything. */
  public static long everything() {
    return tag("everything", "", "");
  }

  /** All tags of a response of this route, without doubles. */
  public static long[] ofResponse(ResourceUri uri, Route route) {
    String authority = uri.authority();
    String path = uri.path();
    long[] tags = new long[5 + PREFIX_LEVELS + 1 + route.tags().size()];
    int count = 0;
    tags[count++] = url(authority, path);
    tags[count++] = urlWithQuery(authority, path, uri.query(), route.key());
    tags[count++] = host(authority);
    tags[count++] = route(route.name());
    tags[count++] = everything();
    for (int level = 0; level <= PREFIX_LEVELS; level++) {
      tags[count++] = exactPrefix(authority, cut(path, level));
      if (PathSegments.endOfLevel(path, level) == path.length()) {
        break;
      }
    }
    if (!route.tags().isEmpty()) {
      Map<String, String> captures = Routes.captures(route, path);
      for (String name : route.tags()) {
        tags[count++] = surrogate(Captures.expand(name, captures));
      }
    }
    return distinct(Arrays.copyOf(tags, count));
  }

  /** All tags of a response with these fields, without doubles. */
  public static long[] ofResponse(ResourceUri uri, Route route, Fields response) {
    return withFields(ofResponse(uri, route), uri, route, response);
  }

  /**
   * Tags of a response and those that its fields name, without doubles: its surrogate keys and its
   * groups, which are surrogate keys, too. Of those that {@link #hasTooMany} not all are there.
   *
   * @param known the tags that it has whatever its fields say
   */
  public static long[] withFields(long[] known, ResourceUri uri, Route route, Fields response) {
    Set<String> names = SurrogateKeys.of(response, route.surrogates(), route.maxTags() + 1);
    List<String> groups = CacheGroups.of(response);
    if (names.isEmpty() && groups.isEmpty()) {
      return known;
    }
    long[] tags = Arrays.copyOf(known, known.length + names.size() + groups.size());
    int count = known.length;
    for (String name : names) {
      tags[count++] = surrogate(name);
    }
    for (String group : groups) {
      tags[count++] = group(uri, group);
    }
    return distinct(tags);
  }

  /** Whether the fields of a response name more than its route lets it have. */
  public static boolean hasTooMany(Route route, Fields response) {
    int most = route.maxTags();
    return SurrogateKeys.of(response, route.surrogates(), most + 1).size() > most;
  }

  /** The same tags without doubles, sorted. */
  static long[] distinct(long[] tags) {
    return Arrays.stream(tags).sorted().distinct().toArray();
  }

  private static long tag(String kind, String scope, String name) {
    byte[] digest = TupleDigest.of("nearside tag").text(kind).text(scope).text(name).finish();
    return ByteBuffer.wrap(digest).getLong();
  }
}
