package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CacheKeyTest {

  @Test
  void variantsOfAResourceAreDifferentKeys() {
    CacheKey primary = CacheKey.primary("http://h/a");

    assertThat(primary.slot()).isEqualTo(CacheKey.PRIMARY);
    assertThat(primary.variant(3)).isEqualTo(CacheKey.primary("http://h/a").variant(3));
    assertThat(primary.variant(3)).hasSameHashCodeAs(CacheKey.primary("http://h/a").variant(3));
    assertThat(primary.variant(3)).isNotEqualTo(primary).isNotEqualTo(primary.variant(4));
    assertThat(primary.variant(3).text()).isEqualTo("http://h/a");
    assertThat(primary).isNotEqualTo(CacheKey.primary("http://h/b"));
  }
}
