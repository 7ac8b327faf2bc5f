package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A condition of a client while nothing is stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.2
 */
@InEachTier
class ConditionsMayTest {
  private final Tier tier;

  ConditionsMayTest(Tier tier) {
    this.tier = tier;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-None-Match: \"1\"",
        "If-None-Match: \"0\", W/\"1\"",
        "If-Modified-Since: " + MODIFIED_AT
      })
  void aConditionOnAMissStillFillsTheCacheWithTheWhole(String condition) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, MODIFIED, HOUR))) {
      Response miss = Eventually.stored(rig, 1, "/a", condition);
      Response hit = rig.get("/a");

      assertThat(miss.status()).isEqualTo(200);
      assertHit(hit);
      assertThat(hit.status()).isEqualTo(200);
      assertThat(hit.text()).isEqualTo("one");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match: \"2\"", "If-Modified-Since: " + "nonsense"})
  void aConditionThatIsTrueOnAMissGetsTheWhole(String condition) throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", ETAG, HOUR))) {
      Response miss = Eventually.stored(rig, 1, "/a", condition);

      assertThat(miss.status()).isEqualTo(200);
      assertThat(miss.text()).isEqualTo("one");
      assertHit(rig.get("/a"));
    }
  }

  /** A 304 that comes all the same is the client's, and nothing for others. */
  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match: \"1\"", "If-Modified-Since: " + MODIFIED_AT})
  void a304OnAMissIsNotStored(String condition) throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.header("X-Force") != null
                    ? Origin.notModified(ETAG, HOUR)
                    : Origin.of("one", ETAG, MODIFIED, HOUR).apply(request))) {
      assertThat(rig.get("/a", condition, "X-Force: 304").status()).isNotEqualTo(200);
      Response next = rig.get("/a");

      assertThat(next.status()).isEqualTo(200);
      assertThat(next.text()).isEqualTo("one");
    }
  }
}
