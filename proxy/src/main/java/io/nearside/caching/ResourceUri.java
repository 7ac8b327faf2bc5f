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
   * Malformed is what recipients read in different ways: controls, spaces, '#', bytes from 0x80,
   * quotes and angle brackets anywhere; in the path also backslashes, which are slashes to some,
   * the other characters that browsers always encode there, %00, at which some stop reading, and
   * what is a dot segment to those who decode %2F and %5C or cut off parameters first. In a query
   * browsers send \ ^ ` { | } as they are, and nobody takes them for anything else.
   */
  private static final String NOWHERE = "#\"<>";
  private static final String NOT_IN_PATHS = "\\`{}";

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
    String known = Authority.normalize(scheme, authority);
    if (known == null) {
      return null;
    }
    return at(scheme, aliases.isEmpty() ? known : aliases.getOrDefault(known, known), pathAndQuery);
  }

  /** Another target of the same origin, or null when it is malformed. */
  public @Nullable ResourceUri sibling(String pathAndQuery) {
    return at(scheme, authority, pathAndQuery);
  }

  private static @Nullable ResourceUri at(String scheme, String authority, String pathAndQuery) {
    if (pathAndQuery.isEmpty() || pathAndQuery.charAt(0) != '/' || !isClean(pathAndQuery)) {
      return null;
    }
    int mark = pathAndQuery.indexOf('?');
    int pathEnd = mark < 0 ? pathAndQuery.length() : mark;
    String path = PercentEncoding.normalize(pathAndQuery, 0, pathEnd);
    if (path == null || PathSegments.isDeceptive(path)) {
      return null;
    }
    String query = null;
    if (mark >= 0) {
      query = PercentEncoding.normalize(pathAndQuery, mark + 1, pathAndQuery.length());
      if (query == null) {
        return null;
      }
    }
    return new ResourceUri(scheme, authority, PathSegments.withoutDots(path), query);
  }

  private static boolean isClean(String target) {
    boolean inPath = true;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (PercentEncoding.isUnreserved(c) || c == '/') {
        continue;
      }
      if (c <= ' ' || c >= 0x7f || NOWHERE.indexOf(c) >= 0) {
        return false;
      }
      inPath &= c != '?';
      if (inPath && NOT_IN_PATHS.indexOf(c) >= 0) {
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
