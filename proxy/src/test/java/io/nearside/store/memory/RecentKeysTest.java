package io.nearside.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.CacheKey;
import org.junit.jupiter.api.Test;

final class RecentKeysTest {
  private static final CacheKey KEY = CacheKey.primary("http://t/a");

  private final RecentKeys keys = new RecentKeys();

  @Test
  void aKeyIsRememberedUntilItsTime() {
    keys.add(KEY, 1000, 2600);
    assertThat(keys.contains(KEY, 2599)).isTrue();
    assertThat(keys.contains(KEY, 2600)).isFalse();
  }

  @Test
  void addedAgainItIsRememberedForNearlyAsLongAsAdded() {
    keys.add(KEY, 1000, 2600);
    keys.add(KEY, 1100, 2700);
    assertThat(keys.contains(KEY, 2599)).isTrue();
    keys.add(KEY, 1101, 2701);
    assertThat(keys.contains(KEY, 2700)).isTrue();
  }

  @Test
  void aShorterTimeCountsToo() {
    keys.add(KEY, 1000, 2600);
    keys.add(KEY, 1000, 1100);
    assertThat(keys.contains(KEY, 1100)).isFalse();
  }

  @Test
  void oneThatIsOverIsRememberedAgain() {
    keys.add(KEY, 1000, 1001);
    keys.add(KEY, 1001, 1002);
    assertThat(keys.contains(KEY, 1001)).isTrue();
  }
}
