package io.nearside.config;

/** Reads the configuration. */
public final class ConfigLoader {
  private ConfigLoader() {}
}
