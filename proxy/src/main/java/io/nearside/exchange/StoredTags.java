package io.nearside.exchange;

import io.nearside.caching.PurgeTags;

/** The purge tags of what is stored for a request. */
final class StoredTags {
  /** Most tags that any response has, by its URL and its route: not counted against the limit. */
  static final int OF_EVERY_RESPONSE = 16;

  private StoredTags() {}

  static long[] of(ProxyRequest request) {
    return PurgeTags.ofResponse(request.uri(), request.route());
  }
}
