package io.nearside.caching;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a field like {@code Location} holds: an absolute URI or one relative to the target.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-5.2.2
 */
final class UriReference {
  private UriReference() {}

  static @Nullable ResourceUri resolve(
      ResourceUri base, String reference, Map<String, String> aliases) {
    String text = withoutFragment(reference.strip());
    int schemeEnd = schemeEnd(text);
    String scheme = base.scheme();
    if (schemeEnd > 0) {
      scheme = text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
      text = text.substring(schemeEnd + 1);
      if (!text.startsWith("//") || !(scheme.equals("http") || scheme.equals("https"))) {
        return null;
      }
    }
    if (text.startsWith("//")) {
      return withAuthority(scheme, text, aliases);
    }
    return ResourceUri.parse(scheme, base.authority(), merge(base, text), aliases);
  }

  private static @Nullable ResourceUri withAuthority(
      String scheme, String text, Map<String, String> aliases) {
    int end = 2;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    String rest = text.substring(end);
    String target = rest.startsWith("/") ? rest : "/" + rest;
    return ResourceUri.parse(scheme, text.substring(2, end), target, aliases);
  }

  private static String merge(ResourceUri base, String text) {
    if (text.isEmpty()) {
      return base.pathAndQuery();
    }
    if (text.startsWith("/")) {
      return text;
    }
    if (text.startsWith("?")) {
      return base.path() + text;
    }
    return base.path().substring(0, base.path().lastIndexOf('/') + 1) + text;
  }

  private static String withoutFragment(String text) {
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  /** Where the scheme ends, or -1 when the reference is relative. */
  static int schemeEnd(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        return i == 0 ? -1 : i;
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean inner = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && !(inner && i > 0)) {
        return -1;
      }
    }
    return -1;
  }
}
