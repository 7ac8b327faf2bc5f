package io.nearside.config;

import io.nearside.caching.ContentKind;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.Route;
import io.nearside.server.ListenerConfig;
import io.nearside.store.redis.RedisConfig;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A configuration in a few lines, for people. It holds no secrets. */
public final class Summary {
  private Summary() {}

  /** Where it listens, what is behind it, what it keeps, and its routes in their order. */
  public static String of(Settings settings) {
    List<String> lines = new ArrayList<>();
    settings.server().listeners().forEach(one -> lines.add("listen    " + listener(one)));
    lines.add("admin     " + new HostPort(settings.admin().host(), settings.admin().port()));
    settings.upstreams().forEach(one -> lines.add("upstream  " + upstream(one)));
    lines.add("near      " + near(settings.near().maxBytes()));
    lines.add("redis     " + redis(settings.redis()));
    lines.add("routes    the first that matches wins");
    for (int i = 0; i < settings.routes().size(); i++) {
      lines.add("  %2d. %s".formatted(i + 1, route(settings.routes().get(i))));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String listener(ListenerConfig listener) {
    List<String> words = new ArrayList<>();
    words.add(listener.address().toString());
    if (listener.tls() != null) {
      words.add("TLS");
    }
    if (!listener.proxyProtocolFrom().isEmpty()) {
      words.add("PROXY protocol from " + String.join(" ", listener.proxyProtocolFrom()));
    }
    return String.join(", ", words);
  }

  private static String upstream(UpstreamConfig upstream) {
    String scheme = upstream.tls() == null ? "http://" : "https://";
    String addresses =
        upstream.addresses().stream()
            .map(address -> address instanceof Address.Unix ? "" + address : scheme + address)
            .collect(Collectors.joining(", "));
    return upstream.name().equals(Route.DEFAULT_UPSTREAM)
        ? addresses
        : upstream.name() + " = " + addresses;
  }

  private static String near(long maxBytes) {
    return maxBytes == 0 ? "off" : SizeSyntax.format(maxBytes);
  }

  private static String redis(@Nullable RedisConfig redis) {
    return redis == null
        ? "none"
        : Secrets.masked(redis.uri()) + ", namespace " + redis.namespace();
  }

  private static String route(Route route) {
    List<String> rules = new ArrayList<>();
    String name = route.name().equals("default") ? "everything else" : route.name();
    if (!route.match().methods().isEmpty()) {
      rules.add(String.join(", ", route.match().methods()));
    }
    if (route.cache()) {
      cacheRules(route, rules);
    } else {
      rules.add("cache off");
    }
    RewriteSummary.add(route, rules);
    return name + ": " + String.join("; ", rules);
  }

  private static void cacheRules(Route route, List<String> rules) {
    rules.add(lifetime(route));
    if (ContentKind.isNamedBy(route.match().path())) {
      rules.add("only content of that kind");
    }
    if (route.key().principal() != null) {
      rules.add("per user");
    }
    if (!route.onWrite().purge().isEmpty()) {
      rules.add("a write purges " + String.join(", ", purged(route)));
    }
  }

  private static String lifetime(Route route) {
    Lifetimes lifetimes = route.lifetimes();
    if (lifetimes.overrideMillis() != Route.NO_TTL) {
      return "ttl "
          + DurationSyntax.format(lifetimes.overrideMillis())
          + " whatever the upstream says";
    }
    return lifetimes.ttlMillis() == Route.NO_TTL
        ? "as the upstream says"
        : "ttl "
            + DurationSyntax.format(lifetimes.ttlMillis())
            + " where the upstream says nothing";
  }

  private static List<String> purged(Route route) {
    return route.onWrite().purge().stream().map(Summary::purged).toList();
  }

  private static String purged(Route.PurgePattern pattern) {
    if (pattern instanceof Route.PurgePattern.Path path) {
      return path.path();
    }
    if (pattern instanceof Route.PurgePattern.Prefix prefix) {
      return (prefix.prefix().equals("/") ? "" : prefix.prefix()) + "/**";
    }
    return pattern instanceof Route.PurgePattern.Tag tag ? "tag:" + tag.name() : "";
  }
}
