package io.nearside.upstream;

import io.nearside.http.ListMembers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The protocols that a request asks to go on with.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
final class AskedProtocols {
  private static final AskedProtocols NONE = new AskedProtocols(Set.of());

  private final Set<String> names;

  private AskedProtocols(Set<String> names) {
    this.names = names;
  }

  static AskedProtocols none() {
    return NONE;
  }

  static AskedProtocols of(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.UPGRADE) ? new AskedProtocols(upgrade(headers)) : NONE;
  }

  private static Set<String> upgrade(HttpHeaders headers) {
    Set<String> names = new HashSet<>();
    for (String name : ListMembers.of(headers.getAll(HttpHeaderNames.UPGRADE))) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** Whether a 101 switches to nothing but what was asked for. */
  boolean allow(HttpResponse switching) {
    HttpHeaders headers = switching.headers();
    Set<String> chosen = upgrade(headers);
    List<String> options = ListMembers.of(headers.getAll(HttpHeaderNames.CONNECTION));
    return !chosen.isEmpty()
        && names.containsAll(chosen)
        && options.stream().anyMatch("upgrade"::equalsIgnoreCase)
        && switching.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }
}
