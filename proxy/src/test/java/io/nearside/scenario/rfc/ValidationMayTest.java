package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.3 */
@InEachTier
class ValidationMayTest {
  private final Tier tier;

  ValidationMayTest(Tier tier) {
    this.tier = tier;
  }

  private Rig failing(int status, String cacheControl) throws IOException {
    return tier.answering(
        request ->
            request.header("If-None-Match") == null
                ? ScriptedUpstream.response(200, "one", ETAG, cacheControl)
                : ScriptedUpstream.response(status, "bad"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void anErrorWhileValidatingIsPassedOn(int status) throws IOException {
    try (Rig rig = failing(status, STALE)) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a");

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).isEqualTo("bad");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void whatIsStaleStandsInForAnErrorWhereItMay(int status) throws IOException {
    try (Rig rig = failing(status, "Cache-Control: max-age=0, stale-if-error=3600")) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("one");
      assertThat(answer.headers("Age")).hasSize(1);
    }
  }
}
