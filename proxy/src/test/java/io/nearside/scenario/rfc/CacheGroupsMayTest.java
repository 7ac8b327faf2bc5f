package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;

import io.nearside.scenario.caching.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9875#section-3 */
@InEachTier
class CacheGroupsMayTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  CacheGroupsMayTest(Tier tier) {
    this.tier = tier;
  }

  private Rig rig() throws IOException {
    return tier.answering(InvalidationMustTest::answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "FROB"})
  void whatHasOneOfTheGroupsEnds(String method) throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\", \"h\"");
      Eventually.stored(rig, 2, "/b/c?d", "X-Groups: \"x\",\"g\"");
      Eventually.stored(rig, 3, "/e", "X-Groups: \"e\"");
      Eventually.stored(rig, 4, "/f");
      rig.send(method, "/w", EMPTY, "X-Say: Cache-Group-Invalidation: \"y\", \"g\"");

      assertForwarded(rig.get("/a"));
      assertForwarded(rig.get("/b/c?d"));
      assertHit(rig.get("/e"));
      assertHit(rig.get("/f"));
    }
  }

  @Test
  void parametersAreIgnored() throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\";p=1;q");
      rig.send("POST", "/w", EMPTY, "X-Say: Cache-Group-Invalidation: \"g\"; level=\"x\"");

      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void groupsKeepTheirEscapedCharacters() throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"a\\\"b, c\\\\\"");
      rig.send("POST", "/w", EMPTY, "X-Say: Cache-Group-Invalidation: \"a\\\"b, c\\\\\"");

      assertForwarded(rig.get("/a"));
    }
  }
}
