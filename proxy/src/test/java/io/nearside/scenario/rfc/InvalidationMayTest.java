package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Wire;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.4 */
@InEachTier
class InvalidationMayTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  InvalidationMayTest(Tier tier) {
    this.tier = tier;
  }

  private Rig filled(String... targets) throws IOException {
    Rig rig = tier.answering(InvalidationMustTest::answer);
    for (int i = 0; i < targets.length; i++) {
      Eventually.stored(rig, i + 1, targets[i]);
    }
    return rig;
  }

  @ParameterizedTest
  @CsvSource({
    "Location, /dir/b",
    "Location, b",
    "Location, ./b",
    "Location, ../dir/b",
    "Location, http://test/dir/b",
    "Location, HTTP://TEST:80/dir/b",
    "Location, //test/dir/b",
    "Location, /dir/b#part",
    "Content-Location, /dir/b",
    "Content-Location, b",
    "Content-Location, http://test/dir/b"
  })
  void whatTheAnswerNamesEnds(String name, String uri) throws IOException {
    try (Rig rig = filled("/dir/b", "/dir/c")) {
      rig.send("POST", "/dir/a", EMPTY, "X-Say: " + name + ": " + Wire.current().uri(uri));

      assertForwarded(rig.get("/dir/b"));
      assertHit(rig.get("/dir/c"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 303, 307})
  void theLocationCountsForEachStatusThatIsNoError(int status) throws IOException {
    try (Rig rig = filled("/b")) {
      rig.send("POST", "/a", EMPTY, "X-Status: " + status, "X-Say: Location: /b");

      assertForwarded(rig.get("/b"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 500})
  void anErrorEndsNothing(int status) throws IOException {
    try (Rig rig = filled("/a")) {
      rig.send("POST", "/a", EMPTY, "X-Status: " + status);

      assertHit(rig.get("/a"));
    }
  }

  @Test
  void aLocationThatIsNoUriIsIgnored() throws IOException {
    try (Rig rig = filled("/a", "/b")) {
      rig.send("POST", "/a", EMPTY, "X-Say: Location: http://[/b");

      assertForwarded(rig.get("/a"));
      assertHit(rig.get("/b"));
    }
  }
}
