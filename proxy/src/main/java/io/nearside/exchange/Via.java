package io.nearside.exchange;

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

  private Via() {}

  static String of(HttpVersion received) {
    return received.equals(HttpVersion.HTTP_1_0) ? HTTP_1_0 : HTTP_1_1;
  }
}
