package io.nearside.caching;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream says in a field like {@code Location}, as its client has to read it: where the
 * route asks the upstream for other URLs than the client asked for.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-4.2
 */
public final class ClientReference {
  /*
   * A path gets back the prefix that was taken from it. A URL of the upstream itself becomes a path,
   * for the client knows best where it has sent its request; only where the upstream asks for a
   * scheme that is neither its own nor the client's (https for http) is the authority needed. What
   * is relative to the request's path means the same on both sides. Everything else is somebody
   * else's.
   */
  private ClientReference() {}

  /**
   * Rewrites a reference.
   *
   * @param rewrite of the route
   * @param asked what the client asked for
   * @param authorities what the upstream was told that the client asked for, in its one form
   */
  public static String of(
      String reference, Rewrite rewrite, ResourceUri asked, Collection<String> authorities) {
    int schemeEnd = UriReference.schemeEnd(reference);
    if (schemeEnd <= 0 && !reference.startsWith("//")) {
      return reference.startsWith("/") ? path(reference, rewrite) : reference;
    }
    String scheme =
        schemeEnd <= 0
            ? asked.scheme()
            : reference.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    int from = schemeEnd + 1;
    boolean isHttp = scheme.equals("http") || scheme.equals("https");
    if (!isHttp || !reference.startsWith("//", from)) {
      return reference;
    }
    int end = authorityEnd(reference, from + 2);
    String authority = Authority.normalize(scheme, reference.substring(from + 2, end));
    String path = rewrite.path().toClient(rooted(reference.substring(end)));
    if (authority == null || path == null) {
      return reference;
    }
    if (authorities.contains(authority)) {
      return reference.substring(0, end) + path;
    }
    boolean own = rewrite.backend().authorities().contains(authority);
    return own ? ofBackend(scheme, path, rewrite, asked) : reference;
  }

  private static String ofBackend(String scheme, String path, Rewrite rewrite, ResourceUri asked) {
    boolean known = scheme.equals(asked.scheme()) || scheme.equals(rewrite.backend().scheme());
    return known ? withoutAuthority(path) : scheme + "://" + asked.authority() + path;
  }

  private static String path(String reference, Rewrite rewrite) {
    @Nullable String path = rewrite.path().toClient(reference);
    return path == null ? reference : withoutAuthority(path);
  }

  /**
   * With two slashes at its beginning it would name a host. Browsers take a backslash for one, and
   * drop tabs.
   *
   * <p>Source: https://url.spec.whatwg.org/#relative-slash-state
   */
  private static String withoutAuthority(String path) {
    int second = 1;
    while (second < path.length() && path.charAt(second) == '\t') {
      second++;
    }
    boolean namesHost = second < path.length() && "/\\".indexOf(path.charAt(second)) >= 0;
    return namesHost ? "/." + path : path;
  }

  private static String rooted(String rest) {
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int authorityEnd(String text, int from) {
    int end = from;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
