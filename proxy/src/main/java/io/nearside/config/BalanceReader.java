package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;
import static io.nearside.config.DurationSyntax.HOUR;
import static io.nearside.config.DurationSyntax.MINUTE;

import io.nearside.upstream.BalanceConfig;
import io.nearside.upstream.BalanceConfig.Algorithm;
import io.nearside.upstream.BalanceConfig.Break;
import io.nearside.upstream.BalanceConfig.Eject;
import io.nearside.upstream.BalanceConfig.Health;
import io.nearside.upstream.BalanceConfig.Resolve;
import io.nearside.upstream.BalanceConfig.Retry;
import io.nearside.wire.Address;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which of an upstream's addresses a request goes to, and what happens when that fails. */
final class BalanceReader {
  private static final Syntax<Long> TIME = new DurationSyntax(1, DAY);
  private static final Syntax<Long> SLOW_START = new DurationSyntax(0, HOUR);
  private static final Syntax<Long> INTERVAL = new DurationSyntax(10, HOUR);
  private static final Syntax<Long> TTL = new DurationSyntax(10, DAY);
  private static final Syntax<Long> WINDOW = new DurationSyntax(100, 10 * MINUTE);
  private static final Syntax<Integer> IN_ROW = Syntax.number(1, 1_000);
  private static final Syntax<Integer> ATTEMPTS = Syntax.number(0, 10);
  private static final Syntax<Integer> COUNT = Syntax.number(0, 100_000);
  private static final Syntax<Integer> ERROR = Syntax.number(400, 599);
  private static final Syntax<Double> SHARE = new FractionSyntax(true);
  private static final Syntax<Double> SOME_SHARE = new FractionSyntax(false);
  private static final Syntax<String> PATH =
      Syntax.matching("/[!-~&&[^#]]*", "not a path", "a path, which begins with /, e.g. /healthz");
  private static final Syntax<String> HOST =
      Syntax.matching(
          "[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?",
          "not a host",
          "HOST or HOST:PORT, e.g. www.example.com");

  private BalanceReader() {}

  static BalanceConfig read(Section upstream) {
    return new BalanceConfig(
        upstream.value("balance", Syntax.word(Algorithm.class)),
        upstream.value("slow-start", SLOW_START),
        health(upstream.section("health")),
        eject(upstream.section("eject")),
        retry(upstream.section("retry")),
        breaker(upstream.section("breaker")),
        resolve(upstream.section("resolve")));
  }

  private static @Nullable Health health(Section health) {
    String path = health.optional("path", PATH);
    long intervalMillis = health.value("interval", INTERVAL);
    long timeoutMillis = health.value("timeout", INTERVAL);
    int healthy = health.value("healthy", IN_ROW);
    int unhealthy = health.value("unhealthy", IN_ROW);
    List<BalanceConfig.Statuses> statuses = health.list("status", StatusesSyntax.SYNTAX);
    String host = health.optional("host", HOST);
    return path == null
        ? null
        : new Health(path, intervalMillis, timeoutMillis, healthy, unhealthy, statuses, host);
  }

  private static Eject eject(Section eject) {
    Integer failures = eject.optional("failures", IN_ROW);
    return new Eject(
        failures == null ? 0 : failures,
        eject.value("time", TIME),
        eject.value("max-time", TIME),
        eject.value("max-share", SOME_SHARE));
  }

  private static Retry retry(Section retry) {
    return new Retry(
        retry.value("attempts", ATTEMPTS),
        retry.value("budget", SHARE),
        retry.value("min-per-second", COUNT),
        Set.copyOf(retry.list("on", Syntax.word(Retry.Reason.class))),
        Set.copyOf(retry.list("statuses", ERROR)));
  }

  private static @Nullable Break breaker(Section breaker) {
    Double share = breaker.optional("failures", SOME_SHARE);
    int least = breaker.value("least", IN_ROW);
    long windowMillis = breaker.value("window", WINDOW);
    long openMillis = breaker.value("open", TIME);
    return share == null ? null : new Break(share, least, windowMillis, openMillis);
  }

  private static Resolve resolve(Section resolve) {
    List<Address.Inet> nameServers = resolve.list("name-servers", NameServerSyntax.SYNTAX);
    return new Resolve(resolve.value("min-ttl", TTL), resolve.value("max-ttl", TTL), nameServers);
  }
}
