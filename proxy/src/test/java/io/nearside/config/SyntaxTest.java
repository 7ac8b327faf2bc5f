package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.wire.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
  private static final DurationSyntax DURATION = new DurationSyntax(0, 3650 * DurationSyntax.DAY);
  private static final SizeSyntax SIZE = new SizeSyntax(0, 1L << 40);

  @ParameterizedTest
  @CsvSource({
    "50ms, 50",
    "30s, 30000",
    "1.5s, 1500",
    "5m, 300000",
    "5 m, 300000",
    "2h, 7200000",
    "1d, 86400000",
    "0, 0",
    "0s, 0"
  })
  void durations(String text, long millis) throws NotAccepted {
    assertThat(DURATION.parse(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "5M", "5 minutes", "1w", "1s2", "1_000s", "99999999999999999s"})
  void notDurations(String text) {
    assertThatThrownBy(() -> DURATION.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "50, 50ms", "1500, 1500ms", "90000, 90s", "7200000, 2h", "86400000, 1d"})
  void durationsAreWrittenAsTheyAreRead(long millis, String text) throws NotAccepted {
    assertThat(DurationSyntax.format(millis)).isEqualTo(text);
    assertThat(DURATION.parse(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17B, 17",
    "512K, 524288",
    "512k, 524288",
    "64M, 67108864",
    "64 MiB, 67108864",
    "1.5G, 1610612736"
  })
  void sizes(String text, long bytes) throws NotAccepted {
    assertThat(SIZE.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "64X", "64 M B", "1e6", "0x10"})
  void notSizes(String text) {
    assertThatThrownBy(() -> SIZE.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:8080, 0.0.0.0, 8080, 0.0.0.0:8080",
    ":8080, 0.0.0.0, 8080, 0.0.0.0:8080",
    "[::]:8080, ::, 8080, [::]:8080",
    "[::1]:0, ::1, 0, [::1]:0",
    "my_app.local:1, my_app.local, 1, my_app.local:1"
  })
  void addresses(String text, String host, int port, String written) throws NotAccepted {
    HostPort address = HostPort.LISTEN.parse(text);
    assertThat(address).isEqualTo(new HostPort(host, port));
    assertThat(address).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "a", "a:", "a:b", "a b:1", "::1", "::1:80", "[::1]", "[]:1"})
  void notAddresses(String text) {
    assertThatThrownBy(() -> HostPort.LISTEN.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8000, HTTP, 127.0.0.1, 8000",
    "http://my_app, HTTP, my_app, 80",
    "HTTP://a/, HTTP, a, 80",
    "http://[::1]:8000, HTTP, ::1, 8000",
    "http://[::1], HTTP, ::1, 80",
    "https://a, HTTPS, a, 443",
    "https://[::1]:1/, HTTPS, ::1, 1"
  })
  void upstreams(String text, UpstreamUrl.Scheme scheme, String host, int port) throws NotAccepted {
    assertThat(UpstreamUrl.SYNTAX.parse(text))
        .isEqualTo(new UpstreamUrl(scheme, new Address.Inet(host, port)));
  }

  @Test
  void anUpstreamMayBeASocketsFile() throws NotAccepted {
    assertThat(UpstreamUrl.SYNTAX.parse("unix:/run/app.sock"))
        .isEqualTo(new UpstreamUrl(UpstreamUrl.Scheme.UNIX, new Address.Unix("/run/app.sock")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a:b",
        "http://a//",
        "http://a:70000",
        "ftp://a",
        "http:a",
        "a",
        "unix:a",
        "unix://a",
        "unix:/a/",
        "https://a/b",
        "https:a"
      })
  void notUpstreams(String text) {
    assertThatThrownBy(() -> UpstreamUrl.SYNTAX.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://localhost",
        "redis://my_redis:6379/1",
        "redis://:p%40ss@h:1",
        "rediss://u:p@h",
        "redis-sentinel://:p@a:1,b:2/0#main",
        "redis-socket:///run/redis.sock",
        "redis-socket:///run/redis.sock?database=3",
        "redis://a,b:1,[::1]:6379",
        "rediss-sentinel://a/3#main",
        "redis://[::1]:6379"
      })
  void redisUris(String text) throws NotAccepted {
    assertThat(RedisUri.SYNTAX.parse(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:6379",
        "redis:",
        "redis://",
        "redis://a:b",
        "redis://a,",
        "redis://a?timeout=1s",
        "redis://a/b",
        "redis://a#b",
        "redis-sentinel://a",
        "redis-socket:///a?timeout=1s"
      })
  void notRedisUris(String text) {
    assertThatThrownBy(() -> RedisUri.SYNTAX.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "0.0.0.0/0", "10.0.0.0/32", "::", "fd00::/8", "::1/128"})
  void ranges(String text) throws NotAccepted {
    assertThat(IpRange.SYNTAX.parse(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0", "10.0.0.256", "10.0.0.1.", "::g", "1:2", "::/129", "10.0.0.0/", "a"})
  void notRanges(String text) {
    assertThatThrownBy(() -> IpRange.SYNTAX.parse(text)).isInstanceOf(NotAccepted.class);
  }

  @Test
  void capturesAreInTheOrderOfThePattern() throws NotAccepted {
    assertThat(RoutePath.SYNTAX.parse("/{a}/*/{b-2}/**").captures()).containsExactly("a", "b-2");
    assertThat(RoutePath.SYNTAX.parse("/").captures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://h, redis://h",
    "redis://u:p@h, redis://***@h",
    "redis://:p@p/q@h/0, redis://***@h/0",
    "u:p@h, ***@h",
    "p://q@h, p://***@h"
  })
  void usersAndPasswordsAreMasked(String text, String masked) {
    assertThat(Secrets.masked(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({"a, a, 0", "rnu, run, 1", "lisen, listen, 1", "abc, '', 3", "timeot, timeout, 1"})
  void distances(String a, String b, int distance) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
    assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
  }
}
