package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;

import io.nearside.scenario.caching.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2 */
@InEachTier
class FreshnessMustTest {
  private final Tier tier;

  FreshnessMustTest(Tier tier) {
    this.tier = tier;
  }

  @Test
  void aFreshResponseIsReused() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=3600")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      assertHit(rig.get("/a"));
    }
  }
}
