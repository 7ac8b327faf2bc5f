package io.nearside.admin;

import org.jspecify.annotations.Nullable;

/**
 * The admin listener.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param token who changes anything must bring it; null: whoever reaches a loopback address may
 */
public record AdminConfig(String host, int port, @Nullable String token) {

  /** Without a token. */
  public AdminConfig(String host, int port) {
    this(host, port, null);
  }

  @Override
  public String toString() {
    // It may stand in a log.
    return host + ":" + port + (token == null ? "" : ", with a token");
  }
}
