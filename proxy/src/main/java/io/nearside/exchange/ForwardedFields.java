package io.nearside.exchange;

import io.nearside.exchange.Downstream.ClientCertificate;
import io.nearside.http.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that tell the upstream about the client: {@code X-Forwarded-*}. What a client that is
 * not a trusted proxy says of itself is dropped, for it is not in the key.
 */
final class ForwardedFields {
  private static final AsciiString FOR = AsciiString.cached("X-Forwarded-For");
  private static final AsciiString PROTO = AsciiString.cached("X-Forwarded-Proto");
  private static final AsciiString HOST = AsciiString.cached("X-Forwarded-Host");
  private static final AsciiString CLIENT_CERT = AsciiString.cached("Client-Cert");

  /*
   * The fields from which frameworks, middleware and CGI programs take another host, scheme, path,
   * method or client address than the request's own, without being told to by the application. An
   * answer made from one of them would be stored for everybody, so they are dropped, or, where a
   * trusted proxy sent them, in the key.
   */
  private static final Set<String> HOSTS_AND_PATHS =
      Set.of(
          "cf-visitor",
          "client-cert",
          "client-cert-chain",
          "cloudfront-forwarded-proto",
          "fastly-ssl",
          "front-end-https",
          "x-envoy-original-path",
          "x-host",
          "x-http-destinationurl",
          "x-http-host-override",
          "x-http-path-override",
          "x-scheme",
          "x-script-name",
          "x-url-scheme");

  /** Families of them: X-Forwarded-Prefix, X-Original-URL, X-Rewrite-URL, ... */
  private static final List<String> FAMILIES =
      List.of("x-forwarded", "x-original-", "x-rewrite-", "x-accel-", "x-sendfile", "wl-proxy-");

  /** In no key, for each client has its own; a trusted proxy may say it all the same. */
  private static final Set<String> ADDRESSES =
      Set.of(
          "cf-connecting-ip",
          "cf-connecting-ipv6",
          "cf-pseudo-ipv4",
          "client-ip",
          "cloudfront-viewer-address",
          "do-connecting-ip",
          "fastly-client-ip",
          "fly-client-ip",
          "proxy-client-ip",
          "true-client-ip",
          "wl-proxy-client-ip",
          "x-appengine-user-ip",
          "x-azure-clientip",
          "x-azure-socketip",
          "x-client-ip",
          "x-cluster-client-ip",
          "x-envoy-external-address",
          "x-forwarded-for",
          "x-originating-ip",
          "x-proxyuser-ip",
          "x-real-ip",
          "x-remote-addr",
          "x-remote-ip");

  /*
   * Dropped whoever says it: the method decides what is looked up and purged; Forwarded says host
   * and address in one; Proxy is the environment variable HTTP_PROXY to CGI programs and nothing to
   * anybody else.
   */
  private static final Set<String> NOBODYS =
      Set.of("forwarded", "proxy", "x-http-method", "x-http-method-override", "x-method-override");

  private ForwardedFields() {}

  /** Whether a field of this name may be dropped, or set, on its way to the upstream. */
  static boolean mayTouch(String lowerCaseName) {
    return NOBODYS.contains(lowerCaseName)
        || lowerCaseName.indexOf('_') >= 0
        || isClaim(lowerCaseName);
  }

