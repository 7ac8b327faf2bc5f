package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client's directives should or may do.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1
 */
@InEachTier
class RequestDirectivesShouldTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private final Tier tier;

  RequestDirectivesShouldTest(Tier tier) {
    this.tier = tier;
  }

  // 5.2.1.7 only-if-cached.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: only-if-cached",
        "Cache-Control: Only-If-Cached",
        "Cache-Control: only-if-cached, max-stale",
        "Cache-Control: x|Cache-Control: only-if-cached",
      })
  void onlyIfCachedWithoutAStoredResponseIsA504(String line) throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      String[] lines = Twice.lines(line);
      assertThat(rig.get("/a", lines).status()).isEqualTo(504);
      assertThat(rig.send("HEAD", "/a", lines).status()).isEqualTo(504);
      assertThat(rig.seen()).isZero();
      assertThat(rig.get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void onlyIfCachedIsAnsweredWithWhatIsStored() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a", "Cache-Control: only-if-cached");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("1");
      assertHit(rig.send("HEAD", "/a", "Cache-Control: only-if-cached"));
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: only-if-cached",
        "Cache-Control: only-if-cached, max-stale=10",
        "Cache-Control: only-if-cached, no-cache",
        "Cache-Control: only-if-cached, max-age=10",
        "Cache-Control: only-if-cached, min-fresh=10",
      })
  void onlyIfCachedAndTheOtherConstraintsOfTheRequestHold(String line) throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted("Cache-Control: max-age=50", "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", line).status()).isEqualTo(504);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void onlyIfCachedWithMaxStaleTakesWhatIsStale() throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted("Cache-Control: max-age=50", "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "Cache-Control: only-if-cached, max-stale=1000").text())
          .isEqualTo("1");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void onlyIfCachedSelectsByTheNominatedFields() throws IOException {
    try (Rig rig = tier.answering(Rig.counted(HOUR, "Vary: X-A"))) {
      rig.get("/a", "X-A: 1");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a", "X-A: 1", "Cache-Control: only-if-cached"));
      assertThat(rig.get("/a", "X-A: 2", "Cache-Control: only-if-cached").status()).isEqualTo(504);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void onlyIfCachedIsNoConcernOfOtherMethods() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      Response response =
          rig.send("POST", "/a", "Content-Length: 0", "Cache-Control: only-if-cached");

      // A POST is written through, or refused: never answered from what is stored.
      assertThat(response.status()).isIn(200, 504);
    }
  }

  // 5.2.1.2 max-stale: MAY be given what is stale.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-stale",
        "Cache-Control: Max-Stale=1000",
        "Cache-Control: max-stale=\"1000\"",
        "Cache-Control: max-stale=99999999999999999999",
        "Cache-Control: max-stale, max-age=1000",
        "Cache-Control: x|Cache-Control: max-stale",
      })
  void aClientThatTakesItStaleGetsItStale(String line) throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted("Cache-Control: max-age=50", "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response stale = rig.get("/a", Twice.lines(line));

      assertThat(stale.text()).isEqualTo("1");
      assertThat(Twice.ageSeconds(stale)).isBetween(100L, 120L);
      assertThat(Twice.ttlSeconds(stale)).isBetween(-70L, -50L);
    }
  }

  // 5.4 Pragma.

  @Test
  void pragmaCountsWithoutCacheControl() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "Pragma: no-cache").text()).isEqualTo("2");
    }
  }

  @Test
  void pragmaDoesNotCountBesideCacheControl() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a", "Pragma: no-cache", "Cache-Control: max-age=1000"));
    }
  }

  // Numbers that are none say nothing.

  @ParameterizedTest
  @ValueSource(strings = {"max-age=x", "max-age=-1", "max-age=1.5", "max-age", "min-fresh=x"})
  void aNumberThatIsNoneCausesNoError(String directive) throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "Cache-Control: " + directive).status()).isEqualTo(200);
    }
  }
}
