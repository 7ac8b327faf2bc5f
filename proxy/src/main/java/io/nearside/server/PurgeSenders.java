package io.nearside.server;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may send {@code PURGE}.
 *
 * @param allowed the addresses of those who may
 * @param trustedProxies whose word on who the client is counts in place of their own address
 */
record PurgeSenders(AddressRanges allowed, AddressRanges trustedProxies) {
  private static final String FORWARDED = "Forwarded";
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** Whether a request with these fields from there may purge. */
  boolean may(ClientOrigin from, HttpHeaders headers) {
    if (!from.isOf(trustedProxies) || speaksForNobody(headers)) {
      return from.isOf(allowed);
    }
    InetSocketAddress client = named(headers);
    return client != null && allowed.contains(client);
  }

  private static boolean speaksForNobody(HttpHeaders headers) {
    return !headers.contains(FORWARDED) && !headers.contains(FORWARDED_FOR);
  }

  /**
   * The client behind trusted proxies: the last address in their list that is none of theirs. Null
   * when what they say cannot be read.
   */
  private @Nullable InetSocketAddress named(HttpHeaders headers) {
    if (headers.contains(FORWARDED)) {
      // Which of the two fields is the proxy's own nobody can tell.
      return null;
    }
    List<String> names = new ArrayList<>();
    for (String line : headers.getAll(FORWARDED_FOR)) {
      names.addAll(List.of(line.split(",", -1)));
    }
    InetSocketAddress client = null;
    for (int i = names.size() - 1; i >= 0; i--) {
      client = address(names.get(i).strip());
      if (client == null || !trustedProxies.contains(client)) {
        return client;
      }
    }
    return client;
  }

  /** An address, with or without a port; null for anything else. Nothing is looked up. */
  private static @Nullable InetSocketAddress address(String text) {
    String host = text;
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      host = text.substring(1, text.indexOf(']'));
    } else if (text.indexOf('.') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      host = text.split(":", 2)[0];
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address == null ? null : new InetSocketAddress(address, 0);
  }
}
