package io.nearside.config;

import java.util.Set;

/** What must not be printed: the user and password of a URI. */
final class Secrets {
  /** Keys whose values are secrets. */
  private static final Set<String> SECRETS =
      Set.of("nearside.redis.password", "nearside.redis.sentinel-password", "nearside.admin.token");

  /** Keys whose values may be a bare secret when they come from the environment by mistake. */
  static final Set<String> KEYS = Set.of("nearside.redis.uri");

  private Secrets() {}

  /** Whether what is below this path is never printed. */
  static boolean isSecret(String path) {
    return SECRETS.stream().anyMatch(path::startsWith);
  }

  /** The text with everything before its last {@code @} replaced, except a scheme. */
  static String masked(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text;
    }
    int scheme = text.indexOf("://");
    int quote = text.startsWith("\"") ? 1 : 0;
    int from = scheme >= 0 && scheme < at ? scheme + 3 : quote;
    return text.substring(0, from) + "***" + text.substring(at);
  }

  /** A sentence with what looks like the user of a URI replaced. */
  static String maskedUris(String sentence) {
    return sentence.replaceAll("://.*@", "://***@");
  }
}
