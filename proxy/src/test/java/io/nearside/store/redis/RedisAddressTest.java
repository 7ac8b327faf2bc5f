package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.store.redis.RedisAddress.Host;
import io.nearside.store.redis.RedisAddress.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @Test
  void oneHostIsAServer() {
    RedisAddress address = RedisAddress.of("redis://us%40er:p%2Fa+b:c@my_redis:1/3");
    assertThat(address.kind()).isEqualTo(Kind.SERVER);
    assertThat(address.tls()).isFalse();
    assertThat(address.user()).isEqualTo("us@er");
    assertThat(address.password()).isEqualTo("p/a+b:c");
    assertThat(address.hosts()).containsExactly(new Host("my_redis", 1));
    assertThat(address.database()).isEqualTo(3);
  }

  @Test
  void severalHostsAreACluster() {
    RedisAddress address = RedisAddress.of("rediss://:p@a,[::1]:2");
    assertThat(address.kind()).isEqualTo(Kind.CLUSTER);
    assertThat(address.tls()).isTrue();
    assertThat(address.user()).isNull();
    assertThat(address.password()).isEqualTo("p");
    assertThat(address.hosts()).containsExactly(new Host("a", 6379), new Host("::1", 2));
  }

  @Test
  void sentinelsKnowTheMasterByItsName() {
    RedisAddress address = RedisAddress.of("rediss-sentinel://a,b:1/2#main");
    assertThat(address.kind()).isEqualTo(Kind.SENTINELS);
    assertThat(address.tls()).isTrue();
    assertThat(address.hosts()).containsExactly(new Host("a", 26379), new Host("b", 1));
    assertThat(address.database()).isEqualTo(2);
    assertThat(address.name()).isEqualTo("main");
  }

  @Test
  void aSocketHasItsDatabaseAfterThePath() {
    RedisAddress address = RedisAddress.of("redis-socket:///run/redis.sock?database=4");
    assertThat(address.kind()).isEqualTo(Kind.SOCKET);
    assertThat(address.name()).isEqualTo("/run/redis.sock");
    assertThat(address.database()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:secret@a b",
        "redis://:sec/ret@a",
        "redis://:sec@ret@a",
        "redis://:secret@a:x",
        "redis://:secret@a?x=secret",
        "redis://:secret#a",
        "redis-sentinel://:secret@a",
        "redis-socket://:secret@/a?secret=1",
        "secret"
      })
  void whatIsWrongIsToldWithoutThePassword(String uri) {
    RedisConfig config = new RedisConfig(uri, "ns", 1, 1, 1, 1);
    assertThatThrownBy(() -> RedisEndpoint.of(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("secret", "sec", "ret@");
  }

  @Test
  void noTextHasAPassword() {
    RedisAccess access =
        new RedisAccess(false, "u", "secret", "u", "secret", RedisAccess.Tls.STANDARD);
    RedisConfig config = new RedisConfig("redis-sentinel://u:secret@h#m", "ns", 1, 1, 1, 1, access);
    RedisEndpoint endpoint = RedisEndpoint.of(config);
    assertThat(
            config
                + " "
                + access
                + RedisAddress.of(config.uri())
                + endpoint
                + endpoint.uri()
                + endpoint.uri().getSentinels()
                + endpoint.options())
        .doesNotContain("secret")
        .contains("redis-sentinel://***@h#m");
  }
}
