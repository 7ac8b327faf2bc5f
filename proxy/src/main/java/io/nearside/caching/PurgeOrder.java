package io.nearside.caching;

import java.util.List;

/**
 * What somebody orders to be purged, as it was written.
 *
 * @param urls absolute URLs: without a query all queries and variants, with one that query only
 * @param prefixes absolute URLs: what is at or below their path
 * @param tags surrogate keys
 * @param hosts authorities: everything of theirs
 * @param routes names of routes: everything that they stored
 * @param everything whether everything is meant
 * @param soft whether copies only become stale
 */
public record PurgeOrder(
    List<String> urls,
    List<String> prefixes,
    List<String> tags,
    List<String> hosts,
    List<String> routes,
    boolean everything,
    boolean soft) {
  /** Most targets of one order: what is purged at a time is held, and there is not room for all. */
  public static final int MAX_TARGETS = 1000;

  public PurgeOrder {
    urls = List.copyOf(urls);
    prefixes = List.copyOf(prefixes);
    tags = List.copyOf(tags);
    hosts = List.copyOf(hosts);
    routes = List.copyOf(routes);
  }

  /** How many things are named. */
  public int targets() {
    return urls.size()
        + prefixes.size()
        + tags.size()
        + hosts.size()
        + routes.size()
        + (everything ? 1 : 0);
  }

  /** What is wrong with an order, for people: what was given and what is accepted. */
  public static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    public Invalid(String message) {
      super(message);
    }

    /** The message, which is always there. */
    public String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
