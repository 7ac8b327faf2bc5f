package io.nearside.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is for each name of a host: an exact name before a wildcard, the first of all for the
 * rest.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc6066#section-3
 */
final class ServerNames<T> {
  private final T first;
  private final Map<String, T> exact = new HashMap<>();

  /** By what comes behind the asterisk. */
  private final Map<String, T> wildcards = new HashMap<>();

  ServerNames(T first) {
    this.first = first;
  }

  /** Gives these names to a value; a name that has one keeps it. */
  ServerNames<T> add(List<String> names, T value) {
    for (String name : names) {
      if (name.startsWith("*.")) {
        wildcards.putIfAbsent(name.substring(1), value);
      } else {
        exact.putIfAbsent(name, value);
      }
    }
    return this;
  }

  T first() {
    return first;
  }

  T choose(@Nullable String asked) {
    if (asked == null) {
      return first;
    }
    String name = asked.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    T found = exact.get(name);
    if (found == null) {
      int dot = name.indexOf('.');
      found = dot <= 0 ? null : wildcards.get(name.substring(dot));
    }
    return found == null ? first : found;
  }
}
