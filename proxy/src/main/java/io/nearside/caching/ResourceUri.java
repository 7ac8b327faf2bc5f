package io.nearside.caching;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, normalized where RFC 3986 says that two forms are equivalent.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority lower case, without the scheme's default port, aliases folded
 * @param path normalized, begins with a slash
 * @param query as given but with its percent-encoding normalized; null when there is none
 */
public record ResourceUri(String scheme, String authority, String path, @Nullable String query) {
  /*
   * Equivalent are (https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2): unreserved characters
   * plain or encoded, hex digits in either case, and paths that differ in dot segments; encoded
   * dots are dots. Not equivalent: %2F and a slash, two slashes and one, an empty query and none.
   * What a request target must not contain (controls, spaces, '#', bytes from 0x80) makes it
   * malformed: recipients differ in what they make of it.
   */

  /**
   * Reads what a request says of its target.
   *
   * @param scheme {@code http} or {@code https}
   * @param authority host and optional port, as in {@code Host}
   * @param pathAndQuery the origin form of the request target
   * @param aliases normalized authorities that mean another one
   * @return null when it is malformed
   */
  public static @Nullable ResourceUri parse(
      String scheme, String authority, String pathAndQuery, Map<String, String> aliases) {
    if (pathAndQuery.isEmpty() || pathAndQuery.charAt(0) != '/' || !isClean(pathAndQuery)) {
      return null;
    }
    String known = Authority.normalize(scheme, authority);
    if (known == null) {
      return null;
    }
    int mark = pathAndQuery.indexOf('?');
    int pathEnd = mark < 0 ? pathAndQuery.length() : mark;
    String path = PercentEncoding.normalize(pathAndQuery, 0, pathEnd);
    if (path == null) {
      return null;
    }
    String query = null;
    if (mark >= 0) {
      query = PercentEncoding.normalize(pathAndQuery, mark + 1, pathAndQuery.length());
      if (query == null) {
        return null;
      }
    }
    String folded = aliases.isEmpty() ? known : aliases.getOrDefault(known, known);
    return new ResourceUri(scheme, folded, PathSegments.withoutDots(path), query);
  }

  private static boolean isClean(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  /** The path with its query, as a request line has it. */
  public String pathAndQuery() {
    return query == null ? path : path + "?" + query;
  }

  /** Whether scheme, host and port are the same. */
  public boolean sameOrigin(ResourceUri other) {
    return scheme.equals(other.scheme) && authority.equals(other.authority);
  }

  /** Resolves a reference, as in {@code Location}, without aliases of authorities. */
  public @Nullable ResourceUri resolve(String reference) {
    return resolve(reference, Map.of());
  }

  /**
   * Resolves a reference, as in {@code Location}, against this. Its fragment is dropped.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-5.3
   *
   * @return null when it is malformed or neither {@code http} nor {@code https}
   */
  public @Nullable ResourceUri resolve(String reference, Map<String, String> aliases) {
    return UriReference.resolve(this, reference, aliases);
  }
}
