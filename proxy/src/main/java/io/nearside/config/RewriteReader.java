package io.nearside.config;

import io.nearside.caching.FieldRules;
import io.nearside.caching.PathRewrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Rewrite.Backend;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a route's upstream sees and says otherwise than its clients. */
final class RewriteReader {
  private static final Syntax<String> HOST =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          try {
            return Authority.SYNTAX.parse(text);
          } catch (NotAccepted notOne) {
            throw new NotAccepted("not a host", accepted());
          }
        }

        @Override
        public String accepted() {
          return "preserve, upstream, or HOST or HOST:PORT, e.g. \"backend.internal\"";
        }
      };

  private RewriteReader() {}

  static Rewrite read(Section route, UpstreamConfig upstream) {
    String strip = route.optional("strip-prefix", PathPrefix.SYNTAX);
    String add = route.optional("add-prefix", PathPrefix.SYNTAX);
    PathRewrite path = new PathRewrite(strip == null ? "" : strip, add == null ? "" : add);
    String scheme = upstream.tls() == null ? "http" : "https";
    List<String> authorities = authorities(scheme, upstream.addresses());
    String host = host(route.value("host", HOST), authorities);
    FieldRules request = FieldRulesReader.ofRequests(route.section("request-headers"));
    FieldRules response = FieldRulesReader.ofResponses(route.section("response-headers"));
    if (path.isNone() && host == null) {
      return new Rewrite(path, null, Backend.NONE, request, response);
    }
    Backend backend = new Backend(scheme, with(host, scheme, authorities));
    return new Rewrite(path, host, backend, request, response);
  }

  private static @Nullable String host(String word, List<String> authorities) {
    return switch (word) {
      case "preserve" -> null;
      case "upstream" -> authorities.get(0);
      default -> word;
    };
  }

  private static List<String> authorities(String scheme, List<Address> addresses) {
    return addresses.stream().map(address -> authority(scheme, address)).toList();
  }

  private static List<String> with(@Nullable String host, String scheme, List<String> authorities) {
    Set<String> all = new LinkedHashSet<>(authorities);
    if (host != null) {
      all.add(normalized(scheme, host));
    }
    return List.copyOf(all);
  }

  /** A socket has no name. */
  private static String authority(String scheme, Address address) {
    if (!(address instanceof Address.Inet inet)) {
      return "localhost";
    }
    return normalized(scheme, inet.toString());
  }

  private static String normalized(String scheme, String authority) {
    String normal = io.nearside.caching.Authority.normalize(scheme, authority);
    return normal == null ? authority : normal;
  }
}
