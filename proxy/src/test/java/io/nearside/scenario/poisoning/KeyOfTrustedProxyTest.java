package io.nearside.scenario.poisoning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A request has one key: what we say upstream of a trusted proxy's client is no claim of its. */
@OverEachWire
class KeyOfTrustedProxyTest {
  private static final String TRUSTED = "trusted-proxies = [\"127.0.0.0/8\"]";

  @Test
  void whatWeSayOurselvesIsNotInTheKey() throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED, "cache-status.key = on")) {
      rig.get("/a");
      assertThat(rig.get("/a").header("Cache-Status")).contains("hit").doesNotContain("#h.");
    }
  }

  @Test
  void whatAGetStoredAnswersAHead() throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      rig.get("/a");
      Response head = rig.client().request("HEAD", "/a").readResponse(true);
      assertThat(head.header("Cache-Status")).contains("hit");
    }
  }

  @Test
  void whatAGetStoredAnswersWhoWantsNothingElse() throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      rig.get("/a");
      Response stored = rig.get("/a", "Range: bytes=0-1");
      assertThat(stored.status()).isEqualTo(206);
      assertThat(stored.header("Cache-Status")).contains("hit");
    }
  }
}
