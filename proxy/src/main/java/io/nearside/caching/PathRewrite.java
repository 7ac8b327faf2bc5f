package io.nearside.caching;

import org.jspecify.annotations.Nullable;

/**
 * A prefix of the paths that clients ask for, and what stands in its place upstream. Only whole
 * segments are replaced; a path without the prefix stays as it is.
 *
 * @param strip normalized, without a slash at its end; empty: the prefix of every path
 * @param add likewise; empty: nothing stands in its place
 */
public record PathRewrite(String strip, String add) {
  /** Upstream a path is what it is for clients. */
  public static final PathRewrite NONE = new PathRewrite("", "");

  /** Whether every path stays as it is. */
  public boolean isNone() {
    return strip.isEmpty() && add.isEmpty();
  }

  /** Whether this target begins with the prefix. */
  public boolean applies(String target) {
    return begins(target, strip);
  }

  /**
   * The target of the request that goes upstream.
   *
   * @param target a normalized path with its query, or an asterisk
   */
  public String toUpstream(String target) {
    return isNone() || !applies(target) ? target : replaced(target, strip, add);
  }

  /**
   * What clients ask for to get what is here upstream.
   *
   * @param path with or without what follows it
   * @return null where they can ask for nothing of the kind
   */
  @Nullable String toClient(String path) {
    if (!add.isEmpty() && begins(path, add)) {
      return replaced(path, add, strip);
    }
    if (!strip.isEmpty() && begins(path, strip)) {
      // The upstream knows of the prefix, for it was told.
      return path;
    }
    return add.isEmpty() ? strip + path : null;
  }

  private static String replaced(String path, String prefix, String by) {
    String whole = by + path.substring(prefix.length());
    return whole.startsWith("/") ? whole : "/" + whole;
  }

  /** Segment by segment, so that {@code /apis} and {@code /api%2Fs} do not begin like /api. */
  private static boolean begins(String path, String prefix) {
    if (!path.startsWith(prefix)) {
      return false;
    }
    return path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0;
  }
}
