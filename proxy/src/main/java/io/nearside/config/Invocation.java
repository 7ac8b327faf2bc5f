package io.nearside.config;

import io.nearside.caching.PurgeOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
public sealed interface Invocation {

  /** Exit code after an error of the command line or of the configuration. */
  int USAGE_EXIT_CODE = 2;

  /** Start the proxy. */
  record Run(@Nullable Path conf, Overrides overrides) implements Invocation {}

  /** Read the configuration as {@link Run} would, and say whether it is fine. */
  record Check(@Nullable Path conf, Overrides overrides) implements Invocation {}

  /**
   * Tell a sidecar that runs to purge.
   *
   * @param conf whose admin listener is meant, null for none
   * @param admin the admin listener's address as it was typed, or null
   * @param token as it was typed, or null
   * @param waits whether the answer is to come when every sidecar has it
   */
  record Purge(
      @Nullable Path conf,
      @Nullable String admin,
      @Nullable String token,
      PurgeOrder order,
      boolean waits)
      implements Invocation {

    @Override
    public String toString() {
      // Without the token.
      return "Purge[" + order + "]";
    }
  }

  /** Start the proxy in front of a small built-in backend. */
  record Demo(Overrides overrides) implements Invocation {}

  /** Print this to standard output. */
  record Help(String text) implements Invocation {}

  /** Print the version to standard output. */
  record Version() implements Invocation {}

  /** Print this to standard error and exit with {@link #USAGE_EXIT_CODE}. */
  record Usage(String message) implements Invocation {}
}
