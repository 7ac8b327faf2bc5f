package io.nearside.caching;

import io.nearside.http.Fields;
import io.nearside.http.ListMembers;

/**
 * The field of HTTP/1.0 that counts where there is no {@code Cache-Control}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.4
 */
final class Pragma {
  private Pragma() {}

  static boolean noCache(Fields message) {
    for (String member : ListMembers.of(message.all("pragma"))) {
      if (member.equalsIgnoreCase("no-cache")) {
        return true;
      }
    }
    return false;
  }
}
