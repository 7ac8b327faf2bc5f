package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the key of a request from its target and what the route's rules add. */
public final class CacheKeys {
  /*
   * A key reads like the URL, followed by what the rules add. That cannot be mistaken for another
   * key: a URL never has a '#' in it (ResourceUri refuses it), and each addition is
   *
   *   '#' kind '.' name                     the request has no such field or cookie
   *   '#' kind '.' name '=' value           one
   *   '#' kind '.' name '=' value ',' ...   several, in order
   *
   * with kinds h (header field), c (cookie), p (principal's field), q (principal's cookie),
   * t (principal's certificate). Names and values are escaped so that neither '#', '=', ',' nor anything outside printable ASCII is in
   * them. What could be a secret is there as a SHA-256 only. A key that is too long keeps its
   * beginning and gets "#s." and the SHA-256 of the whole; no addition has the kind s.
   */

  /** Longer keys are replaced by their beginning and a digest of the whole. */
  static final int MAX_LENGTH = 512;

  private static final int READABLE_PREFIX = 256;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private CacheKeys() {}

  /** The primary key of this request. GET and HEAD of one resource have the same. */
  public static CacheKey of(ResourceUri uri, KeyRules rules, Fields request) {
    return of(uri, rules, request, null);
  }

  /**
   * The primary key of a request whose client may have proved to own a certificate.
   *
   * @param subject that certificate's, or null
   */
  public static CacheKey of(
      ResourceUri uri, KeyRules rules, Fields request, @Nullable String subject) {
    String url = url(uri, KeyQuery.canonical(uri.query(), rules));
    KeyRules.Principal principal = rules.principal();
    if (principal == null && rules.headers().isEmpty() && rules.cookies().isEmpty()) {
      return CacheKey.primary(bounded(url));
    }
    StringBuilder out = new StringBuilder(url.length() + 128).append(url);
    for (String name : rules.headers()) {
      header(out, name, request);
    }
    for (String name : rules.cookies()) {
      addition(out, 'c', name, digest("cookie", Cookies.values(request, name)));
    }
    if (principal instanceof KeyRules.Principal.Header header) {
      addition(out, 'p', header.name(), digest("principal", request.all(header.name())));
    } else if (principal instanceof KeyRules.Principal.Cookie cookie) {
      List<String> values = Cookies.values(request, cookie.name());
      addition(out, 'q', cookie.name(), digest("principal", values));
    } else if (principal instanceof KeyRules.Principal.Certificate) {
      List<String> values = subject == null ? List.of() : List.of(subject);
      addition(out, 't', "subject", digest("principal", values));
    }
    return CacheKey.primary(bounded(out.toString()));
  }

  private static String url(ResourceUri uri, @Nullable String query) {
    return query == null
        ? uri.scheme() + "://" + uri.authority() + uri.path()
        : uri.scheme() + "://" + uri.authority() + uri.path() + "?" + query;
  }

  private static void header(StringBuilder out, String name, Fields request) {
    List<String> lines = request.all(name);
    addition(out, 'h', name, isSecret(name) ? digest("header", lines) : lines);
  }

  /** Field names that say that their values are credentials. */
  private static boolean isSecret(String name) {
    return name.contains("auth")
        || name.contains("cookie")
        || name.contains("token")
        || name.contains("secret")
        || name.contains("session")
        || name.contains("cert")
        || name.contains("jwt")
        || name.contains("key");
  }

  /** One digest for all values, or none when there are none. */
  private static List<String> digest(String label, List<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    TupleDigest digest = TupleDigest.of("nearside key " + label).number(values.size());
    for (String value : values) {
      digest.text(value);
    }
    return List.of(BASE64.encodeToString(digest.finish()));
  }

  private static void addition(StringBuilder out, char kind, String name, List<String> values) {
    escape(out.append('#').append(kind).append('.'), name);
    char separator = '=';
    for (String value : values) {
      escape(out.append(separator), value);
      separator = ',';
    }
  }

  private static void escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else if (c <= 0xff) {
        PercentEncoding.append(out, c);
      } else {
        PercentEncoding.append(out.append("%u"), c >> 8);
        PercentEncoding.append(out, c & 0xff);
      }
    }
  }

  private static boolean isPlain(char c) {
    return PercentEncoding.isUnreserved(c) || c == '/' || c == ';' || c == ':' || c == '*';
  }

  private static String bounded(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    TupleDigest digest = TupleDigest.of("nearside long key").text(text);
    return text.substring(0, READABLE_PREFIX) + "#s." + BASE64.encodeToString(digest.finish());
  }
}
