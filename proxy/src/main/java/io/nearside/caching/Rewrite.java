package io.nearside.caching;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route's upstream sees and says otherwise than its clients. Keys, tags and purges are of
 * what the clients ask for.
 *
 * @param path what becomes of a prefix of the path
 * @param host the authority that the upstream is asked for; null: the client's
 * @param backend what the upstream may call itself; only where {@link #changesUrls}
 * @param request of requests, after everything else
 * @param response of final responses as they arrive, before anything is decided by them
 */
public record Rewrite(
    PathRewrite path,
    @Nullable String host,
    Backend backend,
    FieldRules request,
    FieldRules response) {

  /** The upstream sees what its clients say, and they what it says. */
  public static final Rewrite NONE =
      new Rewrite(PathRewrite.NONE, null, Backend.NONE, FieldRules.NONE, FieldRules.NONE);

  /**
   * What an upstream may call itself.
   *
   * @param scheme the one of the connections to it
   * @param authorities each in its one form for that scheme
   */
  public record Backend(String scheme, List<String> authorities) {
    /** Nobody asks. */
    public static final Backend NONE = new Backend("http", List.of());

    public Backend {
      authorities = List.copyOf(authorities);
    }
  }

  /** Whether a URL of the upstream is another one for clients. */
  public boolean changesUrls() {
    return !path.isNone() || host != null;
  }
}
