package io.nearside.exchange;

import io.nearside.http.Fields;
import io.nearside.http.ListMembers;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What this proxy writes into {@code Via}: the version of the message that it received, and its
 * name.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.3
 */
final class Via {
  private static final String HTTP_1_0 = "1.0 nearside";
  private static final String HTTP_1_1 = "1.1 nearside";
  private static final String HTTP_2 = "2.0 nearside";

  private static final String NAME = " nearside";

  /**
   * A chain of sidecars is shorter than this. All have one name, so that a request has been here
   * before cannot be told from one that has been at another one.
   */
  private static final int MOST_PASSES = 8;

  private Via() {}

  /**
   * Whether the request must be going round.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6
   */
  static boolean isLoop(Fields request) {
    if (!request.contains("via")) {
      return false;
    }
    int passes = 0;
    for (String member : ListMembers.of(request.all("via"))) {
      if (member.endsWith(NAME)) {
        passes++;
      }
    }
    return passes >= MOST_PASSES;
  }

  static String of(HttpVersion received) {
    if (received.majorVersion() == 2) {
      return HTTP_2;
    }
    return received.equals(HttpVersion.HTTP_1_0) ? HTTP_1_0 : HTTP_1_1;
  }
}
