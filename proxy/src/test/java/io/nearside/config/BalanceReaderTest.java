package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Configs;
import io.nearside.upstream.BalanceConfig;
import io.nearside.upstream.BalanceConfig.Algorithm;
import io.nearside.upstream.BalanceConfig.Break;
import io.nearside.upstream.BalanceConfig.Eject;
import io.nearside.upstream.BalanceConfig.Health;
import io.nearside.upstream.BalanceConfig.Resolve;
import io.nearside.upstream.BalanceConfig.Retry;
import io.nearside.upstream.BalanceConfig.Statuses;
import io.nearside.wire.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceReaderTest {
  @TempDir private Path directory;

  private BalanceConfig read(String... lines) throws InvalidConfig {
    String text = "nearside.upstream {\n" + String.join("\n", lines) + "\n}";
    return ConfigText.of(directory, text).load().settings().upstreams().get(0).balance();
  }

  @Test
  void theDefaultsAreThoseThatTestsWithoutAFileHave() throws InvalidConfig {
    assertThat(read()).isEqualTo(Configs.balance(Algorithm.ROUND_ROBIN));
  }

  @Test
  void everyKeyIsRead() throws InvalidConfig {
    BalanceConfig balance =
        read(
            "balance = least-pending, slow-start = 20s",
            "health { path = \"/up?deep=1\", interval = 1s, timeout = 500ms, healthy = 1",
            "  unhealthy = 2, status = [\"200-204\", 302], host = \"shop.example:81\" }",
            "eject { failures = 3, time = 1s, max-time = 1m, max-share = 0.3 }",
            "retry { attempts = 2, budget = 0.1, min-per-second = 0",
            "  on = [connect, timeout], statuses = [502, 503] }",
            "breaker { failures = 0.5, least = 10, window = 5s, open = 2s }",
            "resolve { min-ttl = 2s, max-ttl = 1m, name-servers = [\"10.0.0.10:53\"] }");
    assertThat(balance)
        .isEqualTo(
            new BalanceConfig(
                Algorithm.LEAST_PENDING,
                20_000,
                new Health(
                    "/up?deep=1",
                    1_000,
                    500,
                    1,
                    2,
                    List.of(new Statuses(200, 204), new Statuses(302, 302)),
                    "shop.example:81"),
                new Eject(3, 1_000, 60_000, 0.3),
                new Retry(
                    2,
                    0.1,
                    0,
                    Set.of(Retry.Reason.CONNECT, Retry.Reason.TIMEOUT),
                    Set.of(502, 503)),
                new Break(0.5, 10, 5_000, 2_000),
                new Resolve(2_000, 60_000, List.of(new Address.Inet("10.0.0.10", 53)))));
  }

  @Test
  void nullIsNever() throws InvalidConfig {
    assertThat(read("eject.failures = null").eject().failures()).isZero();
    assertThat(read("health.path = null").health()).isNull();
    assertThat(read("breaker.failures = null").breaker()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "balance = random | unknown word; accepted: round-robin or least-pending or hash",
        "health.path = healthz | not a path; accepted: a path, which begins with /",
        "health.status = [ok] | no status; accepted: a status from 200 to 599 or a range",
        "health.status = [\"399-200\"] | no range; accepted: a status from 200 to 599",
        "health.host = \"a b\" | not a host; accepted: HOST or HOST:PORT",
        "eject.max-share = 0 | out of range; accepted: a fraction above 0 and up to 1",
        "retry.on = [always] | unknown word; accepted: connect or reset or timeout",
        "retry.statuses = [200] | out of range; accepted: 400 to 599",
        "breaker.failures = 2 | out of range; accepted: a fraction above 0",
        "resolve.name-servers = [\"dns.example:53\"] | not an address and a port; accepted: IPV4:PORT",
        "resolve.name-servers = [\":53\"] | not an address and a port; accepted: IPV4:PORT",
        "ejects.failures = 3 | unknown key; did you mean \"eject\"?"
      })
  void whatIsWrongIsToldWithWhatIsAccepted(String line, String error) {
    ConfigText text = ConfigText.of(directory, "nearside.upstream {", line, "}");
    assertThat(text.errors())
        .singleElement()
        .asString()
        .contains(error)
        .contains("nearside.conf:2");
  }
}