  /** Whether the field makes a backend see another resource. */
  private static boolean namesResource(String lowerCaseName) {
    if (ADDRESSES.contains(lowerCaseName)) {
      return false;
    }
    if (HOSTS_AND_PATHS.contains(lowerCaseName)) {
      return true;
    }
    for (String family : FAMILIES) {
      if (lowerCaseName.startsWith(family)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClaim(String lowerCaseName) {
    return ADDRESSES.contains(lowerCaseName) || namesResource(lowerCaseName);
  }

  /** Whether a name is to be taken out of the request of this client. */
  private static boolean isDropped(String name, HttpHeaders headers, boolean trusted) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (NOBODYS.contains(lowerCase)) {
      return true;
    }
    if (lowerCase.indexOf('_') >= 0) {
      return !trusted || isAlias(lowerCase.replace('_', '-'), headers);
    }
    return !trusted && isClaim(lowerCase);
  }

  /**
   * What a trusted proxy says of the resource beside its scheme: the names, lower case and sorted,
   * of what has to be in the key, for the proxy may just pass on what its client said.
   */
  static List<String> keyed(HttpHeaders headers) {
    List<String> keyed = null;
    for (Map.Entry<String, String> line : headers) {
      String name = line.getKey();
      if (mayBeKeyed(name)) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (namesResource(lowerCase) && !lowerCase.equals("x-forwarded-proto")) {
          keyed = keyed == null ? new ArrayList<>() : keyed;
          keyed.add(lowerCase);
        }
      }
    }
    return keyed == null ? List.of() : keyed.stream().distinct().sorted().toList();
  }

  /** By its first letter: most names are none of these. */
  private static boolean mayBeKeyed(String name) {
    return switch (name.charAt(0)) {
      case 'x', 'X', 'c', 'C', 'f', 'F', 'w', 'W' -> true;
      default -> false;
    };
  }

  /**
   * Whether the name with an underscore passes for a field that counts: backends behind CGI or WSGI
   * cannot tell {@code X_Tenant} from {@code X-Tenant}, and we would have looked at another one
   * than they. From clients that are no trusted proxies all such names are dropped, as most proxies
   * do.
   */
  private static boolean isAlias(String dashed, HttpHeaders headers) {
    return headers.contains(dashed)
        || HopByHop.names(dashed)
        || HopByHop.isEndToEnd(dashed)
        || NOBODYS.contains(dashed)
        || isClaim(dashed);
  }

  private static void drop(HttpHeaders headers, boolean trusted) {
    List<String> dropped = null;
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = headers.iteratorCharSequence();
    while (lines.hasNext()) {
      String name = lines.next().getKey().toString();
      if (mayBeDropped(name) && isDropped(name, headers, trusted)) {
        dropped = dropped == null ? new ArrayList<>(2) : dropped;
        dropped.add(name);
      }
    }
    if (dropped != null) {
      dropped.forEach(headers::remove);
    }
  }

  /** By its first letter, or an underscore: most names are none of these. */
  private static boolean mayBeDropped(String name) {
    return switch (name.charAt(0)) {
      case 'c', 'C', 'd', 'D', 'f', 'F', 'p', 'P', 't', 'T', 'w', 'W', 'x', 'X' -> true;
      default -> name.indexOf('_') >= 0;
    };
  }

  /** Makes the fields say what is known, and what a trusted proxy said. */
  static void apply(HttpHeaders headers, Origin origin) {
    drop(headers, origin.trusted());
    String before = headers.get(FOR) == null ? "" : String.join(", ", headers.getAll(FOR)) + ", ";
    tellCertificate(headers, origin);
    headers.set(FOR, before + origin.clientAddress());
    headers.set(PROTO, origin.scheme());
    if (!headers.contains(HOST) && !origin.host().isEmpty()) {
      headers.set(HOST, origin.host());
    }
  }

  /**
   * Says which certificate the client has proved to own, where that is to be told. What a trusted
   * proxy says is about its own client, and its own certificate would be taken for that client's.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9440#section-2.2
   */
  static void tellCertificate(HttpHeaders headers, Origin origin) {
    ClientCertificate proved = origin.certificate();
    if (proved != null && proved.encoded() != null && !origin.trusted()) {
      headers.set(CLIENT_CERT, proved.encoded());
    }
  }

  /**
   * Where a request came from.
   *
   * @param clientAddress the address of the connection's other end
   * @param trusted whether it is a trusted proxy
   * @param scheme the scheme the client used
   * @param host the authority the client asked for, in its one form
   * @param version the version of the client's message
   * @param certificate that the client has proved to own
   */
  record Origin(
      String clientAddress,
      boolean trusted,
      String scheme,
      String host,
      HttpVersion version,
      @Nullable ClientCertificate certificate) {

    /** Of that certificate. */
    @Nullable String subject() {
      return certificate == null ? null : certificate.subject();
    }
  }
}
