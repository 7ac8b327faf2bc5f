package io.nearside.testing;

import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.OnWrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import io.nearside.server.Http2Config;
import io.nearside.server.ListenerConfig;
import io.nearside.server.ServerLimits;
import io.nearside.upstream.BalanceConfig;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.upstream.UpstreamConfig.Http2;
import io.nearside.upstream.UpstreamConfig.Limits;
import io.nearside.upstream.UpstreamConfig.ProxyProtocol;
import io.nearside.upstream.UpstreamConfig.Times;
import io.nearside.wire.Address;
import java.util.List;
import java.util.Set;

/** Configuration records for tests that build a part without a file. */
public final class Configs {
  private Configs() {}

  /** A listener with short times and these limits. */
  public static ListenerConfig listener(ServerLimits limits) {
    return new ListenerConfig(
        new Address.Inet("127.0.0.1", 0),
        1000,
        1000,
        1000,
        List.of(),
        List.of(),
        60_000,
        5_000,
        limits,
        Http2Config.OFF,
        null,
        List.of(),
        null);
  }

  /** A route for all paths, with nothing said but how large a response it stores. */
  public static Route everything(long maxObjectBytes) {
    return new Route(
        "/**",
        new Route.RouteMatch("/**", null, List.of()),
        true,
        Lifetimes.NONE,
        List.of(),
        VaryRules.DEFAULT,
        false,
        false,
        true,
        maxObjectBytes,
        Long.MAX_VALUE,
        64,
        128,
        SurrogateRules.DEFAULT,
        SharingRules.DEFAULT,
        KeyRules.DEFAULT,
        List.of(),
        OnWrite.NONE,
        Route.DEFAULT_UPSTREAM,
        Rewrite.NONE,
        "test");
  }

  /** One address of 127.0.0.1 over plain HTTP/1.1, with five seconds for everything. */
  public static UpstreamConfig upstream(int port, Limits limits) {
    return upstream(port, new Times(5_000, 5_000, 5_000, 60_000, 5_000), limits);
  }

  /** One address of 127.0.0.1 over plain HTTP/1.1. */
  public static UpstreamConfig upstream(int port, Times times, Limits limits) {
    return new UpstreamConfig(
        "default",
        List.of(new Address.Inet("127.0.0.1", port)),
        times,
        limits,
        null,
        Http2.OFF,
        ProxyProtocol.OFF,
        balance(BalanceConfig.Algorithm.ROUND_ROBIN));
  }

  /** Several addresses over plain HTTP/1.1, with five seconds for everything. */
  public static UpstreamConfig upstream(BalanceConfig balance, List<Address> addresses) {
    return new UpstreamConfig(
        "default",
        addresses,
        new Times(5_000, 5_000, 5_000, 60_000, 5_000),
        new Limits(1_000, Limits.ANY, 1_000, 5_000),
        null,
        Http2.OFF,
        ProxyProtocol.OFF,
        balance);
  }

  /** What reference.conf says, but for how an address is chosen. */
  public static BalanceConfig balance(BalanceConfig.Algorithm algorithm) {
    return new BalanceConfig(
        algorithm,
        0,
        null,
        new BalanceConfig.Eject(5, 10_000, 300_000, 0.5),
        retry(1),
        null,
        new BalanceConfig.Resolve(1_000, 30_000, List.of()));
  }

  /** So often after no connection and after no answer. */
  public static BalanceConfig.Retry retry(int attempts) {
    return new BalanceConfig.Retry(
        attempts,
        0.2,
        10,
        Set.of(BalanceConfig.Retry.Reason.CONNECT, BalanceConfig.Retry.Reason.RESET),
        Set.of());
  }
}
