package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import io.nearside.caching.CacheKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FarKeysTest {
  private static final CacheKey KEY = CacheKey.primary("http://a/x");

  @Test
  void aReleaseHasKeysOfItsOwn() {
    assertThat(text(keys("").value("r1", KEY))).isEqualTo("ns:e3:r1:{http://a/x}");
    assertThat(text(keys("v7").value("r1", KEY))).isEqualTo("ns:e3:v7:r1:{http://a/x}");
  }

  @Test
  void variantsAndLeasesLieOnOneNodeAndAreNotEachOther() {
    byte[] value = keys("").value("r1", KEY);
    byte[] variant = keys("").value("r1", KEY.variant(3));
    byte[] lease = keys("").lease("r1", KEY);
    byte[] variantsLease = keys("").lease("r1", KEY.variant(3));
    assertThat(List.of(variant, lease, variantsLease))
        .allSatisfy(name -> assertThat(SlotHash.getSlot(name)).isEqualTo(SlotHash.getSlot(value)))
        .extracting(FarKeysTest::text)
        .doesNotHaveDuplicates()
        .doesNotContain(text(value));
  }

  private static FarKeys keys(String release) {
    return FarKeys.of(
        new RedisConfig("redis://r", "ns", 20, 50, 1 << 20, 2_000, release, RedisAccess.BY_URI));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }
}
