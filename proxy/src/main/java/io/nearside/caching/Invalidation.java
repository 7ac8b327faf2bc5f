package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.Methods;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What an unsafe request makes out of date.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.4
 */
public final class Invalidation {
  /*
   * The origin is the one that the request was for, as far as we know: where TLS ends before us and
   * nobody we trust says so, an absolute Location with https names another one. A relative one
   * never does. The tag of a URL itself has no scheme: what the configuration makes one backend's
   * is one resource, over http and https.
   */
  private static final List<String> URI_FIELDS = List.of("location", "content-location");

  private Invalidation() {}

  /** Whether this answer to this request invalidates: an unsafe method without an error. */
  public static boolean applies(String method, int status) {
    return status >= 200 && status < 400 && Methods.isUnsafe(method);
  }

  /** What the request purges, without authority aliases. */
  public static long[] tags(ResourceUri target, Route route, Fields response) {
    return tags(target, route, response, Map.of());
  }

  /**
   * What the request purges: its target with all queries and variants, what {@code Location} and
   * {@code Content-Location} name of the same origin, the groups that the answer names, and what
   * the route says.
   *
   * @param response the fields of an answer for which {@link #applies} holds
   */
  public static long[] tags(
      ResourceUri target, Route route, Fields response, Map<String, String> aliases) {
    LongStream.Builder tags = LongStream.builder();
    for (long tag : tagsWithoutResponse(target, route)) {
      tags.add(tag);
    }
    for (String field : URI_FIELDS) {
      for (String reference : response.all(field)) {
        ResourceUri named = target.resolve(reference, aliases);
        // Nobody may purge what is another's.
        if (named != null && named.sameOrigin(target)) {
          tags.add(PurgeTags.url(named.authority(), named.path()));
        }
      }
    }
    groups(tags, target, CacheGroups.invalidatedBy(response));
    return PurgeTags.distinct(tags.build().toArray());
  }

  private static void groups(LongStream.Builder tags, ResourceUri target, List<String> names) {
    for (String name : names) {
      tags.add(PurgeTags.group(target, name));
    }
    if (names.size() == CacheGroups.MAX_GROUPS) {
      // There may be more, so better too much.
      tags.add(PurgeTags.host(target.authority()));
    }
  }

  /** What a request purges whose outcome is not known: its target and what the route says. */
  public static long[] tagsWithoutResponse(ResourceUri target, Route route) {
    List<Route.PurgePattern> patterns = route.onWrite().purge();
    long[] tags = new long[1 + patterns.size()];
    tags[0] = PurgeTags.url(target.authority(), target.path());
    Map<String, String> captures =
        patterns.isEmpty() ? Map.of() : Routes.captures(route, target.path());
    for (int i = 0; i < patterns.size(); i++) {
      tags[i + 1] = tag(patterns.get(i), target.authority(), captures);
    }
    return PurgeTags.distinct(tags);
  }

  private static long tag(
      Route.PurgePattern pattern, String authority, Map<String, String> captures) {
    if (pattern instanceof Route.PurgePattern.Path path) {
      return PurgeTags.url(authority, normalized(Captures.expand(path.path(), captures)));
    }
    if (pattern instanceof Route.PurgePattern.Prefix prefix) {
      return PurgeTags.prefix(authority, normalized(Captures.expand(prefix.prefix(), captures)));
    }
    return PurgeTags.surrogate(
        Captures.expand(((Route.PurgePattern.Tag) pattern).name(), captures));
  }

  /** A path of the configuration in the form that requests have. */
  private static String normalized(String path) {
    String normal = PercentEncoding.normalize(path, 0, path.length());
    return PathSegments.withoutDots(normal == null ? path : normal);
  }
}
