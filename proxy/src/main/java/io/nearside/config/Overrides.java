package io.nearside.config;

import org.jspecify.annotations.Nullable;

/**
 * What the command line says instead of the file, as it was typed; null where it says nothing.
 *
 * @param listen {@code --listen}
 * @param upstream {@code --upstream}
 * @param redis {@code --redis}
 * @param admin {@code --admin}
 */
public record Overrides(
    @Nullable String listen,
    @Nullable String upstream,
    @Nullable String redis,
    @Nullable String admin) {

  /** Nothing is overridden. */
  public static final Overrides NONE = new Overrides(null, null, null, null);

  /** The same with another upstream. */
  public Overrides withUpstream(String url) {
    return new Overrides(listen, url, redis, admin);
  }
}
