package io.nearside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may change anything through the admin listener.
 *
 * @param token what must be brought, or null
 * @param loopback whether the listener is out of reach of other machines
 * @param name the host that it was told to listen on
 */
record AdminAccess(@Nullable String token, boolean loopback, String name) {
  private static final String BEARER = "Bearer ";

  /** Why a request is refused. */
  enum Refusal {
    /** A page in somebody's browser sends it: it reaches loopback addresses, and is not trusted. */
    CROSS_SITE(403, "requests that a browser sends for a page are not taken here"),
    NO_TOKEN_SET(
        403,
        "admin.listen is not a loopback address, so whoever reaches it could purge: set admin.token"
            + " and send it as Authorization: Bearer TOKEN"),
    NO_TOKEN(401, "a token is needed: send Authorization: Bearer TOKEN with that of admin.token"),
    WRONG_TOKEN(401, "this is not the token of admin.token");

    private final int status;
    private final String sentence;

    Refusal(int status, String sentence) {
      this.status = status;
      this.sentence = sentence;
    }

    int status() {
      return status;
    }

    String sentence() {
      return sentence;
    }
  }

  static AdminAccess of(AdminConfig config, @Nullable SocketAddress listens) {
    boolean loopback =
        listens instanceof InetSocketAddress inet
            && inet.getAddress() != null
            && inet.getAddress().isLoopbackAddress();
    return new AdminAccess(config.token(), loopback, config.host());
  }

  /**
   * Whether the request is for this listener. Where only this machine reaches it, it is asked for
   * by an address or a name without dots: any other name may be one to which somebody's name server
   * gives our address ("DNS rebinding"), so that a page of theirs in a browser here could read what
   * we answer.
   */
  boolean isForUs(HttpHeaders headers) {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (!loopback || hosts.isEmpty()) {
      return true;
    }
    if (hosts.size() > 1) {
      return false;
    }
    String host = withoutPort(hosts.get(0));
    return NetUtil.isValidIpV4Address(host)
        || host.startsWith("[")
        || host.indexOf('.') < 0
        || host.endsWith(".localhost")
        || host.equalsIgnoreCase(name);
  }

  private static String withoutPort(String authority) {
    int port = authority.indexOf(':', authority.indexOf(']') + 1);
    return (port < 0 ? authority : authority.substring(0, port)).toLowerCase(Locale.ROOT);
  }

  /** Why this request may not change anything, or null when it may. */
  @Nullable Refusal refusal(HttpHeaders headers) {
    if (isOfABrowsersPage(headers)) {
      return Refusal.CROSS_SITE;
    }
    String expected = token;
    if (expected == null) {
      return loopback ? null : Refusal.NO_TOKEN_SET;
    }
    String given = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    if (!given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Refusal.NO_TOKEN;
    }
    byte[] brought = given.substring(BEARER.length()).strip().getBytes(UTF_8);
    // In constant time: how long it takes tells nothing of the token.
    return MessageDigest.isEqual(brought, expected.getBytes(UTF_8)) ? null : Refusal.WRONG_TOKEN;
  }

  private static boolean isOfABrowsersPage(HttpHeaders headers) {
    String site = headers.get("Sec-Fetch-Site", "none");
    return headers.contains(HttpHeaderNames.ORIGIN)
        || site.equalsIgnoreCase("cross-site")
        || site.equalsIgnoreCase("same-site");
  }

  @Override
  public String toString() {
    return "AdminAccess[loopback=" + loopback + "]";
  }
}
