package io.nearside.exchange;

import io.nearside.caching.PurgeOrder;
import io.nearside.caching.PurgeTargets;
import io.nearside.http.Fields;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code PURGE} asks for: its own URL, or the surrogate keys in its fields. Field names and
 * meanings are those of other caches.
 */
final class PurgeRequest {
  private static final List<String> KEY_FIELDS = List.of("surrogate-key", "xkey");
  private static final List<String> SOFT_FIELDS = List.of("soft-purge", "fastly-soft-purge");

  private PurgeRequest() {}

  static long[] tags(ProxyRequest request, CacheEngine engine) throws PurgeOrder.Invalid {
    List<String> lines = new ArrayList<>();
    for (String field : KEY_FIELDS) {
      request.received().all(field).forEach(lines::add);
    }
    if (lines.isEmpty()) {
      return new long[] {engine.purgeTag(request.uri())};
    }
    List<String> keys = new ArrayList<>();
    for (String line : lines) {
      for (String key : line.split("[ \t,]+", -1)) {
        if (!key.isEmpty()) {
          keys.add(key);
        }
      }
    }
    // A field without a key in it does not mean the URL: whoever sends it wants less than that.
    return PurgeTargets.surrogates(keys);
  }

  static boolean isSoft(Fields request) {
    for (String field : SOFT_FIELDS) {
      for (String value : request.all(field)) {
        if (value.strip().equals("1")) {
          return true;
        }
      }
    }
    return false;
  }
}
