package io.nearside.store.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis says of itself in {@code INFO}.
 *
 * @param version empty where it does not say
 * @param mode {@code standalone}, {@code cluster}, {@code sentinel}, or empty
 * @param maxMemoryBytes 0: no bound
 * @param evictionPolicy empty where it does not say
 */
record ServerFacts(String version, String mode, long maxMemoryBytes, String evictionPolicy) {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
  private static final int LEAST_MAJOR = 6;
  private static final int LEAST_MINOR = 2;

  /** Reads the text of {@code INFO}. */
  static ServerFacts of(String info) {
    String bytes = value(info, "maxmemory");
    return new ServerFacts(
        value(info, "redis_version"),
        value(info, "redis_mode"),
        bytes.matches("\\d{1,18}") ? Long.parseLong(bytes) : 0,
        value(info, "maxmemory_policy"));
  }

  private static String value(String info, String name) {
    String start = name + ":";
    return info.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElse("");
  }

  /** Why it is too old, or null. */
  @Nullable String tooOld() {
    Matcher form = VERSION.matcher(version);
    if (!form.matches()) {
      return null;
    }
    int major = Integer.parseInt(form.group(1));
    boolean old =
        major < LEAST_MAJOR
            || (major == LEAST_MAJOR && Integer.parseInt(form.group(2)) < LEAST_MINOR);
    return old ? "it is " + version + ", needed is 6.2 or newer" : null;
  }

  /** Why it may lose the purge log when its memory is full, or null. */
  @Nullable String mayEvictLog() {
    return maxMemoryBytes > 0 && evictionPolicy.startsWith("allkeys")
        ? "maxmemory-policy "
            + evictionPolicy
            + " may evict the purge log, which empties every cache; use volatile-lru or"
            + " volatile-lfu"
        : null;
  }
}
