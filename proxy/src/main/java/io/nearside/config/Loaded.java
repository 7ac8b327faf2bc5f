package io.nearside.config;

import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param warnings what is allowed but probably not meant, a line each
 */
public record Loaded(Settings settings, List<String> warnings) {
  public Loaded {
    warnings = List.copyOf(warnings);
  }
}
