package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFactsTest {
  @ParameterizedTest
  @CsvSource({
    "6.0.16, true",
    "5.9.1, true",
    "6.2.0, false",
    "7.0.15, false",
    "255.255.255, false",
    "x, false"
  })
  void whatIsOlderThanSixTwoIsTooOld(String version, boolean tooOld) {
    ServerFacts facts = ServerFacts.of("# Server\r\nredis_version:" + version + "\r\n");
    assertThat(facts.tooOld() != null).isEqualTo(tooOld);
  }

  @ParameterizedTest
  @CsvSource({
    "allkeys-lru, 100, true",
    "allkeys-random, 1, true",
    "allkeys-lru, 0, false",
    "volatile-lru, 100, false",
    "noeviction, 100, false"
  })
  void aBoundAndAPolicyForAllKeysMayEvictTheLog(String policy, long bytes, boolean may) {
    ServerFacts facts =
        ServerFacts.of("maxmemory:" + bytes + "\r\nmaxmemory_policy:" + policy + "\r\n");
    assertThat(facts.mayEvictLog() != null).isEqualTo(may);
  }

  @Test
  void whatIsNotSaidIsNoFinding() {
    ServerFacts facts = ServerFacts.of("");
    assertThat(facts.tooOld()).isNull();
    assertThat(facts.mayEvictLog()).isNull();
  }
}
