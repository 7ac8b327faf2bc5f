package io.nearside.store.redis;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to be let in, beside the URI.
 *
 * @param cluster whether one address is that of a cluster
 * @param user in place of the URI's
 * @param password in place of the URI's
 * @param sentinelUser for the Sentinels themselves
 * @param sentinelPassword for the Sentinels themselves
 */
public record RedisAccess(
    boolean cluster,
    @Nullable String user,
    @Nullable String password,
    @Nullable String sentinelUser,
    @Nullable String sentinelPassword,
    Tls tls) {

  /** What the URI says is all. */
  public static final RedisAccess BY_URI =
      new RedisAccess(false, null, null, null, null, Tls.STANDARD);

  /** How much of a server's certificate is checked. */
  public enum Verify {
    /** Who signed it, and that it names the host. */
    FULL,
    /** Who signed it. */
    CA,
    /** Nothing. */
    NONE
  }

  /**
   * The certificates. The files are read at each connect, so they may be renewed.
   *
   * @param ca PEM file with whom to trust; null: whom the JDK trusts
   * @param cert PEM file with the certificate shown to servers that ask for one
   * @param key PEM file with its key, PKCS#8
   */
  public record Tls(@Nullable Path ca, @Nullable Path cert, @Nullable Path key, Verify verify) {
    static final Tls STANDARD = new Tls(null, null, null, Verify.FULL);
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return "RedisAccess[cluster=" + cluster + ", tls=" + tls + "]";
  }
}
