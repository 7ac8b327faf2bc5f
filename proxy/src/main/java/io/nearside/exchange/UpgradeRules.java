package io.nearside.exchange;

import io.nearside.http.HopByHop;
import io.nearside.http.ListMembers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What clients may switch a connection to.
 *
 * @param protocols names of protocols, lower case
 * @param maxTunnels most connections at once that have switched
 * @param idleMillis a tunnel through which nothing passes so long is closed
 */
public record UpgradeRules(Set<String> protocols, int maxTunnels, long idleMillis) {
  /** Nothing but HTTP. */
  public static final UpgradeRules NONE = new UpgradeRules(Set.of(), 0, 1);

  /**
   * The protocols that a request asks to switch to and that it may, in its order of preference;
   * where there are none it is a request like any other. Only a GET without a body is let, for what
   * comes behind it can be nothing but the new protocol.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
   */
  List<String> askedFor(String method, HttpVersion version, boolean hasBody, HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.UPGRADE)
        || hasBody
        || !method.equals("GET")
        || !version.equals(HttpVersion.HTTP_1_1)
        || !isNominated(headers)) {
      return List.of();
    }
    return permitted(headers.getAll(HttpHeaderNames.UPGRADE));
  }

  private static boolean isNominated(HttpHeaders headers) {
    return HopByHop.nominated(headers.getAll(HttpHeaderNames.CONNECTION)).contains("upgrade");
  }

  /** Those members of these {@code Upgrade} lines that may be switched to. */
  List<String> permitted(List<String> upgradeLines) {
    return ListMembers.of(upgradeLines).stream()
        .filter(protocol -> protocols.contains(protocol.toLowerCase(Locale.ROOT)))
        .distinct()
        .toList();
  }
}
